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
  if (!(await settled(`/kept/${routine}/workouts/${workout}`, "PUT", { track }))) return false;
  localStorage.removeItem(BEGUN + workout);
  return true;
}

async function sendBatch(workout, batch) {
  if (!(await settled(`/workouts/${workout}/events?sent=${Date.now()}`, "POST", batch))) return false;
  const sent = new Set(batch.map((event) => event.id));
  write(workout, waiting(workout).filter((event) => !sent.has(event.id)));
  return true;
}

/** Whether the server has taken something, or can never take it: that must not block what comes after it. */
async function settled(address, method, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(address, { method, headers, body: JSON.stringify(body), keepalive: true });
    return answer.ok || [400, 404, 409, 413].includes(answer.status);
  } catch {
    return false;
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
