// Pure questions to a timeline document: what is on at a moment, what comes next, where sides begin.

/** Index of the segment that is on at `ms`; before the start the first, after the end the last. */
export function indexAt(timeline, ms) {
  const segments = timeline.segments;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle].start_ms <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Indices of the segments that begin a side of a step: where "previous" and "next" land. */
export function places(timeline) {
  const found = [];
  timeline.segments.forEach((segment, index) => {
    const before = timeline.segments[index - 1];
    if (segment.kind === "finish" || !before || !samePlace(segment, before)) found.push(index);
  });
  return found;
}

function samePlace(one, other) {
  return one.step === other.step && one.side === other.side;
}

const starts = (timeline) => places(timeline).map((index) => timeline.segments[index].start_ms);

/** Where the side begins that is on at `ms`. */
export function sideStart(timeline, ms) {
  return starts(timeline).findLast((start) => start <= ms) ?? 0;
}

/** "Previous" within this time after the start of a side goes to the one before. */
const TWICE_MS = 3000;

/** Where "previous" leads: again this side; soon after its start the one before. */
export function previousStart(timeline, ms) {
  const start = sideStart(timeline, ms);
  return ms - start < TWICE_MS && start > 0 ? sideStart(timeline, start - 1) : start;
}

/** Where "next" leads; nothing at the end. */
export function nextStart(timeline, ms) {
  return starts(timeline).find((start) => start > ms);
}

/** Earbuds that slept swallow up to a second of what comes next; a little over half of it is the least. */
const WAKE_MS = 1000;
const LEAST_WAKE_MS = 550;

/** Where to go on after a pause: a little earlier if a word would follow too soon, but hardly in another side. */
export function quietPlace(timeline, ms) {
  const place = before(timeline, ms, WAKE_MS);
  return place >= sideStart(timeline, ms) ? place : before(timeline, ms, LEAST_WAKE_MS);
}

/** The last place up to `ms` that is followed by some time without words. */
function before(timeline, ms, wakeMs) {
  const words = timeline.cues.filter((cue) => cue.kind === "speech");
  let place = ms;
  for (;;) {
    const swallowed = words.find((cue) => cue.end_ms > place && cue.at_ms < place + wakeMs);
    if (!swallowed || place === 0) return place;
    place = Math.max(0, Math.min(place, swallowed.at_ms) - wakeMs);
  }
}

/** Everything the screen shows at `ms`. */
export function view(timeline, ms) {
  const index = indexAt(timeline, ms);
  const segment = timeline.segments[index];
  const until = workStart(timeline, index);
  const steps = [...new Set(timeline.segments.map((each) => each.step))];
  return {
    ...segment,
    index,
    ...total(timeline, segment),
    remaining_ms: Math.max(0, until - ms),
    fraction: fraction(timeline, index, ms),
    next: next(timeline, index),
    step_number: steps.indexOf(segment.step) + 1,
    step_count: steps.length,
    left_ms: Math.max(0, timeline.duration_ms - ms),
    along: Math.min(1, Math.max(0, ms / timeline.duration_ms)),
  };
}

/** Getting into position and getting ready are one countdown, to the start tone. */
function workStart(timeline, index) {
  const { segments } = timeline;
  if (segments[index].kind === "setup" || segments[index].kind === "switch") {
    return segments[index + 1]?.kind === "ready" ? segments[index + 1].end_ms : segments[index].end_ms;
  }
  return segments[index].end_ms;
}

function total(timeline, segment) {
  const here = timeline.segments.filter((each) => samePlace(each, segment) && each.kind === segment.kind);
  return {
    sets: Math.max(...here.map((each) => each.set)),
    reps: Math.max(...here.filter((each) => each.set === segment.set).map((each) => each.rep)),
  };
}

/** How much of the hold (or of the set of reps, or of getting ready) is over. */
function fraction(timeline, index, ms) {
  const segment = timeline.segments[index];
  let [start, end] = [segment.start_ms, workStart(timeline, index)];
  if (segment.kind === "rep") {
    const set = timeline.segments.filter(
      (each) => each.kind === "rep" && samePlace(each, segment) && each.set === segment.set,
    );
    [start, end] = [set[0].start_ms, set[set.length - 1].end_ms];
  }
  if (segment.kind === "ready" && ["setup", "switch"].includes(timeline.segments[index - 1]?.kind)) {
    start = timeline.segments[index - 1].start_ms;
  }
  return Math.min(1, Math.max(0, (ms - start) / (end - start)));
}

/** The next side or exercise; null at the last. */
function next(timeline, index) {
  const now = timeline.segments[index];
  const found = timeline.segments.slice(index + 1).find((each) => each.kind !== "finish" && !samePlace(each, now));
  return found ? { title: found.title, side: found.side, same: found.step === now.step } : null;
}
