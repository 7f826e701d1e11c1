// Records a phrase with the microphone: the take is put into the form's file field, and sent as a file would be.

import { tapped, within } from "./elements.js";

/** What the page says, by what is going on. */
const SAID = {
  opening: "Opening the microphone…",
  recording: "Speak now. Tap Stop when you are done.",
  taken: "Hear it, keep it, or record it again.",
  refused: "The browser did not let this page use the microphone. Allow it in the site’s settings, or choose a file.",
  none: "There is no microphone on this device. Choose a file instead.",
};
const INSECURE =
  "Browsers let a page record only if it was opened over https, or on the computer of Soleus itself. Here you can choose a file.";
const TOO_OLD = "This browser cannot record. Choose a file instead.";
/** Silence that is recorded before and after a tap is cut off later; noise that a browser would add to it is not. */
const MICROPHONE = { echoCancellation: false, noiseSuppression: true, autoGainControl: false, channelCount: 1 };

/** The open microphone; it stays open from phrase to phrase, and is let go of with the page. */
let microphone = /** @type {MediaStream | null} */ (null);
let recorder = /** @type {MediaRecorder | null} */ (null);
let opening = false;
let limit = 0;
const take = new Audio();

/** Show what can be done here. @param {HTMLElement} form */
function prepare(form) {
  const possible = Boolean(navigator.mediaDevices?.getUserMedia) && "MediaRecorder" in window;
  within(form, "[data-microphone]").hidden = !possible;
  const why = within(form, "[data-no-microphone]");
  why.hidden = possible;
  if (!possible) why.textContent = window.isSecureContext ? TOO_OLD : INSECURE;
  within(form, "[data-file]", HTMLDetailsElement).open = !possible;
}

/** @param {HTMLElement} form @param {keyof typeof SAID} what */
function say(form, what) {
  within(form, "[data-said]").textContent = SAID[what];
  within(form, "[data-record] span").textContent = what === "recording" ? "Stop" : what === "taken" ? "Record again" : "Record";
  within(form, "[data-record]").classList.toggle("main", what !== "taken");
  within(form, "[data-taken]").hidden = what !== "taken";
}

/** @param {HTMLElement} form */
async function record(form) {
  take.pause();
  say(form, "opening");
  opening = true;
  try {
    if (!microphone?.active) microphone = await navigator.mediaDevices.getUserMedia({ audio: MICROPHONE });
  } catch (fault) {
    say(form, fault instanceof DOMException && fault.name === "NotFoundError" ? "none" : "refused");
    within(form, "[data-file]", HTMLDetailsElement).open = true;
    return;
  } finally {
    opening = false;
  }
  const parts = /** @type {Blob[]} */ ([]);
  const begun = new MediaRecorder(microphone);
  recorder = begun;
  begun.addEventListener("start", () => say(form, "recording"));
  begun.addEventListener("dataavailable", ({ data }) => parts.push(data));
  begun.addEventListener("stop", () => keep(form, new Blob(parts, { type: begun.mimeType })));
  begun.start();
  limit = window.setTimeout(stop, Number(form.dataset.longest) * 1000 - 500);
}

function stop() {
  window.clearTimeout(limit);
  if (recorder?.state === "recording") recorder.stop();
  recorder = null;
}

/** Put a take where a chosen file would be. @param {HTMLElement} form @param {Blob} sound */
function keep(form, sound) {
  if (!form.isConnected) return;
  const files = new DataTransfer();
  files.items.add(new File([sound], "take", { type: sound.type }));
  within(form, "[type=file]", HTMLInputElement).files = files.files;
  URL.revokeObjectURL(take.src);
  take.src = URL.createObjectURL(sound);
  say(form, "taken");
}

function letGo() {
  stop();
  for (const track of microphone?.getTracks() ?? []) track.stop();
  microphone = null;
}

document.addEventListener("click", (event) => {
  const form = tapped(event, "[data-recorder]");
  if (!form) return;
  if (tapped(event, "[data-record]")) {
    if (recorder) stop();
    else if (!opening) void record(form);
  } else if (tapped(event, "[data-hear-take]")) {
    take.currentTime = 0;
    void take.play();
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) letGo();
});
window.addEventListener("pagehide", letGo);
document.addEventListener("htmx:load", () => {
  const form = document.querySelector("[data-recorder]");
  take.pause();
  if (form instanceof HTMLElement) prepare(form);
});
const form = document.querySelector("[data-recorder]");
if (form instanceof HTMLElement) prepare(form);
