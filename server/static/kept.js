// Asks the service worker for what is kept on this phone, and hears from it what has changed.

/**
 * A routine that is on this phone: its size, whether the person has chosen something else since, and whether it is here
 * only because it was played last.
 *
 * @typedef {{routine: string, digest: string, bytes: number, outdated: boolean, last: boolean}} Kept
 */

const worker = navigator.serviceWorker;

/** Whether this browser can keep anything: over https, and on the machine itself. */
export const canKeep = Boolean(worker);

/**
 * Give the service worker a task; resolves to the list of what is on the phone then. Meanwhile `progress` is called with
 * how much of a track the server has made, in percent.
 *
 * @param {"keep" | "drop" | "list" | "renew" | "remember"} task
 * @param {string} [what] - The routine; to remember, the workout.
 * @param {(percent: number) => void} [progress]
 * @returns {Promise<Kept[]>}
 */
export async function request(task, what, progress) {
  const { active } = await worker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => (Array.isArray(data) ? resolve(data) : progress?.(data.percent));
    active?.postMessage({ task, what }, [port2]);
  });
}

/**
 * Call `show` with the list whenever it has changed without a task of this page.
 *
 * @param {(kept: Kept[]) => void} show
 */
export function onChange(show) {
  worker.addEventListener("message", (event) => {
    if (event.data.kept) show(event.data.kept);
  });
}
