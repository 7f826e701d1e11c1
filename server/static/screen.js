// Writes what the player shows (see player/state.js), a view (see view.js) and the notes into the workout page.

import { allWithin, byId, within } from "./elements.js";

/** @import { View, Words } from "./view.js" */

/** Show a view, unless the workout is over and its summary is shown. @param {View} view */
export function show(view) {
  const now = document.getElementById("now");
  if (!now || now.dataset.state === "finished") return;
  now.dataset.kind = view.kind;
  for (const name of /** @type {const} */ (["title", "count", "label", "next", "step", "left"])) {
    setText(name, String(view[name]));
  }
  setAttribute("sides", "data-side", view.side);
  setAttribute("ring", "stroke-dashoffset", String(view.ring));
  setAttribute("along", "value", String(view.along));
  showDrawing(view);
}

/** @param {View} view */
function showDrawing(view) {
  for (const drawing of allWithin(document, "[data-figure]")) drawing.hidden = drawing.dataset.figure !== view.exercise;
  byId("figures").dataset.side = view.drawn_side;
}

/** The drawing of an exercise, if it has one. @param {string} exercise */
export const drawingOf = (exercise) => document.querySelector(`[data-figure="${exercise}"] svg`);

/**
 * Show where the workout plays, and whether it has begun.
 *
 * @param {HTMLElement} page
 * @param {string} playing
 * @param {boolean} begun
 * @param {string} word - On the large button.
 */
export function showPlaying(page, playing, begun, word) {
  page.dataset.playing = playing;
  page.dataset.begun = begun ? "yes" : "no";
  byId("toggle-word").textContent = word;
}

/** Show that the workout is over, until the server says what was done. @param {HTMLElement} page @param {boolean} over */
export function showOver(page, over) {
  page.dataset.over = over ? "yes" : "no";
  byId("over").hidden = !over;
}

/** Show a note, with this text if there is one. @param {string} name @param {string} [text] */
export function showNote(name, text) {
  const note = noteOf(name);
  if (text) note.textContent = text;
  note.hidden = false;
}

/** Hide a note. @param {string} name */
export function clearNote(name) {
  noteOf(name).hidden = true;
}

/** @param {string} name */
const noteOf = (name) => within(document, `[data-note="${name}"]`);

/** Show how much of the sound is on the phone, 0 to 1. @param {number} fraction @param {Words} words */
export function showFetched(fraction, words) {
  const bar = byId("fetched", HTMLProgressElement);
  bar.value = fraction;
  bar.hidden = fraction >= 1;
  const percent = `${words.fetching} ${Math.floor(fraction * 100)} %`;
  byId("fetched-part").textContent = fraction < 1 ? percent : "";
}

/** @param {string} name */
const fieldOf = (name) => document.querySelector(`[data-now="${name}"]`);

/** @param {string} name @param {string} text */
function setText(name, text) {
  const field = fieldOf(name);
  if (field && field.textContent !== text) field.textContent = text;
}

/** @param {string} name @param {string} attribute @param {string} value */
function setAttribute(name, attribute, value) {
  const field = fieldOf(name);
  if (field && field.getAttribute(attribute) !== value) field.setAttribute(attribute, value);
}
