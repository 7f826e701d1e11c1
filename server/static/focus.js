// Keeps the keyboard's place. htmx gives the focus back to what has the same id after an answer; if that is gone, the
// focus goes to what is left beside it, not to the top of the page.

const FOCUSABLE = "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary";

/** Ids of what had the focus, of its neighbours, of what is around it, and so on outwards. @type {string[]} */
let around = [];

/** @param {Element | null} element @returns {string[]} */
function idsAround(element) {
  const ids = [];
  for (let each = element; each && each !== document.body; each = each.parentElement) {
    ids.push(each.id, each.nextElementSibling?.id, each.previousElementSibling?.id);
  }
  return ids.filter((id) => id !== undefined).filter(Boolean);
}

const lost = () => !document.activeElement || document.activeElement === document.body;

document.addEventListener("htmx:beforeSwap", () => {
  if (!lost()) around = idsAround(document.activeElement);
});

document.addEventListener("htmx:afterSettle", () => {
  const left = lost() && around.map((id) => document.getElementById(id)).find(Boolean);
  if (!left) return;
  /** What may be closed by now. @type {HTMLElement | null | undefined} */
  const closed = left.closest("details:not([open])")?.querySelector("summary");
  /** @type {HTMLElement | null} */
  const within = left.matches(FOCUSABLE) ? left : left.querySelector(FOCUSABLE);
  const place = closed ?? within ?? left;
  if (place === left) left.tabIndex = Math.max(left.tabIndex, -1);
  place.focus({ preventScroll: true });
});
