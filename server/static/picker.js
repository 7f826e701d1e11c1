import { allWithin, byId, within } from "./elements.js";

// Exercises are found while one types; without this file, "Find" asks the server.
const field = byId("find", HTMLInputElement);
const told = byId("found");
const entries = allWithin(within(document, ".pictures"), "[data-words]");

for (const button of allWithin(document, "[data-scriptless]")) button.hidden = true;

function filter() {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of entries) entry.hidden = !wanted.every((word) => entry.dataset.words?.includes(word));
  const found = entries.filter((entry) => !entry.hidden).length;
  told.textContent = found < entries.length ? `${found || "No"} of ${entries.length} exercises` : "";
}

field.addEventListener("input", filter);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
filter();
