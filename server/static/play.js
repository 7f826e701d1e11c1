// The tap on Play: it begins to play at once; the workout then takes the place of the page around the audio element, which
// lives as long as the document. What only a workout needs is fetched when the page stands.

import { byId } from "./elements.js";
import { leadInAddress } from "./lead_in.js";

const audio = byId("audio", HTMLAudioElement);
const leadIn = leadInAddress();
/** Whether Play was tapped, and its workout is not here yet. */
let awaited = false;

// ---- what a workout needs

const player = () => import("./player.js");

function fetchAhead() {
  const looks = document.createElement("link");
  looks.rel = "stylesheet";
  looks.href = new URL("workout.css", import.meta.url).href;
  document.head.append(looks);
  void player();
}

if (document.readyState === "complete") fetchAhead();
else addEventListener("load", fetchAhead);

// ---- the tap

/** @param {EventTarget | null} element */
const plays = (element) => element instanceof Element && element.matches("[data-play]");

// htmx sends a request within the tap, and calls this before: Safari lets nothing begin later.
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!plays(target)) return;
  awaited = true;
  audio.loop = true;
  audio.src = leadIn;
  audio.play().catch(() => {
    // The workout's own Play is there.
  });
});

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!plays(target) || detail.successful) return;
  awaited = false;
  audio.pause();
});

document.addEventListener("htmx:load", async () => {
  if (!awaited) return;
  awaited = false;
  const page = document.getElementById("workout");
  // Something else came in the place of the page, which may need what only a whole page has.
  if (!page) return location.reload();
  const { begin } = await player();
  begin(page);
  // What had the focus is gone with the page before.
  page.tabIndex = -1;
  page.focus({ preventScroll: true });
});
