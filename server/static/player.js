// The workout page: the audio element is the clock, the timeline says what is on, the server hears about it.
// A device that does not play follows what the server says.

import * as alone from "./kept.js";
import { handle, position as tellPosition, tell } from "./lockscreen.js";
import { chosen, keepAwake, listen } from "./options.js";
import * as outbox from "./outbox.js";
import { named, note, say, show, showFetched } from "./screen.js";
import { nextStart, previousStart, quietPlace, sideStart, view } from "./timeline.js";
import { fetchSound, fetchTimeline, patience, soundAddress } from "./track.js";

/** What the server says about a place counts if it differs by more than this. */
const SLACK_MS = 500;

const page = document.getElementById("workout");
const audio = document.getElementById("audio");
/** The routine, if this page was kept on the phone and its workout is not known to the server yet. */
const keptRoutine = page.dataset.kept;
const words = JSON.parse(page.dataset.words);

let workout = page.dataset.workout;
let digest = "";
/** The track that position() is in: behind `digest` while the new one is being fetched. */
let placedIn = "";
let timeline = null;
let sound = "";
/** What the server said last, and when it was asked. */
let told = { position: 0, playing: false, at: 0 };
let asked = { at: 0, position: 0, track: "" };
/** When something was last done here: answers to earlier questions are stale. */
let acted = 0;
/** A place to go to as soon as the sound is known. */
let goal = null;
/** While the track is exchanged, the element's own pauses mean nothing. */
let exchanging = false;
/** Pauses and starts that were not asked for here are a call's, another app's, or those of earbuds pulled out. */
let asking = "";
let timer = 0;

const playingHere = () => exchanging || !audio.paused;
const following = () => told.playing && !playingHere();

/** Where the workout is, in milliseconds. */
function position() {
  if (following()) return told.position + performance.now() - told.at;
  return goal ?? audio.currentTime * 1000;
}

function goTo(ms) {
  goal = ms;
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) arrive();
}

function arrive() {
  if (goal === null) return;
  audio.currentTime = goal / 1000;
  goal = null;
}

// ---- doing

async function play() {
  goTo(awakePlace());
  acted = performance.now();
  asking = "play";
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") note("silent", true);
  }
  tick();
}

function pause() {
  asking = "pause";
  audio.pause();
}

/** Where to go on, so that waking earbuds swallow no word. */
function awakePlace() {
  return timeline ? quietPlace(timeline, position()) : position();
}

/** Say where it was, and go back to the start of the side, unless the person chose otherwise. */
function interrupted() {
  const stopped = position();
  const seen = view(timeline, stopped);
  const exact = chosen("exact");
  if (!exact) goTo(sideStart(timeline, stopped));
  say("interrupted", `${words.interrupted} ${named(seen, words)}. ${exact ? words.exact : words.again}`);
}

function remember(kind, ms) {
  if (keptRoutine) {
    if (kind === "play") outbox.begin(workout, keptRoutine, digest);
    if (kind === "finish") alone.forget(keptRoutine);
    else alone.remember(keptRoutine, workout, ms);
  }
  return outbox.record(workout, kind, ms, digest);
}

function seek(ms) {
  acted = performance.now();
  goTo(ms);
  remember("seek", ms);
  tellPosition(audio);
  tick();
}

const previous = () => seek(previousStart(timeline, position()));

function next() {
  const coming = nextStart(timeline, position());
  if (coming !== undefined) seek(coming);
}

// ---- the track

/** Go over to a track, at a place; what plays goes on playing. */
async function take(newDigest, ms) {
  digest = newDigest;
  timeline = null;
  fetchTimeline(newDigest).then((document) => {
    if (digest !== newDigest) return;
    timeline = document;
    tick();
  }, ignored);
  const whole = fetchSound(newDigest, (part) => showFetched(part, words));
  whole.then((address) => kept(newDigest, address), ignored);
  const leftAt = position();
  const direct = () => soundAddress(newDigest);
  const address = playingHere() ? await Promise.race([whole.catch(direct), patience().then(direct)]) : direct();
  if (digest !== newDigest) return;
  const meanwhile = playingHere() ? position() - leftAt : 0;
  await exchange(address, ms + meanwhile);
}

/** Keep the whole sound; take it at once unless something plays, else when the network fails. */
function kept(itsDigest, address) {
  if (digest !== itsDigest) return URL.revokeObjectURL(address);
  if (sound) URL.revokeObjectURL(sound);
  sound = address;
  if (!playingHere()) exchange(sound, position());
}

async function exchange(address, ms) {
  const goOn = playingHere();
  goal = ms;
  placedIn = digest;
  if (audio.src !== new URL(address, location).href) {
    exchanging = goOn;
    audio.src = address;
  } else if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) arrive();
  try {
    if (goOn) await audio.play();
  } catch {
    note("silent", true);
  } finally {
    exchanging = false;
  }
  tick();
}

function rescue() {
  if (sound && audio.src !== sound && !exchanging) exchange(sound, position());
}

// ---- the screen

function tick() {
  clearTimeout(timer);
  const state = playingHere() ? "here" : following() ? "elsewhere" : "no";
  page.dataset.playing = state;
  page.dataset.begun = state !== "no" || position() > 0 ? "yes" : "no";
  document.getElementById("toggle-word").textContent = words[state];
  if (!timeline) return;
  const seen = view(timeline, position());
  show(seen, words);
  keepAwake(playingHere());
  const drawing = page.querySelector(`[data-figure="${seen.exercise}"] svg`);
  if (playingHere() && tell(named(seen, words), page.dataset.title, drawing)) tellPosition(audio);
  if (state === "no" || document.hidden) return;
  timer = setTimeout(tick, Math.min(250, (seen.remaining_ms % 1000) + 15));
}

// ---- the server

function refresh() {
  htmx.trigger("#now", "refresh");
}

/** Take over what the server says, unless this device knows better. */
function adopt() {
  const { track, position: stated, playing, state } = document.getElementById("now").dataset;
  if (state === "finished" || !track) return tick();
  const place = Number(stated);
  if (track !== digest) {
    told = { position: place, playing: playing === "yes", at: asked.at };
    return take(track, place + (playingHere() ? sinceAsked() : 0));
  }
  if (asked.at >= acted && outbox.waiting(workout).length === 0) {
    told = { position: place, playing: playing === "yes", at: asked.at };
    if (!playingHere() && !told.playing && Math.abs(position() - place) > SLACK_MS) goTo(place);
  }
  return tick();
}

/** Milliseconds heard since the server was asked; two tracks cannot be compared, but time passes in both. */
function sinceAsked() {
  return asked.track === placedIn ? position() - asked.position : performance.now() - asked.at;
}

function report(event) {
  asked = { at: performance.now(), position: position(), track: placedIn };
  const { parameters } = event.detail;
  if (!playingHere() && event.detail.verb === "get") return;
  parameters.position_ms = String(Math.round(asked.position));
  parameters.playing = playingHere() ? "1" : "0";
  parameters.track = placedIn;
}

function ignored() {
  // The next answer of the server brings it again; until then the page shows what the server last said.
}

// ---- wiring

page.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "toggle") playingHere() ? pause() : play();
  if (action === "previous" && timeline) previous();
  if (action === "next" && timeline) next();
});

audio.addEventListener("loadedmetadata", arrive);
audio.addEventListener("play", () => {
  if (exchanging) return;
  if (asking !== "play") goTo(awakePlace());
  asking = "";
  acted = performance.now();
  note("interrupted", false);
  remember("play", position());
  tick();
});
audio.addEventListener("playing", () => {
  note("silent", false);
  handle({ play, pause, previoustrack: previous, nexttrack: next, seekto: ({ seekTime }) => seek(seekTime * 1000) });
  tellPosition(audio);
});
audio.addEventListener("pause", () => {
  if (exchanging || audio.ended) return;
  acted = performance.now();
  told = { ...told, playing: false };
  if (asking !== "pause" && timeline) interrupted();
  asking = "";
  remember("pause", position());
  tick();
});
audio.addEventListener("ended", async () => {
  acted = performance.now();
  told = { ...told, playing: false };
  tick();
  await remember("finish", position());
  if (keptRoutine) workout = alone.another().id;
  refresh();
});
audio.addEventListener("timeupdate", () => document.hidden && tick());
audio.addEventListener("error", rescue);
audio.addEventListener("waiting", () => navigator.onLine || rescue());

document.addEventListener("visibilitychange", tick);
addEventListener("offline", () => note("alone", true));
addEventListener("online", () => {
  note("alone", false);
  outbox.send().then(refresh);
});
addEventListener("pagehide", () => {
  if (!audio.paused) remember("pause", position());
});

page.addEventListener("htmx:configRequest", report);
page.addEventListener("htmx:afterSwap", adopt);
page.addEventListener("htmx:sendError", () => note("alone", true));
page.addEventListener("htmx:responseError", () => note("refused", true));
page.addEventListener("htmx:afterOnLoad", (event) => {
  note("alone", false);
  if (event.detail.successful) note("refused", false);
});

audio.controls = false;
listen(tick);
if (keptRoutine) {
  const begun = alone.current(keptRoutine);
  workout = begun.id;
  document.getElementById("now").dataset.position = String(begun.position);
}
adopt();
if (outbox.waiting(workout).length > 0) outbox.send().then(refresh);
