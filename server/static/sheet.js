// A sheet over the page: what a link with hx-target="#sheet" brings is a dialog, opened as soon as htmx has made it work.

import { byId, tapped, within } from "./elements.js";

const place = byId("sheet");

place.addEventListener("htmx:afterSettle", (event) => {
  if (event.target === place) within(place, "dialog", HTMLDialogElement).showModal();
});

// A tap beside the sheet closes it.
place.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

// What was chosen in it closes it too, once there is an answer: a fault stands with its step.
place.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status < 500 && tapped(event, "[data-closes]")) place.querySelector("dialog")?.close();
});

place.addEventListener("close", () => place.replaceChildren(), true);
