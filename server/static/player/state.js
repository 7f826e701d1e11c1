// What the player knows, and pure questions to that: where the workout is, who plays it, what the page shows.

import { exerciseAndSide, remainingMs, viewAt } from "../view.js";

/** A page that plays is redrawn at the next whole second, but at least this often. */
const LONGEST_TICK_MS = 250;
/** Timers may fire a little early: aim this far behind the change of a second. */
const AFTER_SECOND_MS = 15;

/**
 * What the audio element and the clock say at a moment: the player learns it with each event.
 *
 * @typedef {object} Sensed
 * @property {number} at - Milliseconds since the page was opened.
 * @property {number} positionMs - In the sound that the element has.
 * @property {boolean} paused
 * @property {boolean} ended
 * @property {boolean} ready - Whether the element knows its sound, so that it can be moved.
 * @property {string} address - Of the element's sound.
 */

/**
 * What the server said, and when it was asked.
 *
 * @typedef {object} ServerState
 * @property {number} position - Milliseconds.
 * @property {boolean} playing
 * @property {string} player - The name of the device that played last, if that is another one.
 * @property {number} askedAt
 */

/**
 * Everything that the player knows; never changed, only replaced.
 *
 * @typedef {object} State
 * @property {import("../view.js").Words} words
 * @property {string} workout - Its id.
 * @property {string} keptRoutine - The routine, if this page was kept on the phone and the server does not know its
 *   workout yet; else empty.
 * @property {string} track - Digest of the track that is wanted; empty while there is none.
 * @property {import("../timeline.js").Timeline | null} timeline - Of `track`; null while it is fetched.
 * @property {{track: string, address: string} | null} whole - The whole sound that was fetched last.
 * @property {string} soundTrack - The track that position() is in: not `track` yet while that is being fetched, and
 *   empty while the element has none.
 * @property {boolean} leadsIn - Whether Play was tapped on the page before, and its track is not heard yet.
 * @property {{ms: number, positionBefore: number} | null} coming - Where to go on in `track`, which replaces what
 *   plays as soon as it is here, and where in that one this was known.
 * @property {number | null} pendingMs - Where to move as soon as the element knows its sound.
 * @property {number} change - The number of the last change of sound.
 * @property {boolean} changing - While the element gets another sound, its own pauses mean nothing.
 * @property {"" | "play" | "pause" | "silence"} requested - What was asked for here; "silence" is a pause that is
 *   none of the workout's. Other pauses and starts are a call's, another app's, or those of unplugged earbuds.
 * @property {boolean} playedHere - Whether this device has played any of it: then its lock screen shows the workout,
 *   paused or not.
 * @property {string} remembered - The track that the phone was told to remember; empty if there was none.
 * @property {boolean} over - Whether it was played to its end here, and the server has not said so yet.
 * @property {ServerState} server
 * @property {{at: number, position: number, track: string}} asked - When the server was last asked, and where this
 *   page was then.
 * @property {number} lastActionAt - When something was last done here: answers to earlier requests are stale.
 * @property {string} refusedVerb - The verb of the request that failed last; empty if none did, or it is made good.
 * @property {number | null} passedWaitMs - Where the wait starts that Play has passed: stepping back into it does not
 *   wait again.
 */

/**
 * The state of a page that was just opened.
 *
 * @param {{workout: string, keptRoutine: string, leadsIn: boolean, words: import("../view.js").Words}} page
 * @returns {State}
 */
export function opened(page) {
  return {
    ...page,
    track: "",
    timeline: null,
    whole: null,
    soundTrack: "",
    coming: null,
    pendingMs: null,
    change: 0,
    changing: false,
    requested: "",
    playedHere: false,
    remembered: "",
    over: false,
    server: { position: 0, playing: false, player: "", askedAt: 0 },
    asked: { at: 0, position: 0, track: "" },
    lastActionAt: 0,
    refusedVerb: "",
    passedWaitMs: null,
  };
}

/** Whether this device plays. @param {State} state @param {Sensed} sensed */
export const playingHere = (state, sensed) => state.changing || !sensed.paused;

/** Whether another device plays. @param {State} state @param {Sensed} sensed */
export const following = (state, sensed) => state.server.playing && !playingHere(state, sensed);

/** Where the workout is, in milliseconds. @param {State} state @param {Sensed} sensed */
export function position(state, sensed) {
  if (following(state, sensed)) return state.server.position + sensed.at - state.server.askedAt;
  // A media clock reads back a little less than it was set to: rounded here once, it compares with the timeline.
  return state.pendingMs ?? (state.soundTrack ? Math.round(sensed.positionMs) : 0);
}

/** Where this device is, as it is told to the server. @param {State} state @param {Sensed} sensed */
export const reportOf = (state, sensed) => ({
  position_ms: String(Math.round(position(state, sensed))),
  playing: playingHere(state, sensed) ? "1" : "0",
  track: state.soundTrack,
});

/**
 * What the page shows.
 *
 * @typedef {object} Screen
 * @property {"no" | "here" | "elsewhere"} playing - Where the workout plays.
 * @property {boolean} begun
 * @property {boolean} over - Whether it ended here.
 * @property {import("../view.js").View | null} view - Null while there is no timeline.
 * @property {string} lockScreen - What the lock screen shows; empty if it is not ours.
 * @property {number | null} nextMs - When it changes; null if it stands still.
 */

/** What the page shows now. @param {State} state @param {Sensed} sensed @returns {Screen} */
export function screenOf(state, sensed) {
  const playing = playingHere(state, sensed) ? "here" : following(state, sensed) ? "elsewhere" : "no";
  const ms = position(state, sensed);
  const begun = playing !== "no" || ms > 0;
  const { timeline, words, over } = state;
  if (!timeline) return { playing, begun, over, view: null, lockScreen: "", nextMs: null };
  const view = viewAt(timeline, ms, words);
  const ours = playing === "here" || (playing === "no" && state.playedHere);
  const toNextSecond = (remainingMs(timeline, ms) % 1000) + AFTER_SECOND_MS;
  return {
    playing,
    begun,
    over,
    view,
    lockScreen: ours ? exerciseAndSide(view, words) : "",
    nextMs: playing === "no" ? null : Math.min(LONGEST_TICK_MS, toNextSecond),
  };
}
