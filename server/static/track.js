// Fetches a track: its timeline, and all of its sound into memory, so that it plays on when the network is gone.

/** Wait this long for the whole sound when the track changes in mid-workout; then stream it. */
const PATIENCE_MS = 400;

export const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

/** Addresses of a track; they never change their content. */
export const soundAddress = (digest) => `/tracks/${digest}.m4a`;

/** The timeline document of a track. */
export async function fetchTimeline(digest) {
  const answer = await fetch(`/tracks/${digest}.json`);
  if (!answer.ok) throw new Error(`timeline: ${answer.status}`);
  return answer.json();
}

/** The whole sound as a blob address; `progress` is told the part that has arrived, 0 to 1. */
export async function fetchSound(digest, progress) {
  const answer = await fetch(soundAddress(digest));
  if (!answer.ok) throw new Error(`sound: ${answer.status}`);
  const length = Number(answer.headers.get("Content-Length"));
  const chunks = [];
  let arrived = 0;
  const reader = answer.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    arrived += read.value.length;
    if (length > 0) progress(arrived / length);
  }
  progress(1);
  return URL.createObjectURL(new Blob(chunks, { type: "audio/mp4" }));
}
