// What follows from what the server says, and from when it says nothing. Pure.

import { playingHere, position } from "./state.js";
import { changeTrack } from "./tracks.js";
import { SHOW, clear, know, moveTo, note, plan } from "./turn.js";

/** @import { Answer } from "./step.js" */
/** @import { Turn } from "./turn.js" */

/** A paused page moves to the server's position only if it differs by more than this. */
const POSITION_TOLERANCE_MS = 500;

/**
 * Take over what the server said, unless this device knows better.
 *
 * @param {Turn} turn
 * @param {Answer} answer
 * @param {number} waiting
 */
export function answered(turn, answer, waiting) {
  const { state, sensed } = turn;
  if (answer.state === "finished") return plan(know(turn, { over: false }), SHOW);
  if (!answer.track) return plan(turn, SHOW);
  const server = { position: answer.position, playing: answer.playing, askedAt: state.asked.at };
  if (answer.track !== state.track) {
    const played = playingHere(state, sensed) ? playedSinceAsked(turn) : 0;
    return changeTrack(know(turn, { server }), answer.track, answer.position + played);
  }
  if (state.asked.at < state.lastActionAt || waiting > 0) return plan(turn, SHOW);
  const known = know(turn, { server });
  const differs = Math.abs(position(known.state, sensed) - answer.position) > POSITION_TOLERANCE_MS;
  const moves = !playingHere(state, sensed) && !answer.playing && differs;
  return plan(moves ? moveTo(known, answer.position) : known, SHOW);
}

/**
 * Milliseconds played since the server was asked; positions in two tracks do not compare, but time passes in both.
 *
 * @param {Turn} turn
 */
function playedSinceAsked({ state, sensed }) {
  const sameTrack = state.asked.track === state.soundTrack;
  return sameTrack ? position(state, sensed) - state.asked.position : sensed.at - state.asked.at;
}

/** @param {Turn} turn @param {string} verb @param {boolean} successful */
export function arrived(turn, verb, successful) {
  const here = plan(turn, clear("alone"));
  // A poll that succeeds says nothing about what was tapped.
  const madeGood = successful && (verb !== "get" || turn.state.refusedVerb === "get");
  return madeGood ? plan(know(here, { refusedVerb: "" }), clear("refused")) : here;
}

/** A poll is made again; what was tapped is lost. @param {Turn} turn @param {string} verb */
export function unanswered(turn, verb) {
  const alone = plan(turn, note("alone"));
  if (verb === "get") return alone;
  return plan(know(alone, { refusedVerb: verb }), note("refused", turn.state.words.unanswered));
}
