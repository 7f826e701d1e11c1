// The part of the service worker (see worker.js) that knows what is kept on this phone: pages, each with its track, and
// whether they are still what the person has chosen.

/** Where the server says what names the present script of each kept routine; its last answer is kept too. */
const PRESENT = "/kept.json";
/**
 * What was played last: the track of its workout, whose page is kept too, and the routine, where that is kept only for
 * this; else empty.
 */
const LAST = "/last-played";

/**
 * Keep a routine, until it is dropped.
 *
 * @param {string} routine
 * @param {(percent: number) => void} progress - Called with how much of its track is made, while that is not all.
 */
async function keep(routine, progress) {
  await keepForGood(routine);
  return refresh(routine, progress);
}

/**
 * Fetch a kept routine.
 *
 * @param {string} routine
 * @param {(percent: number) => void} [progress] - As above.
 */
async function refresh(routine, progress) {
  try {
    await keepPage(`/kept/${routine}`, progress);
  } catch {
    // What was kept before is still there, and is listed.
  }
  return list();
}

/**
 * Keep the page of a workout that is played, with its track, until another one is played: a reload without network comes
 * back to it. Its routine is kept as long, so that it can be begun again.
 *
 * @param {string} workout
 */
async function remember(workout) {
  try {
    await rememberPage(`/workouts/${workout}`);
  } catch {
    // No network any more. What was remembered before still is.
  }
  return list();
}

/** The track that is fetched to be remembered, which no page uses yet. */
let arriving = "";

/** @param {string} address */
async function rememberPage(address) {
  // Without network nothing can follow later.
  const response = await fetch(`${address}?figures=here`);
  const page = await response.text();
  const [digest, routine] = ["track", "routine"].map((name) => new RegExp(`data-${name}="([^"]+)"`).exec(page)?.[1]);
  const thisRelease = response.ok && !response.redirected && response.headers.get("Soleus-Release") === RELEASE;
  if (!digest || !routine || !thisRelease) return;
  arriving = digest;
  const before = await lastPlayed();
  const keptForGood = (await list()).some((each) => each.routine === routine && !each.last);
  const tracks = await caches.open(TRACKS);
  for (const each of addressesOf(digest)) {
    if (!(await tracks.match(each, { ignoreVary: true }))) await keepWhole(tracks, each);
  }
  await setLastPlayed({ digest, routine: keptForGood ? "" : routine });
  const shell = await caches.open(SHELL);
  for (const each of await shell.keys()) if (isWorkout(path(each))) await shell.delete(each, { ignoreVary: true });
  const headers = [...response.headers].filter(([name]) => !/^content-(encoding|length)$/.test(name));
  await shell.put(address, new Response(page.replace(" data-workout=", " data-remembered data-workout="), { headers }));
  if (before.routine && before.routine !== routine) await drop(before.routine);
  if (keptForGood) await deleteUnusedTracks();
  else await keepPage(`/kept/${routine}`);
}

/** @returns {Promise<{digest: string, routine: string}>} */
async function lastPlayed() {
  const found = await (await caches.open(TRACKS)).match(LAST);
  return (await found?.json()) ?? { digest: "", routine: "" };
}

/** @param {{digest: string, routine: string}} last */
async function setLastPlayed(last) {
  await (await caches.open(TRACKS)).put(LAST, new Response(JSON.stringify(last)));
}

/** Keep a routine no longer only because it was played last. @param {string} routine */
async function keepForGood(routine) {
  const last = await lastPlayed();
  if (last.routine === routine) await setLastPlayed({ ...last, routine: "" });
}

/** @param {string} routine */
async function drop(routine) {
  await keepForGood(routine);
  for (const name of await caches.keys()) await (await caches.open(name)).delete(`/kept/${routine}`, { ignoreVary: true });
  await deleteUnusedTracks();
  return list();
}

/** The routines that are kept. @returns {Promise<Kept[]>} */
async function list() {
  const present = (await (await caches.match(PRESENT))?.json()) ?? {};
  const last = await lastPlayed();
  /** @type {Kept[]} */
  const found = [];
  for (const address of await keptPages()) {
    const page = await caches.match(address, { ignoreVary: true });
    const routine = routineOf(address);
    const digest = page?.headers.get("Soleus-Track") ?? "";
    const outdated = routine in present && present[routine] !== page?.headers.get("Soleus-Script");
    found.push({ routine, digest, bytes: await bytesOf(digest), outdated, last: routine === last.routine });
  }
  return found;
}

/** @type {Promise<Kept[]> | null} */
let renewal = null;
let renewsAgain = false;

/** Fetch again what is out of date. Who asks while that goes on gets another look after it. */
function renew() {
  renewsAgain = true;
  renewal ??= renewUntilDone().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renewUntilDone() {
  while (renewsAgain) {
    renewsAgain = false;
    await renewOutdated().catch(() => {
      // No network, or not ours. What is known to be out of date is still said to be, and the next page tries again.
    });
  }
  return list();
}

async function renewOutdated() {
  await learnPresent();
  for (const { routine, outdated } of await list()) {
    if (!outdated) continue;
    await tellPages(await list());
    await tellPages(await refresh(routine));
  }
}

/** Ask the server what names the present script of each kept routine, and remember its answer. */
async function learnPresent() {
  const routines = (await keptPages()).map((address) => ["routine", routineOf(address)]);
  if (routines.length === 0) return;
  const response = await fetch(`${PRESENT}?${new URLSearchParams(routines)}`);
  if (!response.ok || response.redirected) throw new Error(`${PRESENT}: ${response.status}`);
  const present = JSON.stringify(await response.json());
  await (await caches.open(SHELL)).put(PRESENT, new Response(present));
}

/** @param {Kept[]} kept */
async function tellPages(kept) {
  for (const client of await worker.clients.matchAll()) client.postMessage({ kept });
}

/**
 * Keep a page with its track; the track first, so that a kept page always has one.
 *
 * @param {string} address
 * @param {(percent: number) => void} progress
 */
async function keepPage(address, progress = () => {}) {
  const response = await fetchMade(address, progress);
  if (response.status === 404) return;
  const digest = response.headers.get("Soleus-Track");
  if (!response.ok || !digest) throw new Error(`${address}: ${response.status}`);
  const tracks = await caches.open(TRACKS);
  for (const each of addressesOf(digest)) {
    if (!(await tracks.match(each, { ignoreVary: true }))) await keepWhole(tracks, each);
  }
  if (!(await cachePage(address, response))) throw new Error(`${address}: of another release`);
  await deleteUnusedTracks();
}

/**
 * Keep a file of a track: all of it, though the browser may have only the part that was played.
 *
 * @param {Cache} tracks
 * @param {string} address
 */
async function keepWhole(tracks, address) {
  const response = await fetch(address, { cache: "reload" });
  if (response.status !== 200) throw new Error(`${address}: ${response.status}`);
  await tracks.put(address, response);
}

/**
 * Fetch a page that is kept. While the server makes its track, ask again and tell how much is made.
 *
 * @param {string} address
 * @param {(percent: number) => void} progress
 */
async function fetchMade(address, progress) {
  let response = await fetch(address);
  while (isBeingMade(response)) {
    const { headers } = response;
    progress(Number(headers.get("Soleus-Percent")));
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(headers.get("Retry-After"))));
    response = await fetch(address);
  }
  progress(100);
  return response;
}

/** Whether an answer only says that what was asked for is not ready. @param {Response} response */
const isBeingMade = (response) => response.status === 202;

const routineOf = (/** @type {string} */ keptPage) => keptPage.split("/")[2];

const addressesOf = (/** @type {string} */ digest) => [`/tracks/${digest}.json`, `/tracks/${digest}.m4a`];

/** @param {string} digest */
async function bytesOf(digest) {
  const tracks = await caches.open(TRACKS);
  const cached = await Promise.all(addressesOf(digest).map((each) => tracks.match(each, { ignoreVary: true })));
  const sizes = cached.map(async (response) => (await response?.blob())?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Addresses of the kept pages, of this release or an earlier one. */
async function keptPages() {
  const found = new Set();
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) if (isKeptPage(path(request))) found.add(path(request));
  }
  return [...found];
}

/** Delete the tracks that no page on the phone plays any more. */
async function deleteUnusedTracks() {
  const pages = [await lastPlayed(), ...(await list())].map((each) => each.digest);
  const used = new Set([LAST, ...[arriving, ...pages].flatMap(addressesOf)]);
  const tracks = await caches.open(TRACKS);
  for (const request of await tracks.keys()) if (!used.has(path(request))) await tracks.delete(request);
}
