// Pure questions to a timeline document: which segment is on, where sides start, where to move and to resume.

/**
 * A stretch of time in which one thing goes on.
 *
 * @typedef {object} Segment
 * @property {string} kind
 * @property {string} step
 * @property {string} exercise
 * @property {string} title
 * @property {"left" | "right" | "both"} side
 * @property {number} set
 * @property {number} rep
 * @property {number} round
 * @property {number} phase
 * @property {number} start_ms
 * @property {number} end_ms
 */

/**
 * Something that is heard; `segment` is the index of the one in which it is.
 *
 * @typedef {{kind: "speech" | "tone", role: string, text: string, segment: number, at_ms: number, end_ms: number}} Cue
 */

/** @typedef {{routine: string, duration_ms: number, segments: Segment[], cues: Cue[]}} Timeline */

/**
 * Index of the segment at `ms`; before the start the first, after the end the last.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 */
export function segmentIndexAt(timeline, ms) {
  return Math.max(0, timeline.segments.findLastIndex((segment) => segment.start_ms <= ms));
}

/**
 * Whether two segments belong to the same side of the same step, in the same round.
 *
 * @param {Segment} one
 * @param {Segment} other
 */
export function sameSide(one, other) {
  return one.step === other.step && one.side === other.side && one.round === other.round;
}

/**
 * Where the sides of the steps start, and the finish: where "previous" and "next" lead.
 *
 * @param {Timeline} timeline
 */
function sideStarts({ segments }) {
  const startsSide = (/** @type {Segment} */ segment, /** @type {number} */ index) =>
    index === 0 || segment.kind === "finish" || !sameSide(segment, segments[index - 1]);
  return segments.filter(startsSide).map((segment) => segment.start_ms);
}

/** Where the side starts that is on at `ms`. @param {Timeline} timeline @param {number} ms */
export function sideStart(timeline, ms) {
  return sideStarts(timeline).findLast((start) => start <= ms) ?? 0;
}

/** "Previous" within this time after the start of a side leads to the side before. */
const DOUBLE_PRESS_MS = 3000;

/**
 * Where "previous" leads: to the start of this side; soon after it, to that of the side before.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 */
export function previousStart(timeline, ms) {
  const start = sideStart(timeline, ms);
  return ms - start < DOUBLE_PRESS_MS && start > 0 ? sideStart(timeline, start - 1) : start;
}

/** Where "next" leads; undefined at the end. @param {Timeline} timeline @param {number} ms */
export function nextStart(timeline, ms) {
  return sideStarts(timeline).find((start) => start > ms);
}

/** The wait for Play that is on at `ms`; undefined if there is none. @param {Timeline} timeline @param {number} ms */
export function waitAt(timeline, ms) {
  const segment = timeline.segments[segmentIndexAt(timeline, ms)];
  return segment.kind === "wait" ? segment : undefined;
}

/** Earbuds that slept swallow up to a second of what comes next; allow for at least a little over half. */
const WAKE_MS = 1000;
const LEAST_WAKE_MS = 550;

/**
 * Where to resume after a pause: a little earlier if a word would follow too soon, but hardly in another side.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 */
export function resumeFrom(timeline, ms) {
  const resume = lastSilence(timeline, ms, WAKE_MS);
  return resume >= sideStart(timeline, ms) ? resume : lastSilence(timeline, ms, LEAST_WAKE_MS);
}

/**
 * The last position up to `ms` at which no word is spoken for `silenceMs`.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 * @param {number} silenceMs
 */
function lastSilence(timeline, ms, silenceMs) {
  const spoken = timeline.cues.filter((cue) => cue.kind === "speech");
  let position = ms;
  for (;;) {
    const swallowed = spoken.find((cue) => cue.end_ms > position && cue.at_ms < position + silenceMs);
    if (!swallowed || position === 0) return position;
    position = Math.max(0, Math.min(position, swallowed.at_ms) - silenceMs);
  }
}
