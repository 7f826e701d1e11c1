// A black page that no pocket can press: only a slide to the end opens it.

import { byId, within } from "./elements.js";

/** Let the slide close it, and nothing else. */
export function initPocket() {
  const pocket = byId("pocket", HTMLDialogElement);
  const slide = within(pocket, "input", HTMLInputElement);
  slide.addEventListener("input", () => Number(slide.value) >= Number(slide.max) && pocket.close());
  for (const letGo of ["change", "blur"]) slide.addEventListener(letGo, () => (slide.value = "0"));
  pocket.addEventListener("close", () => (slide.value = "0"));
}
