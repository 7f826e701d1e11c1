// What follows from what a person does, and from what the audio element says. Pure.

import { nextStart, previousStart, resumeFrom, sideStart, waitAt } from "../timeline.js";
import { exerciseAndSide, viewAt } from "../view.js";
import { position } from "./state.js";
import { SHOW, clear, know, moveTo, note, plan, record } from "./turn.js";

/** @import { Turn } from "./turn.js" */

// ---- what a person does

/** @param {Turn} turn @returns {Turn} */
export function play(turn) {
  const resumed = know(resume(turn), { lastActionAt: turn.sensed.at, requested: "play" });
  return plan(resumed, { do: "play", change: turn.state.change });
}

/** Where the element gets another sound, it is not started any more. @param {Turn} turn @returns {Turn} */
export const pause = (turn) =>
  plan(know(turn, { requested: "pause", changing: false, leadsIn: false }), { do: "pause" });

/**
 * Pass a wait for Play, and go back a little, so that waking earbuds swallow no word.
 *
 * @param {Turn} turn
 */
export function resume(turn) {
  const { timeline } = turn.state;
  if (!timeline) return turn;
  const ms = position(turn.state, turn.sensed);
  const passedWaitMs = waitAt(timeline, ms)?.start_ms ?? null;
  return moveTo(know(turn, { passedWaitMs }), resumeFrom(timeline, ms));
}

/** @param {Turn} turn @param {number} ms @returns {Turn} */
export function seek(turn, ms) {
  const moved = moveTo(know(turn, { lastActionAt: turn.sensed.at, passedWaitMs: null }), ms);
  return plan(record(moved, "seek", ms), { do: "show along" }, SHOW);
}

/** @param {Turn} turn */
export function previous(turn) {
  const { state, sensed } = turn;
  return state.timeline ? seek(turn, previousStart(state.timeline, position(state, sensed))) : turn;
}

/** @param {Turn} turn */
export function next(turn) {
  const { state, sensed } = turn;
  const start = state.timeline ? nextStart(state.timeline, position(state, sensed)) : undefined;
  return start === undefined ? turn : seek(turn, start);
}

/**
 * End the workout where it is.
 *
 * @param {Turn} turn
 * @param {string} nextWorkout
 */
export function finish(turn, nextWorkout) {
  const silent = turn.sensed.paused ? turn : plan(know(turn, { requested: "silence" }), { do: "pause" });
  return ended(silent, nextWorkout);
}

// ---- what the audio element says

/** @param {Turn} turn */
export function started(turn) {
  if (turn.state.changing) return turn;
  const resumed = turn.state.requested === "play" ? turn : resume(turn);
  const known = know(resumed, { requested: "", lastActionAt: turn.sensed.at, over: false });
  const cleared = plan(known, clear("interrupted"), clear("taken"));
  return plan(record(cleared, "play", position(known.state, known.sensed)), SHOW);
}

/** @param {Turn} turn @param {boolean} exact */
export function stopped(turn, exact) {
  if (turn.state.changing || turn.sensed.ended) return turn;
  if (turn.state.requested === "silence" || !turn.state.soundTrack) {
    return plan(know(turn, { requested: "", leadsIn: false }), SHOW);
  }
  const known = know(turn, { lastActionAt: turn.sensed.at, server: { ...turn.state.server, playing: false } });
  const there = turn.state.requested === "pause" ? known : interrupted(known, exact);
  const paused = know(there, { requested: "" });
  return plan(record(paused, "pause", position(paused.state, paused.sensed)), SHOW);
}

/**
 * Say where it was interrupted, and go back to the start of the side, unless the person chose otherwise.
 *
 * @param {Turn} turn
 * @param {boolean} exact
 */
function interrupted(turn, exact) {
  const { timeline, words } = turn.state;
  if (!timeline) return turn;
  const stoppedAt = position(turn.state, turn.sensed);
  const moved = exact ? turn : moveTo(turn, sideStart(timeline, stoppedAt));
  const where = exerciseAndSide(viewAt(timeline, stoppedAt, words), words);
  const resumes = exact ? words.resumes_exactly : words.restarts_side;
  return plan(moved, note("interrupted", `${words.interrupted} ${where}. ${resumes}`));
}

/** Pause where a step waits for Play, unless Play has been pressed there. @param {Turn} turn */
export function waitForPlay(turn) {
  const { state, sensed } = turn;
  const wait = state.timeline && !sensed.paused ? waitAt(state.timeline, position(state, sensed)) : undefined;
  if (!wait || wait.start_ms === state.passedWaitMs) return turn;
  return pause(turn);
}

/** @param {Turn} turn @param {string} nextWorkout */
export function ended(turn, nextWorkout) {
  const { state, sensed } = turn;
  const over = know(turn, { lastActionAt: sensed.at, over: true, server: { ...state.server, playing: false } });
  const told = record(plan(over, SHOW), "finish", position(over.state, sensed));
  return state.keptRoutine ? know(told, { workout: nextWorkout }) : told;
}

/** @param {Turn} turn @param {number} change @param {string} failure */
export function settled(turn, change, failure) {
  if (change !== turn.state.change) return turn;
  const known = know(turn, { changing: false, leadsIn: false });
  if (failure) return plan(known, ...(failure === "AbortError" ? [] : [note("silent")]), SHOW);
  return plan(turn.state.leadsIn ? record(known, "play", position(known.state, known.sensed)) : known, SHOW);
}
