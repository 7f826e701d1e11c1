// What this phone remembers about how it plays: whether its screen stays on, where an interrupted side resumes, and
// whether it vibrates.

import { allWithin, byId, within } from "./elements.js";

const PREFIX = "soleus.option.";
/** Milliseconds of vibration; two short ones say that the work is over. */
const VIBRATIONS = { begin: [200], end: [100, 80, 100] };

/** @type {WakeLockSentinel | null} */
let lock = null;

/** Whether an option is on. @param {string} name */
export const isOn = (name) => localStorage.getItem(PREFIX + name) === "yes";

/**
 * Keep the screen on while the workout plays, if the person wants it and the page is visible.
 *
 * @param {boolean} playing
 */
export async function keepScreenOn(playing) {
  const wanted = playing && isOn("awake") && !document.hidden;
  if (!wanted || !navigator.wakeLock) return release();
  try {
    lock ??= await navigator.wakeLock.request("screen");
    // The browser releases it itself when the page is hidden, or the battery low.
    lock.addEventListener("release", () => {
      lock = null;
    });
  } catch {
    lock = null;
  }
}

function release() {
  lock?.release();
  lock = null;
}

/** Vibrate as work begins or ends, if the person wants it. @param {"begin" | "end"} what */
export function vibrate(what) {
  if (isOn("vibrate")) navigator.vibrate?.(VIBRATIONS[what]);
}

/** Make the switches work; `onChange` is called after each tap. @param {() => void} onChange */
export function initOptions(onChange) {
  const sheet = byId("options");
  for (const element of allWithin(sheet, "[data-option]")) {
    const option = /** @type {HTMLInputElement} */ (element);
    const name = option.dataset.option ?? "";
    option.checked = isOn(name);
    option.addEventListener("change", () => {
      localStorage.setItem(PREFIX + name, option.checked ? "yes" : "no");
      onChange();
    });
  }
  within(sheet, '[data-option="awake"]', HTMLInputElement).disabled = !navigator.wakeLock;
  within(sheet, "[data-unable]").hidden = Boolean(navigator.wakeLock);
  within(sheet, "[data-vibration]").hidden = !navigator.vibrate;
}
