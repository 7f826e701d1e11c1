// The buttons of "Keep on this phone"; the service worker does the work.

import { allWithin, tapped, within } from "./elements.js";
import { canKeep, onChange, request } from "./kept.js";

/** @import { Kept } from "./kept.js" */

/** @param {Kept[]} kept */
function show(kept) {
  for (const container of allWithin(document, "[data-keep]")) showRoutine(container, kept);
  const sum = document.querySelector("[data-sum]");
  if (!sum) return;
  sum.textContent = megabytes(kept.reduce((bytes, each) => bytes + each.bytes, 0));
  toggle("none", kept.length === 0);
  toggle("some", kept.length > 0);
}

/** @param {HTMLElement} container @param {Kept[]} kept */
function showRoutine(container, kept) {
  const found = kept.find((each) => each.routine === container.dataset.keep);
  const button = within(container, "button", HTMLButtonElement);
  const inList = "listed" in container.dataset;
  container.hidden = inList && !found;
  button.disabled = false;
  // What is here only until something else is played can be kept for good; the list offers to remove it.
  const keeps = inList ? Boolean(found) : Boolean(found && !found.last);
  button.dataset.kept = keeps ? "yes" : "no";
  if (!inList) button.textContent = keeps ? "Remove from this phone" : "Keep on this phone";
  const until = found?.last ? " until you play another" : "";
  const older = found?.outdated ? ", older than your choice" : "";
  showStatus(container, found ? `${megabytes(found.bytes)} on this phone${until}${older}` : "");
}

/** @param {HTMLElement} container @param {string} text */
function showStatus(container, text) {
  within(container, "[role=status]").textContent = text;
}

/** Show or hide what stands on the page for one case only. @param {string} name @param {boolean} shown */
function toggle(name, shown) {
  within(document, `[data-when="${name}"]`).hidden = !shown;
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** @param {HTMLElement} container */
async function keepOrRemove(container) {
  const button = within(container, "button", HTMLButtonElement);
  const keep = button.dataset.kept === "no";
  button.disabled = true;
  const progress = (/** @type {number} */ percent) =>
    showStatus(container, percent < 100 ? `Making it, ${percent} %…` : "Fetching it…");
  if (keep) progress(100);
  const kept = await request(keep ? "keep" : "drop", container.dataset.keep, progress);
  show(kept);
  if (!keep) return;
  // Asks the browser not to delete it when space gets short.
  navigator.storage?.persist?.();
  if (!kept.some((each) => each.routine === container.dataset.keep)) {
    showStatus(container, "That did not work. Try again with a good connection.");
  }
}

if (canKeep) {
  document.addEventListener("click", (event) => {
    const container = tapped(event, "[data-kept]")?.closest("[data-keep]");
    if (container instanceof HTMLElement) keepOrRemove(container);
  });
  onChange(show);
  request("list").then(show);
} else if (document.querySelector("[data-when]")) {
  toggle("insecure", true);
}
