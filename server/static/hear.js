import { tapped } from "./elements.js";

// The sample of the coach's voice: its link plays here; without this file it leads to the sound.
const sound = new Audio();

document.addEventListener("click", (event) => {
  const link = tapped(event, "a[data-hear]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const told = link.parentElement?.querySelector("[role=status]");
  if (told) told.textContent = "";
  sound.src = link.href;
  sound.play().catch((fault) => {
    // Another tap, or the end of the sheet, breaks it off.
    if (told && fault.name !== "AbortError") told.textContent = "No sound came. Try again in a moment.";
  });
});

document.addEventListener("close", () => sound.pause(), true);
