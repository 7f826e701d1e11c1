// Says on the home page which routines this phone keeps with choices that are no longer the person's.

import { allWithin } from "./elements.js";
import { canKeep, onChange, request } from "./kept.js";

/** @param {import("./kept.js").Kept[]} kept */
function show(kept) {
  for (const note of allWithin(document, "[data-older]")) {
    note.hidden = !kept.some(({ routine, outdated }) => outdated && routine === note.dataset.older);
  }
}

if (canKeep) {
  onChange(show);
  request("list").then(show);
}
