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
 * Not with fetch(), whose body can only be followed by passing every part of it through this page, which makes a slow
 * phone stutter; a request for a blob reports how far it is, and leaves the parts where they are.
 *
 * @param {string} digest
 * @param {(fraction: number) => void} onProgress - Gets what has arrived, 0 to 1.
 * @returns {Promise<string>}
 */
export function fetchSound(digest, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", soundAddress(digest));
    request.responseType = "blob";
    request.addEventListener("progress", ({ loaded, total }) => total > 0 && onProgress(loaded / total));
    request.addEventListener("load", () => {
      if (!isWhole(request)) return reject(new Error(`sound: ${request.status}`));
      onProgress(1);
      resolve(URL.createObjectURL(request.response));
    });
    request.addEventListener("error", () => reject(new Error("sound: not reached")));
    request.send();
  });
}

/**
 * Whether a request has brought the whole sound. Chromium says 206 of it, too, if the audio element has streamed a part
 * of it into the browser's cache.
 *
 * @param {XMLHttpRequest} request
 */
function isWhole(request) {
  const size = Number(request.getResponseHeader("Content-Range")?.split("/")[1]);
  return request.status === 200 || (request.status === 206 && request.response.size === size);
}
