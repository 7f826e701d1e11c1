// The buttons of "Keep on this phone"; the service worker does the work.

const worker = navigator.serviceWorker;
/** After a changed dose, wait for more changes before the track is fetched again. */
const SETTLE_MS = 2000;

let timer = 0;

/** Give the service worker a task; resolves to the list of what is on the phone then. */
async function request(task, routine) {
  const { active } = await worker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    active.postMessage({ task, routine }, [port2]);
  });
}

function show(kept) {
  for (const container of document.querySelectorAll("[data-keep]")) showRoutine(container, kept);
  const sum = document.querySelector("[data-sum]");
  if (!sum) return;
  sum.textContent = megabytes(kept.reduce((bytes, each) => bytes + each.bytes, 0));
  toggle("none", kept.length === 0);
  toggle("some", kept.length > 0);
}

function showRoutine(container, kept) {
  const found = kept.find((each) => each.routine === container.dataset.keep);
  const button = container.querySelector("button");
  const inList = "listed" in container.dataset;
  container.hidden = inList && !found;
  button.disabled = false;
  button.dataset.kept = found ? "yes" : "no";
  if (!inList) button.textContent = found ? "Remove from this phone" : "Keep on this phone";
  showStatus(container, found ? `${megabytes(found.bytes)} on this phone` : "");
}

function showStatus(container, text) {
  container.querySelector("[role=status]").textContent = text;
}

/** Show or hide what stands on the page for one case only. */
function toggle(name, shown) {
  document.querySelector(`[data-when="${name}"]`).hidden = !shown;
}

const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

async function keepOrRemove(container) {
  const button = container.querySelector("button");
  const keep = button.dataset.kept === "no";
  button.disabled = true;
  if (keep) showStatus(container, "Fetching it…");
  const kept = await request(keep ? "keep" : "drop", container.dataset.keep);
  show(kept);
  if (!keep) return;
  // Asks the browser not to delete it when space gets short.
  navigator.storage?.persist?.();
  if (!kept.some((each) => each.routine === container.dataset.keep)) {
    showStatus(container, "That did not work. Try again with a good connection.");
  }
}

/** Fetch the kept routines of this page again, as their doses may have changed. */
async function refresh() {
  const kept = await request("list");
  show(kept);
  const onPage = new Set([...document.querySelectorAll("[data-keep]")].map((each) => each.dataset.keep));
  for (const { routine } of kept) if (onPage.has(routine) && navigator.onLine) show(await request("keep", routine));
}

if (worker) {
  document.addEventListener("click", (event) => {
    const container = event.target.closest("[data-kept]")?.closest("[data-keep]");
    if (container) keepOrRemove(container);
  });
  document.addEventListener("htmx:afterRequest", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, SETTLE_MS);
  });
  refresh();
} else if (document.querySelector("[data-when]")) {
  toggle("insecure", true);
}
