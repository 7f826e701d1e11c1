// A workout that began on this phone alone: it has an id of its own, which a reload does not change.

const PREFIX = "soleus.kept.";

/** The id and the place (in milliseconds) of a kept routine's workout; a new one where none is half done. */
export function current(routine) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + routine)) ?? another();
  } catch {
    return another();
  }
}

/** A workout from the start. */
export function another() {
  return { id: newId(), position: 0 };
}

/** Remember where a workout is. */
export function remember(routine, id, position) {
  sessionStorage.setItem(PREFIX + routine, JSON.stringify({ id, position }));
}

/** It is over: the next one is another. */
export function forget(routine) {
  sessionStorage.removeItem(PREFIX + routine);
}

/** 32 hexadecimal digits. crypto.randomUUID exists only on https and localhost; a phone at home speaks plain http. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
