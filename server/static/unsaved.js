// Keeps what is typed in the editor's forms on this device, and offers again what was not saved.

import { drafts, drop, keep } from "./drafts.js";
import { byId, within } from "./elements.js";

/** How long somebody may go on typing before it is kept, in milliseconds. */
const SOON_MS = 300;

/** @returns {HTMLFormElement | null} */
const form = () => document.querySelector("form[data-kind]");

/** The field that names the draft of a form. @param {HTMLFormElement} of @returns {HTMLInputElement} */
const idField = (of) => within(of, of.dataset.kind === "exercise" ? "[name='x.draft']" : "[name='draft']", HTMLInputElement);

/** @param {HTMLFormElement} of @returns {[string, string][]} */
function fieldsOf(of) {
  const typed = [...new FormData(of)].map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
  return typed.filter(([name]) => name !== "chosen" && name !== "selecting");
}

/** @type {number | undefined} */
let waiting;

export function keepNow() {
  clearTimeout(waiting);
  const [of, place] = [form(), document.getElementById("unsaved")];
  if (!of || !place) return;
  const id = idField(of);
  const file = within(of, of.dataset.kind === "exercise" ? "[name='x.id']" : "[name='id']", HTMLInputElement).value;
  id.value ||= file ? `${of.dataset.kind} ${file}` : Date.now().toString(36);
  const name = within(of, of.dataset.kind === "exercise" ? "[name='x.name']" : "[name='name']", HTMLInputElement).value;
  const [person, kind] = [place.dataset.person ?? "", of.dataset.kind ?? ""];
  const kept = keep({ id: id.value, person, kind, name, fields: fieldsOf(of) });
  byId("kept").textContent = kept ? "Not saved yet. What you typed is kept here." : "Not saved yet";
}

document.addEventListener("input", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("form[data-kind]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(keepNow, SOON_MS);
});
document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.closest("form[data-kind]")) keepNow();
});
addEventListener("pagehide", () => {
  if (waiting) keepNow();
});

/** @param {import("./drafts.js").Draft} draft */
function goOn({ kind, fields }) {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = document.getElementById("unsaved")?.dataset[kind] ?? "";
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
}

/** @param {import("./drafts.js").Draft} draft */
function rowOf(draft) {
  const row = document.createElement("li");
  const text = document.createElement("span");
  text.className = "row-text";
  const name = document.createElement("strong");
  name.textContent = draft.name || (draft.kind === "exercise" ? "An exercise without a name" : "A routine without a name");
  text.append(name);
  row.append(text, button("Go on", draft, () => goOn(draft)), button("Let it go", draft, () => drop(draft.id)));
  return row;
}

/** @param {string} words @param {import("./drafts.js").Draft} draft @param {() => void} act */
function button(words, draft, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = words;
  made.setAttribute("aria-label", `${words}: ${draft.name || "without a name"}`);
  made.addEventListener("click", () => {
    act();
    offer();
  });
  return made;
}

/** Show what was not saved; of a form that edits a file, only what was typed for that file. */
function offer() {
  const place = document.getElementById("unsaved");
  if (!place) return;
  const of = form();
  const file = of && within(of, of.dataset.kind === "exercise" ? "[name='x.id']" : "[name='id']", HTMLInputElement).value;
  const mine = drafts().filter(({ person, kind, id }) => {
    if (person !== place.dataset.person) return false;
    if (!of) return true;
    if (kind !== of.dataset.kind || idField(of).value) return false;
    return file ? id === `${kind} ${file}` : !id.startsWith(`${kind} `);
  });
  within(place, "ul").replaceChildren(...mine.map(rowOf));
  place.hidden = mine.length === 0;
}

/** A form that came back with what was typed says again that it is kept. */
function begin() {
  offer();
  const of = form();
  if (of && idField(of).value) keepNow();
}

// A form that was saved needs no keeping.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const [{ xhr, requestConfig }, of] = [event.detail, form()];
  if (!of || xhr.status >= 400 || requestConfig.path !== of.getAttribute("action")) return;
  clearTimeout(waiting);
  waiting = undefined;
  drop(idField(of).value);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "page") begin();
});

begin();
