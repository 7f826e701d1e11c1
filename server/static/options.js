// What this phone remembers about how it plays: whether its screen stays on, and where an interrupted side goes on.

const PREFIX = "soleus.option.";
const MENU = document.getElementById("options");

let lock = null;

/** Whether an option is on. */
export const chosen = (name) => localStorage.getItem(PREFIX + name) === "yes";

/** Keep the screen on while it is asked for, the page is seen and the workout plays. */
export async function keepAwake(playing) {
  const wanted = playing && chosen("awake") && !document.hidden;
  if (!wanted || !navigator.wakeLock) return release();
  try {
    lock ??= await navigator.wakeLock.request("screen");
    // The browser takes it back when the page is hidden, or the battery low.
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

function show() {
  for (const button of MENU.querySelectorAll("[data-option]")) {
    button.setAttribute("aria-pressed", String(chosen(button.dataset.option)));
  }
  const awake = MENU.querySelector('[data-option="awake"]');
  awake.disabled = !navigator.wakeLock;
  MENU.querySelector("[data-unable]").hidden = Boolean(navigator.wakeLock);
}

/** Let the buttons work; `changed` is called after each tap. */
export function listen(changed) {
  MENU.addEventListener("click", (event) => {
    const name = event.target.closest("[data-option]")?.dataset.option;
    if (!name) return;
    localStorage.setItem(PREFIX + name, chosen(name) ? "no" : "yes");
    show();
    changed();
  });
  show();
}
