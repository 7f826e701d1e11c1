// Fetches a track: its timeline, and all of its sound into memory, so that it plays on when the network is gone.

/** Wait this long for the whole sound when the track changes during a workout; then stream it. */
const PATIENCE_MS = 400;

/** @import { Timeline } from "./timeline.js" */

/** @returns {Promise<void>} */
export const waitForWholeSound = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

/** Where the sound of a track is; what is there never changes. @param {string} digest */
export const soundAddress = (digest) => `/tracks/${digest}.m4a`;

/** The timeline document of a track. @param {string} digest @returns {Promise<Timeline>} */
export async function fetchTimeline(digest) {
  const response = await fetch(`/tracks/${digest}.json`);
  if (!response.ok) throw new Error(`timeline: ${response.status}`);
  return response.json();
}

/**
 * The whole sound as a blob address.
 *
 * @param {string} digest
 * @param {(fraction: number) => void} onProgress - Gets what has arrived, 0 to 1.
 */
export async function fetchSound(digest, onProgress) {
  const response = await fetch(soundAddress(digest));
  if (!response.ok || !response.body) throw new Error(`sound: ${response.status}`);
  const length = Number(response.headers.get("Content-Length"));
  const chunks = [];
  let arrived = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    arrived += read.value.length;
    if (length > 0) onProgress(arrived / length);
  }
  onProgress(1);
  return URL.createObjectURL(new Blob(chunks, { type: "audio/mp4" }));
}
