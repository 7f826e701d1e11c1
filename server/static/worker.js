// The service worker: lets Soleus open without network. The server writes RELEASE and FILES above these lines, and
// appends worker_kept.js.
//
// Files and pages of one release are in one cache, which is filled completely or not at all, and the addresses of the
// files name their release. So releases never mix: a page finds the files it was made for, or none.

/** @import { Kept } from "./kept.js" */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const SHELL = `soleus-${RELEASE}`;
/** Tracks never change under their address, whatever the release. */
const TRACKS = "soleus-tracks";
/** How long to wait for the network if the phone has the page too. */
const PATIENCE_MS = 4000;
const PAGES = ["/", "/kept", "/about"];

const path = (/** @type {Request} */ request) => new URL(request.url).pathname;
const isRoutine = (/** @type {string} */ address) => /^\/routines\/[^/]+$/.test(address);
const isWorkout = (/** @type {string} */ address) => /^\/workouts\/[^/]+$/.test(address);
const isKeptPage = (/** @type {string} */ address) => /^\/kept\/[^/]+$/.test(address);

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  const address = path(request);
  if (request.method === "GET") {
    if (address.startsWith("/static/")) event.respondWith(answerFile(request));
    else if (address.startsWith("/tracks/")) event.respondWith(answerTrack(request));
    else if (request.mode === "navigate" || isKeptPage(address) || isWorkout(address)) event.respondWith(answerPage(request));
  } else if (request.method === "POST") {
    if (address === "/workouts") event.respondWith(beginWorkout(request));
    else if (address.startsWith("/people") && request.mode === "navigate") event.respondWith(changePerson(event));
  }
});

worker.addEventListener("message", (event) => {
  /** @type {Record<string, (what: string, progress: (percent: number) => void) => Promise<Kept[]>>} */
  const tasks = { keep, drop, list, renew, remember };
  const [port] = event.ports;
  const done = tasks[event.data.task](event.data.what, (percent) => port.postMessage({ percent }));
  event.waitUntil(done.then((kept) => port.postMessage(kept)));
});

// ---- releases

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(FILES.map((address) => new Request(address, { cache: "reload" })));
  await fetchPages();
  await worker.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== TRACKS) await caches.delete(name);
  await worker.clients.claim();
}

/** Fetch every page again: the common ones, the routines', and those that are kept. */
async function fetchPages() {
  for (const address of PAGES) await fetchPage(address);
  const home = await (await caches.open(SHELL)).match("/", { ignoreVary: true });
  const links = home ? [...(await home.text()).matchAll(/href="(\/routines\/[^"/?#]+)"/g)] : [];
  for (const [, address] of links) await fetchPage(address);
  for (const address of await keptPages()) await keepPage(address);
}

/** @param {string} address */
async function fetchPage(address) {
  return cachePage(address, await fetch(address));
}

/**
 * Cache a page if it is of this release, and tell whether it was; others belong to another service worker.
 *
 * @param {string} address
 * @param {Response} response
 */
async function cachePage(address, response) {
  const thisRelease = response.ok && !response.redirected && response.headers.get("Soleus-Release") === RELEASE;
  if (thisRelease) await (await caches.open(SHELL)).put(address, response.clone());
  return thisRelease;
}

// ---- requests

/** Answer a static file: its address names its release, so a cached one is always right. @param {Request} request */
async function answerFile(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Answer a track from the phone if it is there, whole or in part. @param {Request} request */
async function answerTrack(request) {
  const cached = await (await caches.open(TRACKS)).match(path(request), { ignoreVary: true });
  if (!cached) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  return range ? partOf(cached, Number(range[1]), range[2]) : cached;
}

/**
 * A part of a response: Safari plays nothing that does not come in parts.
 *
 * @param {Response} response
 * @param {number} from
 * @param {string} to - Empty: to the end.
 */
async function partOf(response, from, to) {
  const whole = await response.blob();
  const last = Math.min(to === "" ? Infinity : Number(to), whole.size - 1);
  if (from > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const headers = {
    "Content-Type": response.headers.get("Content-Type") ?? "",
    "Content-Range": `bytes ${from}-${last}/${whole.size}`,
    "Content-Length": String(last + 1 - from),
    "Accept-Ranges": "bytes",
  };
  return new Response(whole.slice(from, last + 1), { status: 206, headers });
}

/** Answer a page from the network, or from the phone if that fails or takes too long. @param {Request} request */
async function answerPage(request) {
  const address = path(request);
  const cached = await (await caches.open(SHELL)).match(address, { ignoreVary: true });
  const fetching = fetch(request).then(async (response) => {
    if ((response.status >= 502 || isBeingMade(response)) && cached) return cached;
    if (PAGES.includes(address) || isRoutine(address)) await cachePage(address, response);
    return response;
  });
  if (cached) return Promise.race([fetching, afterPatience(cached)]).catch(() => cached);
  return fetching.catch(() => redirectTo("/kept"));
}

/** Play was tapped: without network, play what is on the phone. @param {Request} request */
async function beginWorkout(request) {
  const routine = (await request.clone().formData()).get("routine");
  const keptPage = `/kept/${routine}`;
  const isKept = (await keptPages()).includes(keptPage);
  const fetching = fetch(request);
  const racing = isKept ? Promise.race([fetching, afterPatience(null)]) : fetching;
  const answer = await racing.catch(() => null);
  if (answer) return answer;
  const place = isKept ? keptPage : "/kept";
  return request.mode === "navigate" ? Response.redirect(place, 303) : answerHtmx(place);
}

/** Give htmx a page from the phone, with its address; it can go to any other by itself. @param {string} address */
async function answerHtmx(address) {
  const page = isKeptPage(address) && (await caches.match(address, { ignoreVary: true }));
  if (!page) return new Response(null, { headers: { "HX-Redirect": address } });
  return new Response(page.body, { headers: [...page.headers, ["HX-Push-Url", address]] });
}

/**
 * Another person was chosen: fetch the pages again, as those on the phone are the previous person's.
 *
 * @param {FetchEvent} event
 */
async function changePerson(event) {
  const response = await fetch(event.request);
  event.waitUntil(fetchPages().catch(() => {}));
  return response;
}

/** @template Answer @param {Answer} response @returns {Promise<Answer>} */
const afterPatience = (response) => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, response));

/** @param {string} address */
async function redirectTo(address) {
  return (await caches.match(address, { ignoreVary: true })) ? Response.redirect(address, 302) : Response.error();
}
