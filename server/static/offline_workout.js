// Where a workout is, which a reload without the server does not change. One that this phone began without the server got
// its id here, and is found by its routine; any other is found by its id.

const PREFIX = "soleus.kept.";

/**
 * Id and position (in milliseconds) of an unfinished workout, by its routine or its id.
 *
 * @param {string} place
 * @returns {{id: string, position: number} | null}
 */
export function savedWorkout(place) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + place) ?? "null");
  } catch {
    return null;
  }
}

/** The unfinished workout of a kept routine; a new one if there is none. @param {string} routine */
export const currentWorkout = (routine) => savedWorkout(routine) ?? newWorkout();

/** A workout from the start. */
function newWorkout() {
  return { id: newId(), position: 0 };
}

/** Save where a workout is. @param {string} place @param {string} id @param {number} position */
export function saveWorkout(place, id, position) {
  sessionStorage.setItem(PREFIX + place, JSON.stringify({ id, position }));
}

/** Forget a workout that is over, so that the next one is a new one. @param {string} place */
export function clearWorkout(place) {
  sessionStorage.removeItem(PREFIX + place);
}

/** 32 hexadecimal digits. crypto.randomUUID exists only on https and localhost; a phone at home speaks plain http. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
