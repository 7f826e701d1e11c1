// Events of workouts wait here, in localStorage, until the server has acknowledged them: they survive a reload,
// a lost network and a restarted server, and are sent in the order in which they happened.

import { newId } from "./offline_workout.js";

const PREFIX = "soleus.outbox.";
/** Workouts that began without the server: it must know them before it can take their events. */
const BEGUN = "soleus.begun.";
const RETRY_MS = 5000;
/** Events in one request: the server takes bodies up to 64 KB, and keepalive requests have the same limit. */
const MOST_EVENTS_SENT = 100;

/**
 * An event as it is sent; `at` is the phone's clock.
 *
 * @typedef {{id: string, kind: string, position_ms: number, at: number, track: string}} WorkoutEvent
 */

/** @type {Promise<void> | null} */
let sending = null;
/** @type {number | undefined} */
let retry;

/**
 * Save an event of a workout, and try to send it.
 *
 * @param {string} workout
 * @param {string} kind
 * @param {number} positionMs
 * @param {string} track
 */
export function record(workout, kind, positionMs, track) {
  const event = { id: newId(), kind, position_ms: Math.round(positionMs), at: Date.now(), track };
  write(workout, [...waiting(workout), event]);
  return send();
}

/**
 * Save that a workout of a kept routine began here, with this track.
 *
 * @param {string} workout
 * @param {string} routine
 * @param {string} track
 */
export function recordBegun(workout, routine, track) {
  localStorage.setItem(BEGUN + workout, JSON.stringify({ routine, track }));
}

/** Events of a workout that the server has not acknowledged. @param {string} workout @returns {WorkoutEvent[]} */
export function waiting(workout) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + workout) ?? "[]");
  } catch {
    return [];
  }
}

/** Send everything that waits; resolves when all has arrived or the attempt has failed. */
export function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  clearTimeout(retry);
  for (const workout of waitingWorkouts()) {
    if (!(await sendBegun(workout))) {
      retry = setTimeout(send, RETRY_MS);
      return;
    }
    while (waiting(workout).length > 0) {
      if (!(await sendBatch(workout, waiting(workout).slice(0, MOST_EVENTS_SENT)))) {
        retry = setTimeout(send, RETRY_MS);
        return;
      }
    }
  }
}

/** @param {string} workout */
async function sendBegun(workout) {
  const begun = JSON.parse(localStorage.getItem(BEGUN + workout) ?? "null");
  if (!begun) return true;
  const { routine, track } = begun;
  const verdict = await request(`/kept/${routine}/workouts/${workout}`, "PUT", { track });
  if (verdict === "no answer") return false;
  if (verdict !== "accepted") console.warn(`Soleus: the workout of ${routine} was not accepted`);
  localStorage.removeItem(BEGUN + workout);
  return true;
}

/**
 * Send events. If they are refused, send each half alone, so that a faulty event is dropped without any other.
 *
 * @param {string} workout
 * @param {WorkoutEvent[]} batch
 * @returns {Promise<boolean>}
 */
async function sendBatch(workout, batch) {
  const verdict = await request(`/workouts/${workout}/events?sent=${Date.now()}`, "POST", batch);
  if (verdict === "no answer") return false;
  if (verdict === "refused" && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    return (await sendBatch(workout, batch.slice(0, middle))) && sendBatch(workout, batch.slice(middle));
  }
  if (verdict !== "accepted") console.warn("Soleus: dropped events that the server can never accept", verdict, batch);
  const sent = new Set(batch.map((event) => event.id));
  write(workout, waiting(workout).filter((event) => !sent.has(event.id)));
  return true;
}

/**
 * The server's verdict: "accepted"; "refused", if something in the body is faulty; "unknown", if the workout or its
 * track is. Everything else is "no answer", such as the sign-in page of a hotel's network, which answers 200 to all.
 *
 * @param {string} address
 * @param {string} method
 * @param {unknown} body
 */
async function request(address, method, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    /** @type {RequestInit} */
    const options = { method, headers, body: JSON.stringify(body), keepalive: true, redirect: "manual" };
    const response = await fetch(address, options);
    const answer = await response.json();
    if (response.status === 200 && ["number", "boolean"].includes(typeof answer.new)) return "accepted";
    if (typeof answer.error !== "string") return "no answer";
    if (response.status === 404) return "unknown";
    return [400, 413].includes(response.status) ? "refused" : "no answer";
  } catch {
    return "no answer";
  }
}

function waitingWorkouts() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}

/** @param {string} workout @param {WorkoutEvent[]} events */
function write(workout, events) {
  if (events.length > 0) localStorage.setItem(PREFIX + workout, JSON.stringify(events));
  else localStorage.removeItem(PREFIX + workout);
}

addEventListener("online", send);
send();
