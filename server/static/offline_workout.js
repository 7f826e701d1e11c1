// A workout that this phone began without the server: the phone gave it its id, which a reload does not change.

const PREFIX = "soleus.kept.";

/**
 * Id and position (in milliseconds) of the unfinished workout of a kept routine; a new one if there is none.
 *
 * @param {string} routine
 * @returns {{id: string, position: number}}
 */
export function currentWorkout(routine) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + routine) ?? "null") ?? newWorkout();
  } catch {
    return newWorkout();
  }
}

/** A workout from the start. */
function newWorkout() {
  return { id: newId(), position: 0 };
}

/** Save where a workout is. @param {string} routine @param {string} id @param {number} position */
export function saveWorkout(routine, id, position) {
  sessionStorage.setItem(PREFIX + routine, JSON.stringify({ id, position }));
}

/** Forget a workout that is over, so that the next one is a new one. @param {string} routine */
export function clearWorkout(routine) {
  sessionStorage.removeItem(PREFIX + routine);
}

/** 32 hexadecimal digits. crypto.randomUUID exists only on https and localhost; a phone at home speaks plain http. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
