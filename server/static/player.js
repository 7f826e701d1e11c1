// The workout page. On the device that plays, the audio element is the clock, the timeline says what is on, and the
// server is told. Every other device shows what the server says.

import { setActionHandlers, showNowPlaying, showPosition } from "./lockscreen.js";
import { clearWorkout, currentWorkout, newWorkout, saveWorkout } from "./offline_workout.js";
import { initOptions, isOn, keepScreenOn } from "./options.js";
import * as outbox from "./outbox.js";
import { exerciseAndSide, show, showFetched, showNote, toggleNote } from "./screen.js";
import { nextStart, previousStart, resumeFrom, sideStart, waitAt } from "./timeline.js";
import { fetchSound, fetchTimeline, soundAddress, waitForWholeSound } from "./track.js";
import { remainingMs, viewAt } from "./view.js";

/** A paused page moves to the server's position only if it differs by more than this. */
const POSITION_TOLERANCE_MS = 500;
/** A page that plays is redrawn at the next whole second, but at least this often. */
const LONGEST_TICK_MS = 250;
/** Timers may fire a little early: aim this far behind the change of a second. */
const AFTER_SECOND_MS = 15;

const page = document.getElementById("workout");
const audio = document.getElementById("audio");
/** The routine, if this page was kept on the phone and the server does not know its workout yet. */
const offlineRoutine = page.dataset.kept;
const words = JSON.parse(page.dataset.words);

let workout = page.dataset.workout;
/** The track that is wanted, its timeline, and its whole sound as a blob address. */
let digest = "";
let timeline = null;
let wholeSound = "";
/** The track that position() is in: not `digest` yet while the new track is being fetched. */
let positionTrack = "";
/** What the server last said, and when it was asked. */
let serverState = { position: 0, playing: false, askedAt: 0 };
/** When the server was last asked, and where this page was then. */
let lastRequest = { at: 0, position: 0, track: "" };
/** When something was last done here: answers to earlier requests are stale. */
let lastActionAt = 0;
/** Where to move as soon as the audio element knows its sound; null if nowhere. */
let pendingPosition = null;
/** While the audio element gets another sound, its own pauses mean nothing. */
let changingSound = false;
/** What was asked for here. Other pauses and starts are a call's, another app's, or those of unplugged earbuds. */
let requestedAction = "";
/** Whether this device has played any of it: then its lock screen shows the workout, paused or not. */
let playedHere = false;
let timer = 0;
/** The wait that Play has passed: stepping back into it does not wait again. */
let passedWait = null;

const playingHere = () => changingSound || !audio.paused;
const following = () => serverState.playing && !playingHere();

/** Where the workout is, in milliseconds. */
function position() {
  if (following()) return serverState.position + performance.now() - serverState.askedAt;
  // A media clock reads back a little less than it was set to: rounded here once, it compares with the timeline.
  return pendingPosition ?? Math.round(audio.currentTime * 1000);
}

function moveTo(ms) {
  pendingPosition = ms;
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) applyPendingPosition();
}

function applyPendingPosition() {
  if (pendingPosition === null) return;
  audio.currentTime = pendingPosition / 1000;
  pendingPosition = null;
}

// ---- what a person does

async function play() {
  resume();
  lastActionAt = performance.now();
  requestedAction = "play";
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") toggleNote("silent", true);
  }
  tick();
}

function pause() {
  requestedAction = "pause";
  audio.pause();
}

/** Pass a wait for Play, and go back a little, so that waking earbuds swallow no word. */
function resume() {
  if (!timeline) return;
  passedWait = waitAt(timeline, position());
  moveTo(resumeFrom(timeline, position()));
}

/** Say where it was interrupted, and go back to the start of the side, unless the person chose otherwise. */
function onInterrupted() {
  const stoppedAt = position();
  const exact = isOn("exact");
  if (!exact) moveTo(sideStart(timeline, stoppedAt));
  const where = exerciseAndSide(viewAt(timeline, stoppedAt, words), words);
  showNote("interrupted", `${words.interrupted} ${where}. ${exact ? words.resumes_exactly : words.restarts_side}`);
}

function record(kind, ms) {
  if (offlineRoutine) {
    if (kind === "play") outbox.recordBegun(workout, offlineRoutine, digest);
    if (kind === "finish") clearWorkout(offlineRoutine);
    else saveWorkout(offlineRoutine, workout, ms);
  }
  return outbox.record(workout, kind, ms, digest);
}

function seek(ms) {
  lastActionAt = performance.now();
  passedWait = null;
  moveTo(ms);
  record("seek", ms);
  showPosition(audio);
  tick();
}

function previous() {
  if (timeline) seek(previousStart(timeline, position()));
}

function next() {
  const start = timeline ? nextStart(timeline, position()) : undefined;
  if (start !== undefined) seek(start);
}

/** Pause where a step waits for Play, unless Play has been pressed there. */
function waitForPlay() {
  const wait = timeline && !audio.paused && waitAt(timeline, position());
  if (!wait || wait === passedWait) return;
  passedWait = wait;
  pause();
}

// ---- the track

/** Change to another track, at a position; what plays goes on playing. */
async function changeTrack(newDigest, ms) {
  digest = newDigest;
  timeline = null;
  fetchTimeline(newDigest).then((document) => {
    if (digest !== newDigest) return;
    timeline = document;
    tick();
  }, ignoreFailure);
  const fetching = fetchSound(newDigest, (fraction) => showFetched(fraction, words));
  fetching.then((address) => keepWholeSound(newDigest, address), ignoreFailure);
  const positionBefore = position();
  const stream = () => soundAddress(newDigest);
  const address = playingHere()
    ? await Promise.race([fetching.catch(stream), waitForWholeSound().then(stream)])
    : stream();
  if (digest !== newDigest) return;
  const playedMeanwhile = playingHere() ? position() - positionBefore : 0;
  await changeSound(address, ms + playedMeanwhile);
}

/** Keep a whole sound; use it at once unless something plays, else when the network fails. */
function keepWholeSound(itsDigest, address) {
  if (digest !== itsDigest) return URL.revokeObjectURL(address);
  if (wholeSound) URL.revokeObjectURL(wholeSound);
  wholeSound = address;
  if (!playingHere()) changeSound(wholeSound, position());
}

async function changeSound(address, ms) {
  const wasPlaying = playingHere();
  pendingPosition = ms;
  positionTrack = digest;
  if (audio.src !== new URL(address, location).href) {
    changingSound = wasPlaying;
    audio.src = address;
  } else if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) applyPendingPosition();
  try {
    if (wasPlaying) await audio.play();
  } catch {
    toggleNote("silent", true);
  } finally {
    changingSound = false;
  }
  tick();
}

/** Where the network fails, change from streaming to the whole sound, if it is here. */
function stopStreaming() {
  if (wholeSound && audio.src !== wholeSound && !changingSound) changeSound(wholeSound, position());
}

// ---- the screen

function tick() {
  clearTimeout(timer);
  const state = playingHere() ? "here" : following() ? "elsewhere" : "no";
  page.dataset.playing = state;
  page.dataset.begun = state !== "no" || position() > 0 ? "yes" : "no";
  document.getElementById("toggle-word").textContent = words[state];
  if (!timeline) return;
  const view = viewAt(timeline, position(), words);
  show(view);
  keepScreenOn(playingHere());
  const drawing = page.querySelector(`[data-figure="${view.exercise}"] svg`);
  const title = exerciseAndSide(view, words);
  const onLockScreen = playingHere() || (playedHere && !following());
  if (onLockScreen && showNowPlaying(title, page.dataset.title, drawing)) showPosition(audio);
  if (state === "no" || document.hidden) return;
  const toNextSecond = (remainingMs(timeline, position()) % 1000) + AFTER_SECOND_MS;
  timer = setTimeout(tick, Math.min(LONGEST_TICK_MS, toNextSecond));
}

// ---- the server

function poll() {
  htmx.trigger("#now", "refresh");
}

/** Apply what the server said, unless this device knows better. */
function applyServerState() {
  const { track, position: stated, playing, state } = document.getElementById("now").dataset;
  if (state === "finished" || !track) return tick();
  const answer = { position: Number(stated), playing: playing === "yes", askedAt: lastRequest.at };
  if (track !== digest) {
    serverState = answer;
    return changeTrack(track, answer.position + (playingHere() ? playedSinceRequest() : 0));
  }
  if (lastRequest.at >= lastActionAt && outbox.waiting(workout).length === 0) {
    serverState = answer;
    const differs = Math.abs(position() - answer.position) > POSITION_TOLERANCE_MS;
    if (!playingHere() && !answer.playing && differs) moveTo(answer.position);
  }
  return tick();
}

/** Milliseconds played since the server was asked; positions in two tracks do not compare, but time passes in both. */
function playedSinceRequest() {
  const sameTrack = lastRequest.track === positionTrack;
  return sameTrack ? position() - lastRequest.position : performance.now() - lastRequest.at;
}

/** Add the position to a request: to every change, and to the polls of the device that plays. */
function addPosition(event) {
  lastRequest = { at: performance.now(), position: position(), track: positionTrack };
  const { parameters } = event.detail;
  if (!playingHere() && event.detail.verb === "get") return;
  parameters.position_ms = String(Math.round(lastRequest.position));
  parameters.playing = playingHere() ? "1" : "0";
  parameters.track = positionTrack;
}

function ignoreFailure() {
  // The next answer of the server tries again; until then the page shows what the server last said.
}

// ---- wiring

page.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "toggle") playingHere() ? pause() : play();
  if (action === "previous") previous();
  if (action === "next") next();
});

audio.addEventListener("loadedmetadata", applyPendingPosition);
audio.addEventListener("play", () => {
  if (changingSound) return;
  if (requestedAction !== "play") resume();
  requestedAction = "";
  lastActionAt = performance.now();
  toggleNote("interrupted", false);
  record("play", position());
  tick();
});
audio.addEventListener("playing", () => {
  playedHere = true;
  toggleNote("silent", false);
  const seekto = ({ seekTime }) => seek(seekTime * 1000);
  setActionHandlers({ play, pause, previoustrack: previous, nexttrack: next, seekto });
  showPosition(audio);
});
audio.addEventListener("pause", () => {
  if (changingSound || audio.ended) return;
  lastActionAt = performance.now();
  serverState = { ...serverState, playing: false };
  if (requestedAction !== "pause" && timeline) onInterrupted();
  requestedAction = "";
  record("pause", position());
  tick();
});
audio.addEventListener("ended", async () => {
  lastActionAt = performance.now();
  serverState = { ...serverState, playing: false };
  tick();
  await record("finish", position());
  if (offlineRoutine) workout = newWorkout().id;
  poll();
});
audio.addEventListener("timeupdate", () => {
  waitForPlay();
  if (document.hidden) tick();
});
audio.addEventListener("error", stopStreaming);
audio.addEventListener("waiting", () => navigator.onLine || stopStreaming());

document.addEventListener("visibilitychange", tick);
addEventListener("offline", () => toggleNote("alone", true));
addEventListener("online", () => {
  toggleNote("alone", false);
  outbox.send().then(poll);
});
addEventListener("pagehide", () => {
  if (!audio.paused) record("pause", position());
});

page.addEventListener("htmx:configRequest", addPosition);
page.addEventListener("htmx:afterSwap", applyServerState);
page.addEventListener("htmx:sendError", () => toggleNote("alone", true));
page.addEventListener("htmx:responseError", () => toggleNote("refused", true));
page.addEventListener("htmx:afterOnLoad", (event) => {
  toggleNote("alone", false);
  if (event.detail.successful) toggleNote("refused", false);
});

audio.controls = false;
initOptions(tick);
if (offlineRoutine) {
  const saved = currentWorkout(offlineRoutine);
  workout = saved.id;
  document.getElementById("now").dataset.position = String(saved.position);
}
applyServerState();
if (outbox.waiting(workout).length > 0) outbox.send().then(poll);
