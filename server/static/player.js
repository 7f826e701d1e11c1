// The workout page: the audio element is the clock, the timeline says what is on, the server hears about it.
// A device that does not play follows what the server says.

import { announce, handle, position as tellPosition } from "./lockscreen.js";
import { record, send, waiting } from "./outbox.js";
import { show } from "./screen.js";
import { places, view } from "./timeline.js";
import { fetchSound, fetchTimeline, soundAddress } from "./track.js";

/** "Previous" within this time after the start of a side goes to the one before. */
const TWICE_MS = 3000;
/** Wait this long for the whole sound when the track changes in mid-workout; then stream it. */
const PATIENCE_MS = 400;
/** What the server says about a place counts if it differs by more than this. */
const SLACK_MS = 500;

const page = document.getElementById("workout");
const audio = document.getElementById("audio");
const workout = page.dataset.workout;
const words = JSON.parse(page.dataset.words);

let digest = "";
let timeline = null;
let sound = "";
/** What the server said last, and when it was asked. */
let told = { position: 0, playing: false, at: 0 };
let asked = { at: 0, position: 0 };
/** When something was last done here: answers to earlier questions are stale. */
let acted = 0;
/** A place to go to as soon as the sound is known. */
let goal = null;
/** While the track is exchanged, the element's own pauses mean nothing. */
let exchanging = false;
let timer = 0;
let shown = "";

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
  if (following()) goTo(position());
  acted = performance.now();
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") note("silent", true);
  }
  tick();
}

function seek(ms) {
  acted = performance.now();
  goTo(ms);
  record(workout, "seek", ms, digest);
  tellPosition(audio);
  tick();
}

function starts() {
  return places(timeline).map((index) => timeline.segments[index].start_ms);
}

/** Again this side; soon after its start: the one before. */
function previous() {
  const passed = starts().filter((start) => start <= position());
  const last = passed.length - 1;
  const again = position() - passed[last] >= TWICE_MS || last === 0;
  seek(passed[again ? last : last - 1]);
}

function next() {
  const coming = starts().find((start) => start > position());
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
  const whole = fetchSound(newDigest, showFetched);
  whole.then((address) => kept(newDigest, address), ignored);
  const leftAt = audio.currentTime;
  const direct = () => soundAddress(newDigest);
  const address = playingHere() ? await Promise.race([whole.catch(direct), patience().then(direct)]) : direct();
  if (digest !== newDigest) return;
  const meanwhile = playingHere() ? (audio.currentTime - leftAt) * 1000 : 0;
  await exchange(address, ms + meanwhile);
}

const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

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

function showFetched(part) {
  const bar = document.getElementById("fetched");
  bar.value = part;
  bar.hidden = part >= 1;
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
  if (playingHere()) tellLockScreen(seen);
  if (state === "no" || document.hidden) return;
  timer = setTimeout(tick, Math.min(250, (seen.remaining_ms % 1000) + 15));
}

function tellLockScreen(seen) {
  const side = seen.side === "both" ? "" : `, ${words[seen.side].toLowerCase()} side`;
  const title = seen.kind === "finish" ? words.finish : seen.title + side;
  if (title === shown) return;
  shown = title;
  const drawing = page.querySelector(`[data-figure="${seen.exercise}"] svg`);
  announce({ title, routine: page.dataset.title, drawing }).catch(ignored);
  tellPosition(audio);
}

function note(name, shown) {
  document.querySelector(`[data-note="${name}"]`).hidden = !shown;
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
    return take(track, place + (playingHere() ? position() - asked.position : 0));
  }
  if (asked.at >= acted && waiting(workout).length === 0) {
    told = { position: place, playing: playing === "yes", at: asked.at };
    if (!playingHere() && !told.playing && Math.abs(position() - place) > SLACK_MS) goTo(place);
  }
  return tick();
}

function report(event) {
  asked = { at: performance.now(), position: position() };
  const { parameters } = event.detail;
  if (!playingHere() && event.detail.verb === "get") return;
  parameters.position_ms = String(Math.round(asked.position));
  parameters.playing = playingHere() ? "1" : "0";
  parameters.track = digest;
}

function ignored() {
  // The next answer of the server brings it again; until then the page shows what the server last said.
}

// ---- wiring

page.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "toggle") playingHere() ? audio.pause() : play();
  if (action === "previous" && timeline) previous();
  if (action === "next" && timeline) next();
});

audio.addEventListener("loadedmetadata", arrive);
audio.addEventListener("play", () => {
  if (exchanging) return;
  acted = performance.now();
  record(workout, "play", position(), digest);
  tick();
});
audio.addEventListener("playing", () => {
  note("silent", false);
  handle({
    play,
    pause: () => audio.pause(),
    previoustrack: previous,
    nexttrack: next,
    seekto: (details) => seek(details.seekTime * 1000),
  });
  tellPosition(audio);
});
audio.addEventListener("pause", () => {
  if (exchanging || audio.ended) return;
  acted = performance.now();
  told = { ...told, playing: false };
  record(workout, "pause", position(), digest);
  tick();
});
audio.addEventListener("ended", async () => {
  acted = performance.now();
  told = { ...told, playing: false };
  tick();
  await record(workout, "finish", position(), digest);
  refresh();
});
audio.addEventListener("timeupdate", () => document.hidden && tick());
audio.addEventListener("error", rescue);
audio.addEventListener("waiting", () => navigator.onLine || rescue());

document.addEventListener("visibilitychange", tick);
addEventListener("offline", () => note("alone", true));
addEventListener("online", () => {
  note("alone", false);
  send().then(refresh);
});
addEventListener("pagehide", () => {
  if (!audio.paused) record(workout, "pause", position(), digest);
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
adopt();
if (waiting(workout).length > 0) send().then(refresh);
