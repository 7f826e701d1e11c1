// Writes what the player shows (see player/state.js), a view (see view.js) and the notes into the workout page.

import { allWithin, byId, within } from "./elements.js";
import { exerciseAndSide } from "./view.js";

/** @import { View, Words } from "./view.js" */

/**
 * Show a view, unless the workout is over and its summary is shown.
 *
 * @param {HTMLElement} page
 * @param {View} view
 * @param {Words} words
 */
export function show(page, view, words) {
  const now = document.getElementById("now");
  if (!now || now.dataset.state === "finished") return;
  now.dataset.kind = view.kind;
  page.dataset.kind = view.tint;
  for (const name of /** @type {const} */ (["title", "count", "of", "then", "next", "left"])) {
    setText(name, String(view[name]));
  }
  setText("word", wordOf(page, view));
  const state = view.kind === "finish" ? "" : view.word || words[view.kind] || "";
  setText("doing", [words[view.side], state].filter(Boolean).join(", ").toLowerCase());
  setAttribute("count", "data-digits", String(String(view.count).length));
  showSides(view);
  showRing(view);
  showAlong(view, words);
  showDrawing(view);
  showChanges(view, words);
  announce([exerciseAndSide(view, words), state].filter(Boolean).join(". "));
}

/** What one needs, how the exercise goes, or what is going on. @param {HTMLElement} page @param {View} view */
function wordOf(page, view) {
  const instruction = figureOf(view.exercise)?.dataset[view.side === "right" ? "right" : "left"];
  if (view.instructs && view.opens && page.dataset.needs) return page.dataset.needs;
  return (view.instructs && instruction) || view.word;
}

/** @param {View} view */
function showSides(view) {
  const sides = fieldOf("sides");
  if (!sides || sides.getAttribute("data-side") === view.side) return;
  sides.setAttribute("data-side", view.side);
  for (const side of allWithin(sides, "[data-of]")) {
    if (side.dataset.of === view.side) side.setAttribute("aria-current", "step");
    else side.removeAttribute("aria-current");
  }
}

/** @param {View} view */
function showRing(view) {
  const ring = fieldOf("ring");
  if (!(ring instanceof SVGGraphicsElement)) return;
  setAttribute("ring", "stroke-dasharray", `${100 - view.ring} ${view.ring}`);
  const start = ringStarts.get(ring);
  if (start === undefined && ring.ownerSVGElement) ringSizes.observe(ring.ownerSVGElement);
  else setAttribute("ring", "stroke-dashoffset", String(-(Number(start) + view.ring)));
}

/**
 * Where rings start along their outlines, in percent. It is measured when a ring gets its size: to ask with each second
 * would make the browser lay out the page at once.
 *
 * @type {WeakMap<Element, number>}
 */
const ringStarts = new WeakMap();
const ringSizes = new ResizeObserver((resized) => {
  for (const { target } of resized) {
    const ring = target.querySelector("[data-now]");
    if (!(ring instanceof SVGGraphicsElement)) continue;
    const { width, height } = ring.getBBox();
    const start = ringStart(width, height, Number.parseFloat(getComputedStyle(ring).rx) || 0);
    const [, elapsed] = (ring.getAttribute("stroke-dasharray") ?? "").split(" ");
    ringStarts.set(ring, start);
    ring.setAttribute("stroke-dashoffset", String(-(start + Number(elapsed))));
  }
});

/**
 * Where the middle of the top edge is along the outline of a rounded rectangle, in percent: an outline starts where
 * its top edge leaves the left corner.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} radius
 */
export function ringStart(width, height, radius) {
  const outline = 2 * (width + height) - 8 * radius + 2 * Math.PI * radius;
  return outline > 0 ? (100 * (width / 2 - radius)) / outline : 0;
}

/** A segment for each step, and which set, hold and round it is. @param {View} view @param {Words} words */
function showAlong(view, words) {
  const along = fieldOf("along");
  const shown = `${view.step}/${view.steps} ${view.counted}`;
  if (!(along instanceof HTMLElement) || along.dataset.shown === shown) return;
  along.dataset.shown = shown;
  const segments = Array.from({ length: view.steps }, (_, index) => {
    const state = index + 1 < view.step ? "done" : index + 1 === view.step ? "now" : "";
    return Object.assign(document.createElement("i"), { className: state });
  });
  const counted = Object.assign(document.createElement("span"), { textContent: view.counted });
  along.replaceChildren(...segments, ...(view.counted ? [counted] : []));
  const where = `${words.step_number} ${view.step} ${words.of} ${view.steps}`;
  along.setAttribute("aria-label", [view.counted, where, words.open_steps].filter(Boolean).join(". "));
}

/** @param {View} view */
function showDrawing(view) {
  for (const drawing of allWithin(document, "[data-figure]")) drawing.hidden = drawing.dataset.figure !== view.exercise;
  byId("figures").dataset.side = view.drawn_side;
}

/** What the buttons that change the work say. @param {View} view @param {Words} words */
function showChanges(view, words) {
  for (const button of allWithin(document, "[data-change]")) {
    const word = `${button.dataset.change}${view.in_reps ? "_reps" : ""}`;
    if (button.textContent === words[word]) continue;
    button.textContent = words[word];
    button.setAttribute("aria-label", words[`${word}_label`]);
  }
}

/** Fetch the figures that come after the page: it shows one of them at first. */
export async function fetchFigures() {
  const later = byId("later-figures", HTMLTemplateElement);
  const { address } = later.dataset;
  if (!address || later.content.firstChild) return;
  const response = await fetch(address);
  if (response.ok) later.innerHTML = await response.text();
}

/**
 * The figure of an exercise. It comes into the page when it is first asked for: all of them at once would make a slow
 * phone lay out hundreds of lines before the first tap counts.
 *
 * @param {string} exercise
 * @returns {HTMLElement | null}
 */
function figureOf(exercise) {
  const selector = `[data-figure="${exercise}"]`;
  const later = document.getElementById("later-figures");
  const waiting = later instanceof HTMLTemplateElement && later.content.querySelector(selector);
  if (waiting && !document.querySelector(selector)) later.before(waiting);
  return document.querySelector(selector);
}

/** The drawing of an exercise, if it has one. @param {string} exercise */
export const drawingOf = (exercise) => figureOf(exercise)?.querySelector("svg") ?? null;

/** Let a screen reader say what begins, when it has said the rest. @param {string} text */
function announce(text) {
  const announcer = byId("announcer");
  if (announcer.textContent !== text) announcer.textContent = text;
}

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

/** Ask whether this device is to go on in place of another. @param {string} player */
export function askToTakeOver(player) {
  byId("takeover-head").textContent = `Playing on ${player}`;
  byId("takeover", HTMLDialogElement).showModal();
}

/** Show how much of the sound is on the phone, 0 to 1. @param {number} fraction */
export function showFetched(fraction) {
  const bar = byId("fetched", HTMLProgressElement);
  bar.value = fraction;
  bar.hidden = fraction >= 1;
}

/** @param {string} name */
const fieldOf = (name) => document.querySelector(`[data-now="${name}"]`);

/** @param {string} name @param {string} text */
function setText(name, text) {
  for (const field of allWithin(document, `[data-now="${name}"]`)) {
    if (field.textContent !== text) field.textContent = text;
  }
}

/** @param {string} name @param {string} attribute @param {string} value */
function setAttribute(name, attribute, value) {
  for (const field of document.querySelectorAll(`[data-now="${name}"]`)) {
    if (field.getAttribute(attribute) !== value) field.setAttribute(attribute, value);
  }
}
