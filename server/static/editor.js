import { byId, tapped } from "./elements.js";

// The editor works without this file; with it, a line is played at once, and rows can be dragged.
document.addEventListener("htmx:beforeSwap", (event) => {
  // Show "Too many lines in a minute" too.
  if (event.detail.xhr.status !== 429) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// Not every browser starts an inserted element with autoplay by itself.
document.addEventListener("htmx:afterSettle", (event) => {
  /** @type {NodeListOf<HTMLAudioElement>} */
  const sounds = document.querySelectorAll("audio.heard");
  /** @type {HTMLAudioElement | null} */
  const sound = event.detail.target.querySelector?.("audio.heard");
  if (!sound) return;
  for (const other of sounds) if (other !== sound) other.pause();
  sound.play().catch(() => sound.focus());
});

/** @type {HTMLElement | null} */
const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const copied = byId(copy.dataset.copy ?? "", HTMLInputElement);
    await navigator.clipboard.writeText(copied.value);
    copy.textContent = "Copied";
  });
}

/** @param {Element | null} row @returns {HTMLInputElement | null | undefined} */
const depthOf = (row) => row?.querySelector("input[name$='.depth']");

/** Put a row into the block between whose rows it was dropped, or out of the one that it left. @param {Element} row */
function stayIn(row) {
  const [above, depth] = [row.previousElementSibling, depthOf(row)];
  if (!depth) return;
  const least = Number(depthOf(row.nextElementSibling)?.value ?? 0);
  const most = above ? Number(depthOf(above)?.value) + Number(above.matches(".block")) : 0;
  depth.value = String(Math.min(Math.max(Number(depth.value), least), most));
}

// Rows are dragged by their pictures; the order of the rows in the form is the order of the routine.
document.addEventListener("pointerdown", (event) => {
  const row = tapped(event, ".draft-head .thumb")?.closest(".draft-row");
  if (!row || event.button !== 0) return;
  event.preventDefault();
  const middle = (/** @type {Element} */ other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    const [before, after] = [row.previousElementSibling, row.nextElementSibling];
    if (before && clientY < middle(before)) before.before(row);
    else if (after && clientY > middle(after)) after.after(row);
  };
  const drop = () => {
    row.classList.remove("dragged");
    stayIn(row);
    document.removeEventListener("pointermove", follow);
    // Let the server redraw the numbers and buttons.
    const address = row.querySelector("[name=up]")?.getAttribute("hx-post") ?? "";
    htmx.ajax("POST", address, { source: row, target: "#steps", swap: "outerHTML" });
  };
  row.classList.add("dragged");
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop, { once: true });
  document.addEventListener("pointercancel", drop, { once: true });
});
