// The service worker: what opens without network. The server writes RELEASE and FILES above these lines.
//
// Files and pages of one release lie in one cache, which is filled whole or not at all; the addresses of the files
// name their release. So there is never a mixture: a page finds the files it was made for, or none.

const SHELL = `soleus-${RELEASE}`;
/** Tracks never change under their address, whatever the release. */
const TRACKS = "soleus-tracks";
/** How long a page may be waited for if there is one on the phone. */
const PATIENCE_MS = 4000;
const PAGES = ["/", "/kept", "/about"];

const path = (request) => new URL(request.url).pathname;
const isRoutine = (address) => /^\/routines\/[^/]+$/.test(address);
const isKept = (address) => /^\/kept\/[^/]+$/.test(address);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  const address = path(request);
  if (request.method === "GET") {
    if (address.startsWith("/static/")) event.respondWith(file(request));
    else if (address.startsWith("/tracks/")) event.respondWith(track(request));
    else if (request.mode === "navigate") event.respondWith(page(request));
  } else if (request.method === "POST" && request.mode === "navigate") {
    if (address === "/workouts") event.respondWith(begin(request));
    else if (address.startsWith("/people")) event.respondWith(changePerson(event));
  }
});

self.addEventListener("message", (event) => {
  const tasks = { keep, drop, list };
  const done = tasks[event.data.task](event.data.routine);
  event.waitUntil(done.then((answer) => event.ports[0].postMessage(answer)));
});

// ---- releases

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(FILES.map((address) => new Request(address, { cache: "reload" })));
  await fetchPages();
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== TRACKS) await caches.delete(name);
  await self.clients.claim();
}

/** Fetch every page anew: those that all have, the routines, and what is kept. */
async function fetchPages() {
  for (const address of PAGES) await fetchPage(address);
  const home = await (await caches.open(SHELL)).match("/", { ignoreVary: true });
  const links = home ? [...(await home.text()).matchAll(/href="(\/routines\/[^"/?#]+)"/g)] : [];
  for (const [, address] of links) await fetchPage(address);
  for (const address of await keptPages()) await keepPage(address);
}

async function fetchPage(address) {
  return remember(address, await fetch(address));
}

/** Put a page of this release into its cache; others belong to another service worker. */
async function remember(address, answer) {
  const ours = answer.ok && !answer.redirected && answer.headers.get("Soleus-Release") === RELEASE;
  if (ours) await (await caches.open(SHELL)).put(address, answer.clone());
  return ours;
}

// ---- what is asked for

/** A file: its address names its release, so what is kept is right. */
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function track(request) {
  const kept = await (await caches.open(TRACKS)).match(path(request), { ignoreVary: true });
  if (!kept) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  return range ? part(kept, Number(range[1]), range[2]) : kept;
}

/** Safari plays nothing that is not answered in parts. */
async function part(kept, from, to) {
  const whole = await kept.blob();
  const last = Math.min(to === "" ? Infinity : Number(to), whole.size - 1);
  if (from > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const headers = {
    "Content-Type": kept.headers.get("Content-Type"),
    "Content-Range": `bytes ${from}-${last}/${whole.size}`,
    "Content-Length": String(last + 1 - from),
    "Accept-Ranges": "bytes",
  };
  return new Response(whole.slice(from, last + 1), { status: 206, headers });
}

/** A page: from the network; what is kept if that fails, or takes too long. */
async function page(request) {
  const address = path(request);
  const kept = await (await caches.open(SHELL)).match(address, { ignoreVary: true });
  const arriving = fetch(request).then(async (answer) => {
    if (answer.status >= 502 && kept) return kept;
    if (PAGES.includes(address) || isRoutine(address)) await remember(address, answer);
    return answer;
  });
  if (kept) return Promise.race([arriving, late(kept)]).catch(() => kept);
  return arriving.catch(() => elsewhere("/kept"));
}

/** Play was tapped: without network what is kept is played. */
async function begin(request) {
  const routine = (await request.clone().formData()).get("routine");
  const kept = (await keptPages()).includes(`/kept/${routine}`) ? `/kept/${routine}` : "";
  const arriving = fetch(request);
  const racing = kept ? Promise.race([arriving, late(null)]) : arriving;
  return (await racing.catch(() => null)) ?? Response.redirect(kept || "/kept", 303);
}

/** What is on the phone is the former person's. */
async function changePerson(event) {
  const answer = await fetch(event.request);
  event.waitUntil(fetchPages().catch(() => {}));
  return answer;
}

const late = (answer) => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, answer));

async function elsewhere(address) {
  return (await caches.match(address, { ignoreVary: true })) ? Response.redirect(address, 302) : Response.error();
}

// ---- what is kept on this phone

async function keep(routine) {
  try {
    await keepPage(`/kept/${routine}`);
  } catch {
    // What was kept before is still there, and is told.
  }
  return list();
}

async function drop(routine) {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(`/kept/${routine}`, { ignoreVary: true });
  await sweep();
  return list();
}

/** The kept routines: id, bytes, track. */
async function list() {
  const found = [];
  for (const address of await keptPages()) {
    const kept = await caches.match(address, { ignoreVary: true });
    const digest = kept.headers.get("Soleus-Track");
    found.push({ routine: address.split("/")[2], digest, bytes: await bytes(digest) });
  }
  return found;
}

/** Keep a page with its track; the track first, so that a kept page always has one. */
async function keepPage(address) {
  const answer = await fetch(address);
  if (answer.status === 404) return;
  const digest = answer.headers.get("Soleus-Track");
  if (!answer.ok || !digest) throw new Error(`${address}: ${answer.status}`);
  const tracks = await caches.open(TRACKS);
  for (const each of addressesOf(digest)) if (!(await tracks.match(each, { ignoreVary: true }))) await tracks.add(each);
  if (!(await remember(address, answer))) throw new Error(`${address}: of another release`);
  await sweep();
}

const addressesOf = (digest) => [`/tracks/${digest}.json`, `/tracks/${digest}.m4a`];

async function bytes(digest) {
  const tracks = await caches.open(TRACKS);
  const sizes = addressesOf(digest).map(async (each) => (await (await tracks.match(each, { ignoreVary: true }))?.blob())?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Addresses of kept pages, of this release or of one before. */
async function keptPages() {
  const found = new Set();
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) if (isKept(path(request))) found.add(path(request));
  }
  return [...found];
}

/** Drop the tracks that no kept page plays any more. */
async function sweep() {
  const used = new Set((await list()).flatMap((each) => addressesOf(each.digest)));
  const tracks = await caches.open(TRACKS);
  for (const request of await tracks.keys()) if (!used.has(path(request))) await tracks.delete(request);
}
