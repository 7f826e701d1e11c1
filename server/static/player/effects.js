// Does what the player has decided: to the audio element, the page, the lock screen, the phone's memory and the server.

import { canKeep, request } from "../kept.js";
import { setActionHandlers, showNowPlaying, showPosition } from "../lockscreen.js";
import { clearWorkout, saveWorkout } from "../offline_workout.js";
import { keepScreenOn, vibrate } from "../options.js";
import * as outbox from "../outbox.js";
import { askToTakeOver, clearNote, drawingOf, show, showFetched, showNote, showOver, showPlaying } from "../screen.js";
import { fetchSound, fetchTimeline, waitForWholeSound } from "../track.js";
import { screenOf } from "./state.js";
import { step } from "./step.js";

/** @import { Sensed, State } from "./state.js" */
/** @import { Effect, Happening } from "./step.js" */

const WORK = ["hold", "rep", "phase"];

/** What failed is tried again when the server answers next; until then the page shows what it last said. */
const leaveAlone = () => {};

/**
 * Let a player run on a page and its audio element.
 *
 * @param {State} opened - What is known at first.
 * @param {HTMLElement} page
 * @param {HTMLAudioElement} audio
 */
export function run(opened, page, audio) {
  let state = opened;
  /** @type {number | undefined} */
  let timer;
  /** Whether the screen last showed work. */
  let worked = false;

  /** @returns {Sensed} */
  const sense = () => ({
    at: performance.now(),
    positionMs: audio.currentTime * 1000,
    paused: audio.paused,
    ended: audio.ended,
    ready: audio.readyState >= HTMLMediaElement.HAVE_METADATA,
    address: audio.src.startsWith(location.origin) ? audio.src.slice(location.origin.length) : audio.src,
  });

  /** Take in what has happened, and do what follows from it. @param {Happening} happening */
  function tell(happening) {
    const { state: after, effects } = step(state, { ...happening, sensed: sense() });
    state = after;
    for (const effect of effects) perform(effect);
  }

  /** @param {Effect} effect */
  function perform(effect) {
    switch (effect.do) {
      case "play":
        return void play(effect.change);
      case "pause":
        return audio.pause();
      case "ask to take over":
        return askToTakeOver(effect.player);
      case "move":
        audio.currentTime = effect.ms / 1000;
        return;
      case "load":
        audio.loop = false;
        audio.src = effect.address;
        return;
      case "revoke":
        return URL.revokeObjectURL(effect.address);
      case "fetch":
        return fetchTrack(effect.track);
      case "wait":
        return void waitForWholeSound().then(() => tell({ kind: "impatient", track: effect.track }));
      case "save begun":
        return outbox.recordBegun(effect.workout, effect.routine, effect.track);
      case "save place":
        return saveWorkout(effect.place, effect.workout, effect.ms);
      case "forget place":
        return clearWorkout(effect.place);
      case "remember":
        return void (canKeep && request("remember", effect.workout));
      case "tell":
        return void outbox
          .record(effect.workout, effect.what, effect.ms, effect.track)
          .then(() => tell({ kind: "told", what: effect.what }));
      case "send":
        return void outbox.send().then(poll);
      case "poll":
        return poll();
      case "note":
        return showNote(effect.name, effect.text);
      case "clear note":
        return clearNote(effect.name);
      case "offer buttons":
        return setActionHandlers({
          play: () => tell({ kind: "play" }),
          pause: () => tell({ kind: "pause" }),
          previoustrack: () => tell({ kind: "previous" }),
          nexttrack: () => tell({ kind: "next" }),
          seekto: ({ seekTime }) => tell({ kind: "seek", ms: (seekTime ?? 0) * 1000 }),
        });
      case "show along":
        return showPosition(audio);
      case "show":
        return redraw();
    }
  }

  /** @param {number} change */
  async function play(change) {
    try {
      await audio.play();
      tell({ kind: "settled", change, failure: "" });
    } catch (error) {
      tell({ kind: "settled", change, failure: error instanceof Error ? error.name : String(error) });
    }
  }

  /** @param {string} track */
  function fetchTrack(track) {
    fetchTimeline(track).then((timeline) => tell({ kind: "timeline", track, timeline }), leaveAlone);
    fetchSound(track, (fraction) => showFetched(fraction)).then(
      (address) => tell({ kind: "fetched", track, address }),
      () => tell({ kind: "unfetched", track }),
    );
  }

  function redraw() {
    clearTimeout(timer);
    const { playing, begun, over, view, lockScreen, nextMs } = screenOf(state, sense());
    showPlaying(page, playing, begun, state.words[playing]);
    showOver(page, over);
    if (!view) return;
    show(page, view, state.words);
    keepScreenOn(playing === "here");
    const works = WORK.includes(view.kind);
    if (playing === "here" && works !== worked) vibrate(works ? "begin" : "end");
    worked = works;
    const title = page.dataset.title ?? "";
    if (lockScreen && showNowPlaying(lockScreen, title, drawingOf(view.exercise))) showPosition(audio);
    if (nextMs !== null && !document.hidden) timer = setTimeout(redraw, nextMs);
  }

  return { tell, redraw, known: () => ({ state, sensed: sense() }) };
}

/** Ask the server what is going on. */
function poll() {
  htmx.trigger("#now", "refresh");
}
