import { tapped } from "./elements.js";

// The sample of the coach's voice: its link plays here; without this file it leads to the sound.
const sound = new Audio();
/** A sample that has not been spoken before may take a moment: it is asked for again so often, so many ms apart. */
const ATTEMPTS = 4;
const PAUSE_MS = 1000;

document.addEventListener("click", (event) => {
  const link = tapped(event, "a[data-hear]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const told = link.parentElement?.querySelector("[role=status]");
  if (told) told.textContent = "";
  hear(link.href, ATTEMPTS).catch((fault) => {
    // Another tap, or the end of the sheet, breaks it off.
    if (told && fault.name !== "AbortError") told.textContent = "No sound came. Try again in a moment.";
  });
});

/** @param {string} address @param {number} attempts @returns {Promise<void>} */
async function hear(address, attempts) {
  sound.src = address;
  try {
    await sound.play();
  } catch (fault) {
    const refused = fault instanceof DOMException && fault.name === "NotSupportedError";
    if (!refused || attempts === 1) throw fault;
    await new Promise((later) => setTimeout(later, PAUSE_MS));
    if (sound.src === address) await hear(address, attempts - 1);
  }
}

document.addEventListener(
  "close",
  () => {
    sound.pause();
    sound.removeAttribute("src");
  },
  true,
);
