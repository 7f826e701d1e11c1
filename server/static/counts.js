// Which set, hold and round a segment is, and of how many; server/workout/counts.py does the same. Pure: the cases in
// tests/fixtures/screen_cases.json hold for both.

import { sameSide } from "./timeline.js";

/** @import { Segment } from "./timeline.js" */

/** @typedef {{unit: string, number: number, of: number}} Count */

const WORKING = ["hold", "rep", "phase"];

/** Whether a segment is work, and not the way there. @param {Segment} segment */
export const isWork = (segment) => WORKING.includes(segment.kind);

/**
 * Which set, hold or rep (`work`), and round a segment is; null where there is only one.
 *
 * Sets are counted on one side of the step and in one round; holds and reps within their set.
 *
 * @param {Segment[]} segments
 * @param {Segment} segment
 */
export function countsOf(segments, segment) {
  const work = segments.filter((each) => isWork(each) && sameSide(each, segment));
  const step = segments.filter((each) => each.step === segment.step);
  const unit = work.every((each) => each.kind === "hold") ? "hold" : "rep";
  return {
    set: count("set", segment.set, work.map((each) => each.set)),
    work: count(unit, segment.rep, work.map((each) => each.rep)),
    round: count("round", segment.round, step.map((each) => each.round)),
  };
}

/** @param {string} unit @param {number} number @param {number[]} numbers @returns {Count | null} */
function count(unit, number, numbers) {
  const of = Math.max(1, ...numbers);
  return of > 1 ? { unit, number, of } : null;
}
