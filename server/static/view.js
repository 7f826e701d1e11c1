// What the page shows at a position of a timeline; server/web/workouts/screen.py does the same. Pure: the cases in
// tests/fixtures/screen_cases.json hold for both.

import { countsOf, isWork } from "./counts.js";
import { sameSide, segmentIndexAt } from "./timeline.js";

/** @import { Count } from "./counts.js" */
/** @import { Segment, Timeline } from "./timeline.js" */

/**
 * What the page and its player say, by key; from the server.
 *
 * @typedef {Record<string, string>} Words
 */

/**
 * What is shown at a position of a timeline; server/web/workouts/screen.py says what each part means.
 *
 * @typedef {object} View
 * @property {string} kind
 * @property {string} title
 * @property {string} side
 * @property {number} count
 * @property {string} label
 * @property {string} next
 * @property {string} step
 * @property {string} left
 * @property {number} ring
 * @property {number} along
 * @property {string} exercise
 * @property {string} drawn_side
 */

const PREPARING = ["setup", "switch", "ready"];
const RESTING = ["rest", "pause"];

/**
 * Everything that is shown at `ms`. Outside the timeline, at its nearest end.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 * @param {Words} words
 * @returns {View}
 */
export function viewAt(timeline, ms, words) {
  const position = within(timeline, ms);
  const index = segmentIndexAt(timeline, position);
  const segment = timeline.segments[index];
  const finish = segment.kind === "finish";
  const steps = [...new Set(timeline.segments.map((each) => each.step))];
  const [phaseStart, phaseEnd] = phase(timeline.segments, index);
  return {
    kind: segment.kind,
    title: finish ? words.finish : segment.title,
    side: finish ? "both" : segment.side,
    count: segment.kind === "rep" ? segment.rep : Math.ceil(remainingMs(timeline, position) / 1000),
    label: label(timeline, index, words),
    next: next(timeline.segments, index, words),
    step: `${steps.indexOf(segment.step) + 1} / ${steps.length}`,
    left: timeLeft(timeline.duration_ms - position),
    ring: perThousand(position, phaseStart, phaseEnd) / 10,
    along: perThousand(position, 0, timeline.duration_ms),
    exercise: segment.exercise,
    drawn_side: segment.side,
  };
}

/** An exercise and its side, as a lock screen shows them. @param {View} view @param {Words} words */
export function exerciseAndSide(view, words) {
  return view.side === "both" ? view.title : `${view.title}, ${words[view.side].toLowerCase()} ${words.side}`;
}

/**
 * Milliseconds until the next visible change: the end of the phase, or of the rep.
 *
 * @param {Timeline} timeline
 * @param {number} ms
 */
export function remainingMs(timeline, ms) {
  const position = within(timeline, ms);
  const index = segmentIndexAt(timeline, position);
  const segment = timeline.segments[index];
  return (segment.kind === "rep" ? segment.end_ms : phase(timeline.segments, index)[1]) - position;
}

/** The position moved into the timeline if it lies outside. @param {Timeline} timeline @param {number} ms */
function within(timeline, ms) {
  return Math.max(0, Math.min(ms, timeline.duration_ms));
}

/**
 * Start and end of what is seen as one: preparing, a hold, a rest, or a whole set of reps.
 *
 * @param {Segment[]} segments
 * @param {number} index
 */
function phase(segments, index) {
  let first = index;
  let last = index;
  while (first > 0 && samePhase(segments[first - 1], segments[index])) first -= 1;
  while (last + 1 < segments.length && samePhase(segments[last + 1], segments[index])) last += 1;
  return [segments[first].start_ms, segments[last].end_ms];
}

/** @param {Segment} one @param {Segment} other */
function samePhase(one, other) {
  const bothAre = (/** @type {string[]} */ kinds) => kinds.includes(one.kind) && kinds.includes(other.kind);
  return sameSide(one, other) && (bothAre(PREPARING) || (bothAre(["rep"]) && one.set === other.set));
}

/**
 * What is going on, and which of several it is: "Set 1 of 2 · hold 2 of 4 · round 2 of 3".
 *
 * @param {Timeline} timeline
 * @param {number} index
 * @param {Words} words
 */
function label(timeline, index, words) {
  const segment = timeline.segments[index];
  const { set, work, round } = countsOf(timeline.segments, segment);
  const counted = (/** @type {(Count | null)[]} */ ...counts) => counts.map((count) => inWords(count, words));
  // The number of a rep stands above the label.
  if (segment.kind === "rep") return joined(`${words.of} ${work?.of ?? 1}`, ...counted(set, round));
  const text = isWork(segment)
    ? joined(phaseWord(timeline, index), ...counted(set, work, round))
    : joined(words[segment.kind], ...counted(RESTING.includes(segment.kind) ? round : null));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string[]} parts */
const joined = (...parts) => parts.filter(Boolean).join(" · ");

/** @param {Count | null} count @param {Words} words */
const inWords = (count, words) => (count ? `${words[count.unit]} ${count.number} ${words.of} ${count.of}` : "");

/** What the coach says as a phase begins, such as "Push". @param {Timeline} timeline @param {number} index */
function phaseWord(timeline, index) {
  if (timeline.segments[index].kind !== "phase") return "";
  const spoken = timeline.cues.find((cue) => cue.segment === index && cue.role === "tempo");
  return spoken ? spoken.text.replace(/\.$/, "") : "";
}

/** @param {Segment[]} segments @param {number} index @param {Words} words */
function next(segments, index, words) {
  const current = segments[index];
  const skipped = ["finish", "pause"];
  const upcoming = segments
    .slice(index + 1)
    .find((each) => !skipped.includes(each.kind) && !sameSide(each, current));
  if (!upcoming) return words.last;
  const side = upcoming.side === "both" ? "" : words[upcoming.side].toLowerCase();
  if (upcoming.step === current.step && upcoming.round === current.round) {
    return `${words.next} ${side} ${words.side}`;
  }
  if (upcoming.step === current.step) return `${words.next} ${inWords(countsOf(segments, upcoming).round, words)}`;
  return `${words.next} ${upcoming.title}${side ? `, ${side}` : ""}`;
}

/** What is left: rounded up to minutes, in the last one to seconds. @param {number} ms */
function timeLeft(ms) {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s left` : `${Math.ceil(ms / 60_000)} min left`;
}

/** How far a position is from start to end. @param {number} position @param {number} start @param {number} end */
function perThousand(position, start, end) {
  return Math.round((1000 * (position - start)) / (end - start));
}
