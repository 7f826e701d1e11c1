// Changing to another track, or to another way to the same: what plays goes on playing. Pure.

import { soundAddress } from "../track.js";
import { resume } from "./playing.js";
import { playingHere, position } from "./state.js";
import { SHOW, know, moveTo, plan } from "./turn.js";

/** @import { Timeline } from "../timeline.js" */
/** @import { Effect } from "./step.js" */
/** @import { Turn } from "./turn.js" */

/**
 * Change to another track, at a position; what plays goes on playing until that is here.
 *
 * @param {Turn} turn
 * @param {string} track
 * @param {number} ms
 */
export function changeTrack(turn, track, ms) {
  const { state, sensed } = turn;
  const fetching = plan(know(turn, { track, timeline: null }), { do: "fetch", track });
  if (!state.soundTrack || !playingHere(state, sensed)) return changeSound(fetching, track, soundAddress(track), ms);
  const coming = { ms, positionBefore: position(state, sensed) };
  return plan(know(fetching, { coming }), { do: "wait", track });
}

/**
 * Take over the timeline of the track; what is about to be heard begins where Play would resume.
 *
 * @param {Turn} turn
 * @param {Timeline} timeline
 */
export function learnt(turn, timeline) {
  const known = know(turn, { timeline });
  return plan(turn.state.leadsIn ? resume(known) : known, SHOW);
}

/** Go on in the track that was awaited. @param {Turn} turn @param {string} address */
export function bring(turn, address) {
  const { state, sensed } = turn;
  if (!state.coming) return turn;
  const { ms, positionBefore } = state.coming;
  const played = playingHere(state, sensed) ? position(state, sensed) - positionBefore : 0;
  return changeSound(turn, state.track, address, ms + played);
}

/**
 * Keep a whole sound; use it at once unless something plays, else when the network fails.
 *
 * @param {Turn} turn
 * @param {string} track
 * @param {string} address
 */
export function fetched(turn, track, address) {
  const { state, sensed } = turn;
  if (track !== state.track) return plan(turn, { do: "revoke", address });
  const known = know(turn, { whole: { track, address } });
  const kept = state.whole ? plan(known, { do: "revoke", address: state.whole.address }) : known;
  if (state.coming) return bring(kept, address);
  return playingHere(state, sensed) ? kept : changeSound(kept, track, address, position(state, sensed));
}

/**
 * @param {Turn} turn
 * @param {string} track
 * @param {string} address
 * @param {number} ms
 * @returns {Turn}
 */
function changeSound(turn, track, address, ms) {
  const { state, sensed } = turn;
  const plays = playingHere(state, sensed);
  const change = state.change + 1;
  const known = know(turn, { soundTrack: track, coming: null, pendingMs: ms, change });
  const changed =
    sensed.address === address
      ? moveTo(known, ms)
      : plan(know(known, { changing: plays }), { do: "load", address });
  return plan(changed, ...(plays ? [/** @type {Effect} */ ({ do: "play", change })] : []), SHOW);
}

/** Where the network fails, change from streaming to the whole sound, if it is here. @param {Turn} turn */
export function stopStreaming(turn) {
  const { state, sensed } = turn;
  const { whole } = state;
  if (!whole || whole.track !== state.soundTrack || whole.address === sensed.address || state.changing) return turn;
  return changeSound(turn, whole.track, whole.address, position(state, sensed));
}
