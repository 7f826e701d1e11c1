// The editor without this file works as well; with it, a line is heard at once and a refusal is seen.
document.addEventListener("htmx:beforeSwap", (event) => {
  // "Too many lines in a minute" is worth reading too.
  if (event.detail.xhr.status !== 429) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// What is inserted by a script does not start by itself everywhere.
document.addEventListener("htmx:afterSettle", (event) => {
  const sounds = document.querySelectorAll("audio.heard");
  const sound = event.detail.target.querySelector?.("audio.heard");
  if (!sound) return;
  for (const other of sounds) if (other !== sound) other.pause();
  sound.play().catch(() => sound.focus());
});

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value);
    copy.textContent = "Copied";
  });
}
