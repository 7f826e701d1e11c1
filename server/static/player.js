// The workout page. On the device that plays, the audio element is the clock, the timeline says what is on, and the server
// is told. Every other device shows what the server says. What follows from what is decided in player/step.js; here it
// hears what happens.

import { sentencesOf } from "./answers.js";
import { byId, tapped } from "./elements.js";
import { initJump, showSteps } from "./jump.js";
import { currentWorkout, newId, savedWorkout } from "./offline_workout.js";
import { initOptions, isOn } from "./options.js";
import * as outbox from "./outbox.js";
import { run } from "./player/effects.js";
import { opened, playingHere, position, reportOf } from "./player/state.js";
import { initPocket } from "./pocket.js";
import { fetchFigures } from "./screen.js";

const audio = byId("audio", HTMLAudioElement);

/** @type {Record<string, "toggle" | "previous" | "next">} */
const KEYS = { " ": "toggle", ArrowLeft: "previous", ArrowRight: "next" };

/** What a key does; nothing where it means something else. @param {KeyboardEvent} event */
function actionOf(event) {
  const elsewhere = event.target instanceof Element && event.target.closest("button, a, input, select, dialog");
  return elsewhere || event.altKey || event.ctrlKey || event.metaKey ? undefined : KEYS[event.key];
}

/** Take up the workout of a page, whose audio element may play already. @param {HTMLElement} page */
export function begin(page) {
  // In a page that htmx has put in, these are elements as others are.
  for (const scriptless of page.querySelectorAll("noscript")) scriptless.remove();
  /** The routine, if this page was kept on the phone and the server does not know its workout yet. */
  const keptRoutine = page.dataset.kept ?? "";
  const saved = keptRoutine ? currentWorkout(keptRoutine) : null;
  const workout = saved?.id ?? page.dataset.workout ?? "";

  const words = JSON.parse(page.dataset.words ?? "{}");
  const player = run(opened({ workout, keptRoutine, leadsIn: !audio.paused, words }), page, audio);
  const { tell } = player;

  /** Pass on what the server said, which stands in the part of the page that it sends. */
  function tellAnswer() {
    const { state = "", track = "", position, playing, player: other = "" } = byId("now").dataset;
    const answer = { state, track, position: Number(position), playing: playing === "yes", player: other };
    tell({ kind: "answered", answer, waiting: outbox.waiting(player.known().state.workout).length });
  }

  page.addEventListener("click", (event) => {
    const action = tapped(event, "[data-action]")?.dataset.action;
    if (action === "toggle" || action === "previous" || action === "next") tell({ kind: action });
    if (action === "take over") tell({ kind: action });
    if (action === "finish") tell({ kind: "finish", nextWorkout: newId() });
    const sheet = tapped(event, "[data-opens]")?.dataset.opens;
    if (sheet) open(sheet);
  });

  /** @param {string} name */
  function open(name) {
    const { state, sensed } = player.known();
    for (const sheet of page.querySelectorAll("dialog")) sheet.close();
    if (name === "jump" && state.timeline) showSteps(state.timeline, position(state, sensed), words);
    byId(name, HTMLDialogElement).showModal();
  }

  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const action = actionOf(event);
    if (!action || !page.isConnected) return;
    event.preventDefault();
    tell({ kind: action });
  };
  document.addEventListener("keydown", onKey);

  audio.addEventListener("loadedmetadata", () => tell({ kind: "loaded" }));
  audio.addEventListener("play", () => tell({ kind: "started" }));
  audio.addEventListener("playing", () => tell({ kind: "sounding" }));
  audio.addEventListener("pause", () => tell({ kind: "stopped", exact: isOn("exact") }));
  audio.addEventListener("ended", () => tell({ kind: "ended", nextWorkout: newId() }));
  audio.addEventListener("timeupdate", () => tell({ kind: "progressed", hidden: document.hidden }));
  audio.addEventListener("error", () => tell({ kind: "starved" }));
  audio.addEventListener("waiting", () => navigator.onLine || tell({ kind: "starved" }));

  document.addEventListener("visibilitychange", player.redraw);
  addEventListener("offline", () => tell({ kind: "offline" }));
  addEventListener("online", () => tell({ kind: "online" }));
  addEventListener("pagehide", () => tell({ kind: "leaving" }));

  /** Add the position to a request: to every change, and to the polls of the device that plays. */
  page.addEventListener("htmx:configRequest", ({ detail }) => {
    tell({ kind: "asked" });
    const { state, sensed } = player.known();
    if (detail.verb !== "get" || (state.soundTrack && playingHere(state, sensed))) {
      Object.assign(detail.parameters, reportOf(state, sensed));
    }
  });
  page.addEventListener("htmx:afterSwap", tellAnswer);
  page.addEventListener("htmx:sendError", ({ detail }) => tell({ kind: "unanswered", verb: detail.requestConfig.verb }));
  page.addEventListener("htmx:responseError", ({ detail }) => {
    tell({ kind: "refused", verb: detail.requestConfig.verb, reason: sentencesOf(detail.xhr, "p").join(" ") });
  });
  page.addEventListener("htmx:afterOnLoad", ({ detail }) => {
    tell({ kind: "arrived", verb: detail.requestConfig.verb, successful: detail.successful === true });
  });

  initOptions(player.redraw);
  initPocket();
  initJump((ms) => tell({ kind: "seek", ms }));
  const place = saved ?? ("remembered" in page.dataset ? savedWorkout(workout) : null);
  if ("remembered" in page.dataset) byId("now").dataset.playing = "no";
  if (place) byId("now").dataset.position = String(place.position);
  tellAnswer();
  if (outbox.waiting(workout).length > 0) tell({ kind: "online" });
  fetchFigures().then(player.redraw, () => {
    // Without network the words are there; a page that is kept on the phone has its figures in it.
  });
}
