// The sound of a line that the server speaks: one that has not been spoken before may take a moment.

/** It is asked for again so often, so many ms apart. */
const ATTEMPTS = 4;
const PAUSE_MS = 1000;
export const NO_SOUND = "No sound came. Try again in a moment.";

/**
 * Play what is at an address, as soon as it is there. Fails if it does not come, or if something else is to be played.
 *
 * @param {HTMLAudioElement} sound
 * @param {string} address
 * @param {number} [attempts]
 * @returns {Promise<void>}
 */
export async function playSoon(sound, address, attempts = ATTEMPTS) {
  if (sound.src !== address || sound.error) sound.src = address;
  try {
    await sound.play();
  } catch (fault) {
    const refused = fault instanceof DOMException && fault.name === "NotSupportedError";
    if (!refused || attempts === 1) throw fault;
    await new Promise((later) => setTimeout(later, PAUSE_MS));
    if (sound.src === address) await playSoon(sound, address, attempts - 1);
  }
}
