// A step under way: what is known so far and what is to be done, and the ways to add to both. Pure.

/** @import { Sensed, State } from "./state.js" */
/** @import { Effect } from "./step.js" */

/**
 * A step under way: what is known and to be done so far.
 *
 * @typedef {{state: State, sensed: Sensed, effects: Effect[]}} Turn
 */

/** @type {Effect} */
export const SHOW = { do: "show" };

/** @param {string} name @param {string} [text] @returns {Effect} */
export const note = (name, text) => ({ do: "note", name, ...(text ? { text } : {}) });

/** @param {string} name @returns {Effect} */
export const clear = (name) => ({ do: "clear note", name });

/** @param {Turn} turn @param {Partial<State>} news @returns {Turn} */
export const know = (turn, news) => ({ ...turn, state: { ...turn.state, ...news } });

/** @param {Turn} turn @param {...Effect} effects @returns {Turn} */
export const plan = (turn, ...effects) => ({ ...turn, effects: [...turn.effects, ...effects] });

/** Move the sound, at once or as soon as the element knows it. @param {Turn} turn @param {number} ms */
export const moveTo = (turn, ms) => {
  const later = know(turn, { pendingMs: ms });
  return turn.sensed.ready ? movePending(later) : later;
};

/** @param {Turn} turn @returns {Turn} */
export function movePending(turn) {
  const ms = turn.state.pendingMs;
  if (ms === null) return turn;
  const moved = { ...turn, sensed: { ...turn.sensed, positionMs: ms } };
  return plan(know(moved, { pendingMs: null }), { do: "move", ms });
}

/** Keep what happened, and tell the server. @param {Turn} turn @param {string} what @param {number} ms */
export function record(turn, what, ms) {
  const { workout, keptRoutine: routine, track } = turn.state;
  const place = routine || workout;
  /** @type {Effect[]} */
  const kept = routine && what === "play" ? [{ do: "save begun", workout, routine, track }] : [];
  kept.push(what === "finish" ? { do: "forget place", place } : { do: "save place", place, workout, ms });
  return plan(turn, ...kept, { do: "tell", what, workout, ms, track });
}
