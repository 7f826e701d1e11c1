// A player with an audio element that is only numbers: it does what it is told, and time passes when a test says so.

import { opened, screenOf } from "../../server/static/player/state.js";
import { step } from "../../server/static/player/step.js";

/** Two leans, both sides of each: 5 s on the way, 10 s of work; then a wait for Play, and the finish. */
export const TIMELINE = timelineOf([
  ["setup", "first", "left", 5000],
  ["hold", "first", "left", 10_000],
  ["switch", "first", "right", 5000],
  ["hold", "first", "right", 10_000],
  ["setup", "second", "left", 5000],
  ["wait", "second", "left", 4000],
  ["hold", "second", "left", 10_000],
  ["finish", "second", "both", 3000],
]);

export const WORDS = {
  no: "Play",
  here: "Pause",
  elsewhere: "Play here",
  left: "Left",
  right: "Right",
  side: "side",
  next: "Next:",
  interrupted: "Interrupted at",
  restarts_side: "It starts again.",
  resumes_exactly: "It goes on.",
  refused: "Refused.",
  unanswered: "No answer.",
  taken: "Taken over on",
};

function timelineOf(rows) {
  let at = 0;
  const segments = rows.map(([kind, name, side, length]) => {
    const start_ms = at;
    at += length;
    const exercise = `${name}-lean`;
    const title = `${name === "first" ? "First" : "Second"} lean`;
    return { kind, step: name, exercise, title, side, set: 1, rep: 1, round: 1, start_ms, end_ms: at };
  });
  const word = (at_ms) => ({ kind: "speech", role: "announce", text: "Word.", segment: 0, at_ms, end_ms: at_ms + 900 });
  return { routine: "short", duration_ms: at, segments, cues: [word(1500), word(16_000)] };
}

/** A phone that shows a workout; `answer` is what the server says with the page. */
export class Phone {
  constructor({ keptRoutine = "", leadsIn = false, answer = { track: "one" } } = {}) {
    this.state = frozen(opened({ workout: "w", keptRoutine, leadsIn, words: WORDS }));
    const address = leadsIn ? "blob:noise" : "";
    this.sensed = { at: 1000, positionMs: 0, paused: !leadsIn, ended: false, ready: leadsIn, address };
    this.done = [];
    this.answer(answer);
  }

  /** Let something happen; returns what was done then. */
  tell(happening) {
    const { state, effects } = step(this.state, frozen({ ...happening, sensed: { ...this.sensed } }));
    this.state = frozen(state);
    this.done.push(...effects);
    for (const effect of effects) this.perform(effect);
    return effects;
  }

  perform(effect) {
    if (effect.do === "move") this.sensed.positionMs = effect.ms;
    if (effect.do === "play") Object.assign(this.sensed, { paused: false, ended: false });
    if (effect.do === "pause") this.sensed.paused = true;
    if (effect.do === "load") {
      Object.assign(this.sensed, { address: effect.address, ready: false, positionMs: 0, paused: true });
    }
  }

  /** Say what the server says, asked just now. */
  answer({ waiting = 0, ...answer } = {}) {
    this.tell({ kind: "asked" });
    const usual = { state: "ready", track: this.state.track, position: 0, playing: false, player: "" };
    return this.tell({ kind: "answered", answer: { ...usual, ...answer }, waiting });
  }

  /** Let the element know its sound, and the page its timeline. */
  load(track = "one") {
    this.sensed.ready = true;
    this.tell({ kind: "loaded" });
    this.tell({ kind: "timeline", track, timeline: TIMELINE });
    this.done = [];
    return this;
  }

  /** Tap Play, as it goes if nothing comes between. */
  play() {
    this.tell({ kind: "toggle" });
    this.begun();
    this.done = [];
    return this;
  }

  /** The element begins what it was told to play. */
  begun() {
    const { change } = this.done.findLast((effect) => effect.do === "play");
    this.tell({ kind: "started" });
    this.tell({ kind: "settled", change, failure: "" });
    this.tell({ kind: "sounding" });
  }

  /** Tap Pause. */
  pause() {
    this.tell({ kind: "toggle" });
    this.stop();
  }

  /** The element stops: it was told to, or something else took the sound. */
  stop(exact = false) {
    this.sensed.paused = true;
    this.tell({ kind: "stopped", exact });
  }

  /** Let time pass. */
  pass(ms) {
    this.sensed.at += ms;
    if (this.sensed.paused) return this;
    this.sensed.positionMs += ms;
    this.tell({ kind: "progressed", hidden: false });
    return this;
  }

  /** Scrub. */
  go(ms) {
    this.sensed.positionMs = ms;
    return this;
  }

  get screen() {
    return screenOf(this.state, this.sensed);
  }

  /** What was told to the server: what, and where in milliseconds. */
  get told() {
    return this.done.filter((effect) => effect.do === "tell").map(({ what, ms }) => [what, ms]);
  }

  /** The notes that were shown: name, and text where it is not the usual one. */
  get notes() {
    return this.done.filter((effect) => effect.do === "note").map(({ name, text }) => (text ? [name, text] : [name]));
  }

  /** Whether something was done. */
  did(what) {
    return this.done.some((effect) => effect.do === what);
  }
}

/** A value that nobody can change, as a pure function must leave it alone. */
function frozen(value) {
  if (value && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
