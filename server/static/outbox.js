// Events of workouts wait here, in localStorage, until the server has acknowledged them: they survive a reload,
// a dead network and a restarted server, and go out in the order in which they happened.

const PREFIX = "soleus.outbox.";
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
    while (waiting(workout).length > 0) {
      if (!(await sendBatch(workout, waiting(workout).slice(0, BATCH)))) {
        retry = setTimeout(send, RETRY_MS);
        return;
      }
    }
  }
}

async function sendBatch(workout, batch) {
  try {
    const answer = await fetch(`/workouts/${workout}/events?sent=${Date.now()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(batch),
      keepalive: true,
    });
    // What the server can never take (a workout that was deleted, say) must not block what comes after it.
    if (!answer.ok && ![400, 404, 409, 413].includes(answer.status)) return false;
  } catch {
    return false;
  }
  const sent = new Set(batch.map((event) => event.id));
  write(workout, waiting(workout).filter((event) => !sent.has(event.id)));
  return true;
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

// crypto.randomUUID exists only on https and localhost; a phone at home speaks plain http.
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("online", send);
send();
