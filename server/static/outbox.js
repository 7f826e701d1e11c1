// Events of workouts wait here, in localStorage, until the server has acknowledged them: they survive a reload,
// a dead network and a restarted server, and go out in the order in which they happened.

import { newId } from "./kept.js";

const PREFIX = "soleus.outbox.";
/** Workouts that began without the server, which must hear of them before it hears what happened in them. */
const BEGUN = "soleus.begun.";
const RETRY_MS = 5000;
/** The server takes bodies up to 64 KB; keepalive requests have the same limit. */
const BATCH = 100;

let sending = null;
let retry = 0;

/** Remember an event of a workout, and try to send it. */
export function record(workout, kind, positionMs, track) {
  const event = { id: newId(), kind, position_ms: Math.round(positionMs), at: Date.now(), track };
  write(workout, [...waiting(workout), event]);
  return send();
}

/** Remember that a kept routine was begun here, with this track. */
export function begin(workout, routine, track) {
  localStorage.setItem(BEGUN + workout, JSON.stringify({ routine, track }));
}

/** Events of a workout that the server has not acknowledged. */
export function waiting(workout) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + workout)) ?? [];
  } catch {
    return [];
  }
}

/** Send everything that waits; resolves when it has arrived or when the attempt is over. */
export function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  clearTimeout(retry);
  for (const workout of workouts()) {
    if (!(await sendBegun(workout))) {
      retry = setTimeout(send, RETRY_MS);
      return;
    }
    while (waiting(workout).length > 0) {
      if (!(await sendBatch(workout, waiting(workout).slice(0, BATCH)))) {
        retry = setTimeout(send, RETRY_MS);
        return;
      }
    }
  }
}

async function sendBegun(workout) {
  const begun = JSON.parse(localStorage.getItem(BEGUN + workout));
  if (!begun) return true;
  const { routine, track } = begun;
  const verdict = await ask(`/kept/${routine}/workouts/${workout}`, "PUT", { track });
  if (verdict === "no answer") return false;
  if (verdict !== "taken") console.warn(`Soleus: the workout of ${routine} was not taken`);
  localStorage.removeItem(BEGUN + workout);
  return true;
}

/** Send events; where some are refused, halve them until the faulty one is alone, so that it takes no other with it. */
async function sendBatch(workout, batch) {
  const verdict = await ask(`/workouts/${workout}/events?sent=${Date.now()}`, "POST", batch);
  if (verdict === "no answer") return false;
  if (verdict === "refused" && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    return (await sendBatch(workout, batch.slice(0, middle))) && sendBatch(workout, batch.slice(middle));
  }
  if (verdict !== "taken") console.warn("Soleus: dropped what the server can never take", verdict, batch);
  const settled = new Set(batch.map((event) => event.id));
  write(workout, waiting(workout).filter((event) => !settled.has(event.id)));
  return true;
}

/**
 * What the server says: "taken"; "refused", as something in it is faulty; "unknown", as the workout or its track is.
 * Everything else is "no answer", such as the sign-in page of a hotel's network, which answers all with 200.
 */
async function ask(address, method, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const options = { method, headers, body: JSON.stringify(body), keepalive: true, redirect: "manual" };
    const answer = await fetch(address, options);
    const said = await answer.json();
    if (answer.status === 200 && ["number", "boolean"].includes(typeof said.new)) return "taken";
    if (typeof said.error !== "string") return "no answer";
    return { 400: "refused", 404: "unknown", 413: "refused" }[answer.status] ?? "no answer";
  } catch {
    return "no answer";
  }
}

function workouts() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}

function write(workout, events) {
  if (events.length > 0) localStorage.setItem(PREFIX + workout, JSON.stringify(events));
  else localStorage.removeItem(PREFIX + workout);
}

addEventListener("online", send);
send();
