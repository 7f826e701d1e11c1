// What follows from what the server says, and from when it says nothing. Pure.

import { playingHere, position } from "./state.js";
import { changeTrack } from "./tracks.js";
import { SHOW, clear, know, moveTo, note, plan } from "./turn.js";

/** @import { State } from "./state.js" */
/** @import { Answer } from "./step.js" */
/** @import { Turn } from "./turn.js" */

/** A paused page moves to the server's position only if it differs by more than this. */
const POSITION_TOLERANCE_MS = 500;

/**
 * Take over what the server said, unless this device knows better.
 *
 * @param {Turn} given
 * @param {Answer} answer
 * @param {number} waiting
 */
export function answered(given, answer, waiting) {
  const turn = leadsNowhere(given.state, answer) ? silenced(given) : given;
  const { state, sensed } = turn;
  if (answer.state === "finished") return plan(know(turn, { over: false }), SHOW);
  if (!answer.track) return plan(turn, SHOW);
  const { position: ms, playing, player } = answer;
  const server = { position: ms, playing, player, askedAt: state.asked.at };
  if (answer.track !== state.track) {
    const played = playingHere(state, sensed) ? playedSinceAsked(turn) : 0;
    return changeTrack(know(turn, { server }), answer.track, answer.position + played);
  }
  if (state.asked.at < state.lastActionAt || waiting > 0) return plan(turn, SHOW);
  const known = takenOver(turn, answer) ? givenUp(know(turn, { server }), player) : know(turn, { server });
  const differs = Math.abs(position(known.state, known.sensed) - ms) > POSITION_TOLERANCE_MS;
  const moves = !playingHere(state, sensed) && !playing && differs;
  return plan(moves ? moveTo(known, ms) : known, SHOW);
}

/** Whether another device plays what plays here. @param {Turn} turn @param {Answer} answer */
const takenOver = ({ state, sensed }, answer) =>
  answer.player !== "" && answer.playing && playingHere(state, sensed) && !state.leadsIn;

/** Fall silent, and say why. @param {Turn} turn @param {string} player */
function givenUp(turn, player) {
  const quiet = { ...turn, sensed: { ...turn.sensed, paused: true } };
  const known = know(quiet, { requested: "silence", changing: false, playedHere: false });
  return plan(known, { do: "pause" }, note("taken", `${turn.state.words.taken} ${player}.`));
}

/**
 * Whether what was to play here is over, cannot be made, or plays elsewhere: there it is followed.
 *
 * @param {State} state
 * @param {Answer} answer
 */
const leadsNowhere = (state, answer) =>
  state.leadsIn && !state.soundTrack && (answer.playing || ["finished", "fault"].includes(answer.state));

/** End the lead-in. @param {Turn} turn */
function silenced(turn) {
  const quiet = { ...turn, sensed: { ...turn.sensed, paused: true } };
  return plan(know(quiet, { leadsIn: false, requested: "silence" }), { do: "pause" });
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
