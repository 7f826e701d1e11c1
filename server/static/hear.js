import { tapped } from "./elements.js";
import { NO_SOUND, playSoon } from "./sound.js";

// The sample of the coach's voice: its link plays here; without this file it leads to the sound.
const sound = new Audio();

document.addEventListener("click", (event) => {
  const link = tapped(event, "a[data-hear]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const told = link.parentElement?.querySelector("[role=status]");
  if (told) told.textContent = "";
  playSoon(sound, link.href).catch((fault) => {
    // Another tap, or the end of the sheet, breaks it off.
    if (told && fault.name !== "AbortError") told.textContent = NO_SOUND;
  });
});

document.addEventListener(
  "close",
  () => {
    sound.pause();
    sound.removeAttribute("src");
  },
  true,
);
