// Lets the service worker renew what is kept on this phone whenever a page is online: on each page as it opens, after
// each change made there, when the network is back, and now and then, as doses are changed on other devices too.

import { canKeep, request } from "./kept.js";

/** After a change, wait for more: each would be spoken and fetched. */
const SETTLE_MS = 2000;
const INTERVAL_MS = 60_000;
/** When the network is said to be back, it often is not quite there yet: ask once more after this. */
const ONLINE_AGAIN_MS = 5000;

/** @type {number | undefined} */
let timer;
/** Whether something was changed here that was not renewed yet. */
let changed = false;

/** @param {number} ms */
function renewIn(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? renewIn(INTERVAL_MS) : renew()), ms);
}

/** A page that plays what is kept leaves it as it is: a reload finds the track that was playing. */
const playsKept = () => document.querySelector("#workout[data-kept]") !== null;

function renew() {
  if (playsKept()) return;
  changed = false;
  renewIn(INTERVAL_MS);
  if (navigator.onLine) request("renew");
}

/** The service worker outlives the page, which need not wait any more. */
function leave() {
  if (changed) renew();
}

if (canKeep) {
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "get") return;
    changed = true;
    renewIn(SETTLE_MS);
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : renew()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && renew());
  addEventListener("online", () => {
    renew();
    renewIn(ONLINE_AGAIN_MS);
  });
  renew();
}
