// A sheet over the page: what a link with hx-target="#sheet" brings is a dialog, opened as soon as it is there.

import { byId, within } from "./elements.js";

const place = byId("sheet");

place.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === place) within(place, "dialog", HTMLDialogElement).showModal();
});

// A tap beside the sheet closes it.
place.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

place.addEventListener("close", () => place.replaceChildren(), true);
