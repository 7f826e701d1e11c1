// The tap on Play: it begins to play at once; the workout then takes the place of the page around the audio element, which
// lives as long as the document. What only a workout needs is fetched when the page stands.

import { byId } from "./elements.js";

const audio = byId("audio", HTMLAudioElement);
// What is played from the tap on Play until the track is there: a faint noise, as in the track's own rests. Safari starts
// only what a tap starts; an element that plays may go on to any other sound. It wakes earbuds, too. In AAC, as the track
// is: in WebKitGTK a WAV that is replaced while it is prepared often holds up the page for good.
let leadIn = new URL("lead-in.m4a", import.meta.url).href;
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
  fetchLeadIn().catch(() => {
    // Without network it is there all the same, where the phone keeps Soleus.
  });
}

/** From the phone's own memory it begins without delay. */
async function fetchLeadIn() {
  const response = await fetch(leadIn);
  if (response.ok) leadIn = URL.createObjectURL(await response.blob());
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

// The tap's own answer takes the place of the page. Anything else may come before, such as how far the voice is.
document.addEventListener("htmx:load", async ({ target }) => {
  if (!awaited || !(target instanceof Element && target.id === "page")) return;
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
