// The player: one pure function of what it knows and what has happened, which returns what it knows then and what is to
// be done. Taps, the audio element, the server, the lock screen and the network are events to it; effects.js does what
// is to be done.

import { soundAddress } from "../track.js";
import { ended, finish, next, pause, play, previous, seek, settled, started, stopped, waitForPlay } from "./playing.js";
import { answered, arrived, unanswered } from "./server.js";
import { following, playingHere, position } from "./state.js";
import { bring, fetched, learnt, stopStreaming } from "./tracks.js";
import { SHOW, clear, know, movePending, note, plan, record } from "./turn.js";

/** @import { Sensed, State } from "./state.js" */
/** @import { Timeline } from "../timeline.js" */
/** @import { Turn } from "./turn.js" */

/**
 * What the server says with each answer: the part of the page that is polled.
 *
 * @typedef {{state: string, track: string, position: number, playing: boolean, player: string}} Answer
 */

/**
 * What has happened.
 *
 * - What a person does, here or on the lock screen: "toggle", "play", "pause", "previous", "next", "seek", "take
 *   over" (from another device), "finish" (`nextWorkout` as below).
 * - What the audio element says: "loaded" (it can be moved), "started", "sounding", "stopped" (`exact`: whether an
 *   interrupted side goes on where it stopped), "progressed", "starved" (nothing more comes), "ended" (`nextWorkout`:
 *   an id for what may be played next), "settled" (what `play` led to: `failure` is the error's name, or empty).
 * - What was fetched of a track: "timeline", "fetched" (the whole sound), "unfetched"; "impatient": it takes long.
 * - What the server is asked and says: "asked", "answered" (`waiting`: how many events are not sent yet), "arrived",
 *   "refused", "unanswered" (each with the request's verb), "told" (an event was sent, or could not be).
 * - "online", "offline", and "leaving": the page is about to be closed.
 *
 * @typedef {(
 *   | {kind: "toggle" | "take over" | "play" | "pause" | "previous" | "next"}
 *   | {kind: "seek", ms: number}
 *   | {kind: "loaded" | "started" | "sounding" | "starved"}
 *   | {kind: "stopped", exact: boolean}
 *   | {kind: "progressed", hidden: boolean}
 *   | {kind: "ended" | "finish", nextWorkout: string}
 *   | {kind: "settled", change: number, failure: string}
 *   | {kind: "timeline", track: string, timeline: Timeline}
 *   | {kind: "fetched", track: string, address: string}
 *   | {kind: "unfetched" | "impatient", track: string}
 *   | {kind: "asked" | "online" | "offline" | "leaving"}
 *   | {kind: "answered", answer: Answer, waiting: number}
 *   | {kind: "arrived", verb: string, successful: boolean}
 *   | {kind: "refused", verb: string, reason: string}
 *   | {kind: "unanswered", verb: string}
 *   | {kind: "told", what: string}
 * )} Happening
 */

/** @typedef {Happening & {sensed: Sensed}} Event */

/**
 * What is to be done, in this order.
 *
 * @typedef {(
 *   | {do: "play", change: number}
 *   | {do: "pause" | "show" | "show along" | "offer buttons" | "poll" | "send"}
 *   | {do: "ask to take over", player: string}
 *   | {do: "move", ms: number}
 *   | {do: "load" | "revoke", address: string}
 *   | {do: "fetch" | "wait", track: string}
 *   | {do: "note", name: string, text?: string}
 *   | {do: "clear note", name: string}
 *   | {do: "save begun", workout: string, routine: string, track: string}
 *   | {do: "save place", place: string, workout: string, ms: number}
 *   | {do: "forget place", place: string}
 *   | {do: "remember", workout: string}
 *   | {do: "tell", what: string, workout: string, ms: number, track: string}
 * )} Effect
 */

/**
 * Take in what has happened.
 *
 * @param {State} state
 * @param {Event} event
 * @returns {{state: State, effects: Effect[]}}
 */
export function step(state, event) {
  const after = take({ state, sensed: event.sensed, effects: [] }, event);
  return { state: after.state, effects: after.effects };
}

/** @param {Turn} turn @param {Event} event @returns {Turn} */
function take(turn, event) {
  const { state, sensed } = turn;
  switch (event.kind) {
    case "toggle":
      if (following(state, sensed) && state.server.player) {
        return plan(turn, { do: "ask to take over", player: state.server.player });
      }
      return playingHere(state, sensed) ? pause(turn) : play(turn);
    case "take over":
    case "play":
      return play(turn);
    case "pause":
      return pause(turn);
    case "previous":
      return previous(turn);
    case "next":
      return next(turn);
    case "seek":
      return seek(turn, event.ms);
    case "finish":
      return finish(turn, event.nextWorkout);
    case "loaded":
      return movePending(turn);
    case "started":
      return started(turn);
    case "sounding":
      return remember(sounding(turn));
    case "stopped":
      return stopped(turn, event.exact);
    case "progressed":
      return event.hidden ? plan(waitForPlay(turn), SHOW) : waitForPlay(turn);
    case "starved":
      return stopStreaming(turn);
    case "ended":
      return ended(turn, event.nextWorkout);
    case "settled":
      return settled(turn, event.change, event.failure);
    case "timeline":
      return event.track === state.track ? learnt(turn, event.timeline) : turn;
    case "fetched":
      return remember(fetched(turn, event.track, event.address));
    case "unfetched":
    case "impatient":
      return event.track === state.track && state.coming ? bring(turn, soundAddress(event.track)) : turn;
    case "asked":
      return know(turn, { asked: { at: sensed.at, position: position(state, sensed), track: state.soundTrack } });
    case "answered":
      return answered(turn, event.answer, event.waiting);
    case "arrived":
      return arrived(turn, event.verb, event.successful);
    case "refused":
      return plan(know(turn, { refusedVerb: event.verb }), note("refused", event.reason || state.words.refused));
    case "unanswered":
      return unanswered(turn, event.verb);
    case "told":
      return event.what === "finish" ? plan(turn, { do: "poll" }) : turn;
    case "online":
      return plan(turn, clear("alone"), { do: "send" });
    case "offline":
      return plan(turn, note("alone"));
    case "leaving":
      return sensed.paused || !state.soundTrack ? turn : record(turn, "pause", position(state, sensed));
  }
}

/** @param {Turn} turn */
const sounding = (turn) =>
  plan(know(turn, { playedHere: true }), clear("silent"), { do: "offer buttons" }, { do: "show along" });

/**
 * Let the phone remember what plays here, once all of its sound has come: each track once.
 *
 * @param {Turn} turn
 */
function remember(turn) {
  const { workout, keptRoutine, playedHere, track, whole, remembered } = turn.state;
  if (keptRoutine || !playedHere || whole?.track !== track || remembered === track) return turn;
  return plan(know(turn, { remembered: track }), { do: "remember", workout });
}
