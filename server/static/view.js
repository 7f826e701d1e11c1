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
 * @property {string} tint
 * @property {string} title
 * @property {string} side
 * @property {number} count
 * @property {string} of
 * @property {string} word
 * @property {boolean} instructs
 * @property {boolean} opens
 * @property {string} then
 * @property {boolean} in_reps
 * @property {string} counted
 * @property {string} next
 * @property {number} step
 * @property {number} steps
 * @property {string} left
 * @property {number} ring
 * @property {string} exercise
 * @property {string} drawn_side
 */

const PREPARING = ["setup", "switch", "ready"];
const RESTING = ["rest", "pause"];
/** A phase that begins with one of these words is a rest. */
const RESTING_WORDS = ["relax", "rest", "let go"];

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
  const [first, last] = phase(timeline.segments, index);
  const shown = timeline.segments[first].kind;
  const work = countsOf(timeline.segments, segment).work;
  const word = phaseWord(timeline, index);
  return {
    kind: segment.kind,
    tint: tint(segment, word),
    title: finish ? words.finish : segment.title,
    side: finish ? "both" : segment.side,
    count: segment.kind === "rep" ? segment.rep : Math.ceil(remainingMs(timeline, position) / 1000),
    of: segment.kind === "rep" && work ? `${words.of} ${work.of}` : "",
    word: word || ([...PREPARING, ...RESTING].includes(shown) ? words[shown] : ""),
    instructs: ["setup", "wait"].includes(shown),
    opens: position < openingEnd(timeline),
    then: then(timeline.segments, index, shown, words),
    in_reps: (isWork(segment) ? segment : comingWork(timeline.segments, index))?.kind === "rep",
    counted: counted(timeline.segments, segment, words),
    next: next(timeline, index, words),
    step: steps.indexOf(segment.step) + 1,
    steps: steps.length,
    left: timeLeft(timeline.duration_ms - position),
    ring: perThousand(position, timeline.segments[first].start_ms, timeline.segments[last].end_ms) / 10,
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
  return (segment.kind === "rep" ? segment.end_ms : phaseEnd(timeline.segments, index)) - position;
}

/** The position moved into the timeline if it lies outside. @param {Timeline} timeline @param {number} ms */
function within(timeline, ms) {
  return Math.max(0, Math.min(ms, timeline.duration_ms));
}

/** @param {Segment[]} segments @param {number} index */
const phaseEnd = (segments, index) => segments[phase(segments, index)[1]].end_ms;

/**
 * First and last index of what is seen as one: preparing, a hold, a rest, or a whole set of reps.
 *
 * @param {Segment[]} segments
 * @param {number} index
 */
function phase(segments, index) {
  let first = index;
  let last = index;
  while (first > 0 && samePhase(segments[first - 1], segments[index])) first -= 1;
  while (last + 1 < segments.length && samePhase(segments[last + 1], segments[index])) last += 1;
  return [first, last];
}

/** @param {Segment} one @param {Segment} other */
function samePhase(one, other) {
  const bothAre = (/** @type {string[]} */ kinds) => kinds.includes(one.kind) && kinds.includes(other.kind);
  return sameSide(one, other) && (bothAre(PREPARING) || (bothAre(["rep"]) && one.set === other.set));
}

/** The colour of the screen. @param {Segment} segment @param {string} word */
function tint(segment, word) {
  if (isWork(segment)) return RESTING_WORDS.some((each) => word.toLowerCase().startsWith(each)) ? "rest" : "hold";
  if (segment.kind === "finish") return "hold";
  return RESTING.includes(segment.kind) ? "rest" : "prepare";
}

/** When the words that open a workout are over. @param {Timeline} timeline */
const openingEnd = ({ cues }) => Math.max(0, ...cues.filter((cue) => cue.role === "opening").map((cue) => cue.end_ms));

/**
 * What the count leads to.
 *
 * @param {Segment[]} segments
 * @param {number} index
 * @param {string} shown
 * @param {Words} words
 */
function then(segments, index, shown, words) {
  if (shown === "wait") return words.wait;
  const work = isWork(segments[index]) ? undefined : comingWork(segments, index);
  const reps = work?.kind === "rep" ? countsOf(segments, work).work : null;
  if (reps) return `${words.then_reps} ${reps.of} ${words.times}`;
  return work?.kind === "hold" ? `${words.then_hold} ${seconds(work)}` : "";
}

/** @param {Segment[]} segments @param {number} index */
const comingWork = (segments, index) => segments.slice(index + 1).find(isWork);

/** @param {Segment} segment */
const seconds = (segment) => `${Math.floor((segment.end_ms - segment.start_ms) / 1000)} s`;

/**
 * Which of several it is: "Set 1 of 2 · hold 2 of 4 · round 2 of 3".
 *
 * @param {Segment[]} segments
 * @param {Segment} segment
 * @param {Words} words
 */
function counted(segments, segment, words) {
  const { set, work, round } = countsOf(segments, segment);
  // The number of a rep stands by itself.
  const several = isWork(segment) ? [set, segment.kind === "rep" ? null : work, round] : [round];
  const text = several.map((count) => inWords(count, words)).filter(Boolean).join(" · ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Count | null} count @param {Words} words */
const inWords = (count, words) => (count ? `${words[count.unit]} ${count.number} ${words.of} ${count.of}` : "");

/** What the coach says as a phase begins, such as "Push". @param {Timeline} timeline @param {number} index */
function phaseWord(timeline, index) {
  if (timeline.segments[index].kind !== "phase") return "";
  const spoken = timeline.cues.find((cue) => cue.segment === index && cue.role === "tempo");
  return spoken ? spoken.text.replace(/\.$/, "") : "";
}

/** @param {Timeline} timeline @param {number} index @param {Words} words */
function next(timeline, index, words) {
  const { segments } = timeline;
  const current = segments[index];
  const following = segments[index + 1];
  if (following && following.phase > current.phase && current.phase > 0) {
    return `${words.then} ${phaseWord(timeline, index + 1).toLowerCase()}, ${seconds(following)}`;
  }
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
