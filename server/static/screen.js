// Writes a view (see view.js) and the notes into the workout page.

/** Show a view, unless the workout is over and its summary is shown. */
export function show(view) {
  const now = document.getElementById("now");
  if (!now || now.dataset.state === "finished") return;
  now.dataset.kind = view.kind;
  for (const name of ["title", "count", "label", "next", "step", "left"]) setText(name, String(view[name]));
  setAttribute("sides", "data-side", view.side);
  setAttribute("ring", "stroke-dashoffset", String(view.ring));
  setAttribute("along", "value", String(view.along));
  showDrawing(view);
}

function showDrawing(view) {
  for (const drawing of document.querySelectorAll("[data-figure]")) {
    drawing.hidden = drawing.dataset.figure !== view.exercise;
  }
  document.getElementById("figures").dataset.side = view.drawn_side;
}

/** An exercise and its side, as a lock screen shows them. */
export function exerciseAndSide(view, words) {
  return view.side === "both" ? view.title : `${view.title}, ${words[view.side].toLowerCase()} ${words.side}`;
}

/** Show or hide a note. */
export function toggleNote(name, shown) {
  noteOf(name).hidden = !shown;
}

/** Show a note with this text. */
export function showNote(name, text) {
  noteOf(name).textContent = text;
  toggleNote(name, true);
}

const noteOf = (name) => document.querySelector(`[data-note="${name}"]`);

/** Show how much of the sound is on the phone, 0 to 1. */
export function showFetched(fraction, words) {
  const bar = document.getElementById("fetched");
  bar.value = fraction;
  bar.hidden = fraction >= 1;
  const percent = `${words.fetching} ${Math.floor(fraction * 100)} %`;
  document.getElementById("fetched-part").textContent = fraction < 1 ? percent : "";
}

const fieldOf = (name) => document.querySelector(`[data-now="${name}"]`);

function setText(name, text) {
  const field = fieldOf(name);
  if (field && field.textContent !== text) field.textContent = text;
}

function setAttribute(name, attribute, value) {
  const field = fieldOf(name);
  if (field && field.getAttribute(attribute) !== value) field.setAttribute(attribute, value);
}
