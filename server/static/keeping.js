// "Keep on this phone": the buttons; the service worker does the keeping.

const worker = navigator.serviceWorker;
/** After a changed dose, wait for more of them before the track is fetched anew. */
const SETTLE_MS = 2000;

let timer = 0;

/** Give the service worker something to do; resolves to what is kept now. */
async function ask(task, routine) {
  const { active } = await worker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    active.postMessage({ task, routine }, [port2]);
  });
}

function show(kept) {
  for (const place of document.querySelectorAll("[data-keep]")) showOne(place, kept);
  const sum = document.querySelector("[data-sum]");
  if (!sum) return;
  sum.textContent = size(kept.reduce((bytes, each) => bytes + each.bytes, 0));
  when("none", kept.length === 0);
  when("some", kept.length > 0);
}

function showOne(place, kept) {
  const found = kept.find((each) => each.routine === place.dataset.keep);
  const button = place.querySelector("button");
  const listed = "listed" in place.dataset;
  place.hidden = listed && !found;
  button.disabled = false;
  button.dataset.kept = found ? "yes" : "no";
  if (!listed) button.textContent = found ? "Remove from this phone" : "Keep on this phone";
  place.querySelector("[role=status]").textContent = found ? `${size(found.bytes)} on this phone` : "";
}

function when(name, shown) {
  document.querySelector(`[data-when="${name}"]`).hidden = !shown;
}

const size = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

async function tapped(place) {
  const button = place.querySelector("button");
  const keeping = button.dataset.kept === "no";
  button.disabled = true;
  if (keeping) place.querySelector("[role=status]").textContent = "Fetching it…";
  const kept = await ask(keeping ? "keep" : "drop", place.dataset.keep);
  show(kept);
  if (!keeping) return;
  // Asks the browser not to clear it when space gets short.
  navigator.storage?.persist?.();
  if (!kept.some((each) => each.routine === place.dataset.keep)) {
    place.querySelector("[role=status]").textContent = "That did not work. Try again with a good connection.";
  }
}

/** Fetch anew what is kept of this page's routines, as their doses may have changed. */
async function renew() {
  const kept = await ask("list");
  show(kept);
  const here = new Set([...document.querySelectorAll("[data-keep]")].map((place) => place.dataset.keep));
  for (const each of kept) if (here.has(each.routine) && navigator.onLine) show(await ask("keep", each.routine));
}

if (worker) {
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-kept]")?.closest("[data-keep]");
    if (place) tapped(place);
  });
  document.addEventListener("htmx:afterRequest", () => {
    clearTimeout(timer);
    timer = setTimeout(renew, SETTLE_MS);
  });
  renew();
} else if (document.querySelector("[data-when]")) {
  when("insecure", true);
}
