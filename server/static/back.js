// Back shows a page as it was: without the workout that was just left, or with the name of whom this device was used
// by before. Such a page is loaded anew once the server answers.

/** Not where something was typed or plays, nor what a form was answered with: that would be sent again. */
const KEPT = "form.editor, #workout, [data-once]";

/** Whether the browser took the page out of its cache without asking; what the service worker gives is fresh. */
function cached() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!(arrival instanceof PerformanceNavigationTiming)) return false;
  return arrival.type === "back_forward" && arrival.transferSize === 0 && arrival.workerStart === 0;
}

addEventListener("pageshow", async ({ persisted }) => {
  if (!(persisted || cached()) || document.querySelector(KEPT)) return;
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" });
  } catch {
    return; // no network: the old page is better than none
  }
  location.reload();
});
