// A button that copies what stands in a field.

import { byId, within } from "./elements.js";

const copy = within(document, "[data-copy]");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(byId(copy.dataset.copy ?? "", HTMLInputElement).value);
    copy.textContent = "Copied";
  });
}
