// What this phone remembers about how it plays: whether its screen stays on, and where an interrupted side resumes.

import { allWithin, byId, tapped, within } from "./elements.js";

const PREFIX = "soleus.option.";

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

/** @param {HTMLElement} menu */
function show(menu) {
  for (const button of allWithin(menu, "[data-option]")) {
    button.setAttribute("aria-pressed", String(isOn(button.dataset.option ?? "")));
  }
  within(menu, '[data-option="awake"]', HTMLButtonElement).disabled = !navigator.wakeLock;
  within(menu, "[data-unable]").hidden = Boolean(navigator.wakeLock);
}

/** Make the buttons work; `onChange` is called after each tap. @param {() => void} onChange */
export function initOptions(onChange) {
  const menu = byId("options");
  menu.addEventListener("click", (event) => {
    const name = tapped(event, "[data-option]")?.dataset.option;
    if (!name) return;
    localStorage.setItem(PREFIX + name, isOn(name) ? "no" : "yes");
    show(menu);
    onChange();
  });
  show(menu);
}
