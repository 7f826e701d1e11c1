// Says on the home page which routines this phone keeps with choices that are no longer the person's.

import { canKeep, onChange, request } from "./kept.js";

function show(kept) {
  for (const note of document.querySelectorAll("[data-older]")) {
    note.hidden = !kept.some(({ routine, outdated }) => outdated && routine === note.dataset.older);
  }
}

if (canKeep) {
  onChange(show);
  request("list").then(show);
}
