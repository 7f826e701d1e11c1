// The editor works without this file; with it nothing typed is lost, a line is played at once, and rows can be dragged.

import { allWithin, byId, tapped } from "./elements.js";
import { NO_SOUND, playSoon } from "./sound.js";
import { keepNow } from "./unsaved.js";

document.addEventListener("htmx:beforeSwap", (event) => {
  // Show "Too many lines in a minute" too, and that the file was changed meanwhile.
  if (![409, 429].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

/** Rows that were open stay so. @type {string[]} */
let open = [];
document.addEventListener("htmx:beforeSwap", () => {
  open = allWithin(document, ".draft-row > details[open], .draft-row > details[open] > details[open]").map(placeOf);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "page") begin();
  if (event.detail.target.id !== "steps") return;
  for (const details of allWithin(document, ".draft-row details")) {
    if (open.includes(placeOf(details))) details.setAttribute("open", "");
  }
  keepNow();
});

/** @param {Element} details */
const placeOf = (details) => `${details.closest(".draft-row")?.id} ${details.className}`;

// Not every browser starts an inserted element with autoplay by itself.
document.addEventListener("htmx:afterSettle", (event) => {
  /** @type {NodeListOf<HTMLAudioElement>} */
  const sounds = document.querySelectorAll("audio.heard");
  /** @type {HTMLAudioElement | null} */
  const sound = event.detail.target.querySelector?.("audio.heard");
  if (!sound) return;
  for (const other of sounds) if (other !== sound) other.pause();
  playSoon(sound, sound.src).catch((fault) => {
    if (fault.name !== "NotSupportedError") return sound.focus();
    const told = Object.assign(document.createElement("p"), { className: "fault small warn", role: "alert" });
    sound.replaceWith(told);
    told.textContent = NO_SOUND;
  });
});

// --- Selected steps.

document.addEventListener("change", (event) => {
  if (!(event.target instanceof Element) || !event.target.matches("[name='chosen'], #selecting")) return;
  const count = allWithin(document, "[name='chosen']:checked").length;
  byId("selected").textContent = count ? `${count} step${count === 1 ? "" : "s"} selected` : "Tap the steps";
});

// --- Exercises are found while one types; without this file, "Find" asks the server.

function begin() {
  for (const scriptless of allWithin(document, "[data-scriptless]")) scriptless.hidden = true;
  filter();
}

function filter() {
  const [field, list] = [document.getElementById("find"), document.querySelector(".gallery")];
  if (!(field instanceof HTMLInputElement) || !list) return;
  const entries = allWithin(list, "[data-words]");
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of entries) entry.hidden = !wanted.every((word) => entry.dataset.words?.includes(word));
  const found = entries.filter((entry) => !entry.hidden).length;
  list.classList.toggle("few", found === entries.length);
  byId("found").textContent = found < entries.length ? `${found || "No"} of ${entries.length} exercises` : "";
}

document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.id === "find") filter();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof Element && event.target.id === "find") event.preventDefault();
});

// --- Rows are dragged by their pictures; the order of the rows in the form is the order of the routine.

/** @param {Element | null} row @returns {HTMLInputElement | null | undefined} */
const depthOf = (row) => row?.querySelector("input[name$='.depth']");

/** Put a row into the block between whose rows it was dropped, or out of the one that it left. @param {Element} row */
function stayIn(row) {
  const [above, depth] = [row.previousElementSibling, depthOf(row)];
  if (!depth) return;
  const least = Number(depthOf(row.nextElementSibling)?.value ?? 0);
  const most = above ? Number(depthOf(above)?.value) + Number(above.matches(".group")) : 0;
  depth.value = String(Math.min(Math.max(Number(depth.value), least), most));
}

/** The click that ends a drag is none. @param {Event} click */
const keepClosed = (click) => click.preventDefault();

document.addEventListener("pointerdown", (event) => {
  const row = tapped(event, ".draft-row summary .thumb")?.closest(".draft-row");
  if (!row || event.button !== 0) return;
  event.preventDefault();
  let moved = false;
  const middle = (/** @type {Element} */ other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    const [before, after] = [row.previousElementSibling, row.nextElementSibling];
    if (before && clientY < middle(before)) before.before(row);
    else if (after && clientY > middle(after)) after.after(row);
    else return;
    moved = true;
  };
  const dropped = () => {
    row.classList.remove("dragged");
    document.removeEventListener("pointermove", follow);
    if (!moved) return;
    document.addEventListener("click", keepClosed, { capture: true });
    setTimeout(() => document.removeEventListener("click", keepClosed, { capture: true }));
    stayIn(row);
    // Let the server redraw the buttons.
    const address = row.querySelector("[name=up]")?.getAttribute("hx-post") ?? "";
    htmx.ajax("POST", address, { source: row, target: "#steps", swap: "outerHTML" });
  };
  row.classList.add("dragged");
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", dropped, { once: true });
  document.addEventListener("pointercancel", dropped, { once: true });
});

begin();
