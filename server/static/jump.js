// The list of steps that a workout can jump to.

import { byId, tapped, within } from "./elements.js";
import { drawingOf } from "./screen.js";
import { segmentIndexAt } from "./timeline.js";

/** @import { Timeline } from "./timeline.js" */
/** @import { Words } from "./view.js" */

/**
 * The steps in their order: where each begins, and whether it is now; `inMs` is how far ahead it is.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 */
export function stepsOf({ segments, ...timeline }, ms) {
  const now = segments[segmentIndexAt({ segments, ...timeline }, ms)].step;
  const first = segments.filter((each, index) => segments.findIndex(({ step }) => step === each.step) === index);
  return first.map(({ step, exercise, title, start_ms }) => ({
    exercise,
    title,
    start_ms,
    now: step === now,
    inMs: start_ms - ms,
  }));
}

/**
 * Fill the list.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 * @param {Words} words
 */
export function showSteps(timeline, ms, words) {
  const rows = stepsOf(timeline, ms).map((step) => {
    const when = step.now ? words.now : step.inMs < 0 ? words.earlier : inMinutes(step.inMs, words);
    return row(step, when);
  });
  listOf().replaceChildren(...rows);
}

/** @param {number} ms @param {Words} words */
const inMinutes = (ms, words) => (ms < 60_000 ? words.soon : `${words.in} ${Math.round(ms / 60_000)} min`);

/**
 * @param {{exercise: string, title: string, start_ms: number, now: boolean}} step
 * @param {string} when
 */
function row(step, when) {
  const make = (/** @type {string} */ name, /** @type {object} */ fields) =>
    Object.assign(document.createElement(name), fields);
  const thumb = make("span", { className: "thumb" });
  const drawing = drawingOf(step.exercise);
  if (drawing) thumb.append(drawing.cloneNode(true));
  const text = make("span", { className: "row-text" });
  text.append(make("strong", { textContent: step.title }), make("span", { textContent: when }));
  const button = make("button", { className: "row-link" });
  button.dataset.startMs = String(step.start_ms);
  if (step.now) button.setAttribute("aria-current", "step");
  button.append(thumb, text);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

/** Tell which position was chosen. @param {(ms: number) => void} onChosen */
export function initJump(onChosen) {
  listOf().addEventListener("click", (event) => {
    const chosen = tapped(event, "[data-start-ms]")?.dataset.startMs;
    if (chosen !== undefined) onChosen(Number(chosen));
  });
}

const listOf = () => within(byId("jump"), ".jumps");
