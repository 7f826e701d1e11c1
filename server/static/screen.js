// Writes what is on into the page. Wording comes from the server: the data attributes of the figures and the words.

const $ = (name) => document.querySelector(`[data-now="${name}"]`);

/** Show a view (see timeline.js) of the workout. */
export function show(view, words) {
  const now = document.getElementById("now");
  if (!now || now.dataset.state === "finished") return;
  now.dataset.kind = view.kind;
  write("title", view.kind === "finish" ? words.finish : view.title);
  write("count", String(count(view)));
  write("label", label(view, words));
  write("next", next(view.next, words));
  write("step", `${view.step_number} / ${view.step_count}`);
  write("left", minutesLeft(view.left_ms));
  side(view.side, view.kind);
  attribute("ring", "stroke-dashoffset", String(Math.round(view.fraction * 1000) / 10));
  attribute("along", "value", String(Math.round(view.along * 1000)));
  figure(view);
}

/** The number that is read from across the room: the rep, or the seconds left. */
function count(view) {
  return view.kind === "rep" ? view.rep : Math.ceil(view.remaining_ms / 1000);
}

function label(view, words) {
  if (view.kind === "rep") return sets(view, `${words.rep} ${view.reps}`, words);
  if (view.kind === "hold") return view.reps > 1 ? `${view.rep} ${words.rep} ${view.reps}` : sets(view, "", words);
  return words[view.kind];
}

function sets(view, text, words) {
  if (view.sets < 2) return text;
  return [text, `${words.set} ${view.set} ${words.rep} ${view.sets}`].filter(Boolean).join(" · ");
}

function next(coming, words) {
  if (!coming) return words.last;
  const side = coming.side === "both" ? "" : words[coming.side].toLowerCase();
  if (coming.same && side) return `${words.next} ${side} side`;
  return [`${words.next} ${coming.title}`, side].filter(Boolean).join(", ");
}

/** Rounded up, as a person would say it. */
function minutesLeft(ms) {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s left` : `${Math.ceil(ms / 60_000)} min left`;
}

function side(name, kind) {
  const sides = $("sides");
  if (sides) sides.dataset.side = kind === "finish" ? "both" : name;
}

function figure(view) {
  for (const each of document.querySelectorAll("[data-figure]")) {
    each.hidden = each.dataset.figure !== view.exercise;
  }
  const shown = document.getElementById("figures");
  if (shown) shown.dataset.side = view.side;
}

/** An exercise and its side, as a lock screen shows them. */
export function named(view, words) {
  if (view.kind === "finish") return words.finish;
  return view.title + (view.side === "both" ? "" : `, ${words[view.side].toLowerCase()} side`);
}

/** Show or hide a note. */
export function note(name, shown) {
  document.querySelector(`[data-note="${name}"]`).hidden = !shown;
}

/** Show a note with these words. */
export function say(name, text) {
  document.querySelector(`[data-note="${name}"]`).textContent = text;
  note(name, true);
}

/** How much of the sound is on the phone, 0 to 1. */
export function showFetched(part, words) {
  const bar = document.getElementById("fetched");
  bar.value = part;
  bar.hidden = part >= 1;
  const percent = `${words.fetching} ${Math.floor(part * 100)} %`;
  document.getElementById("fetched-part").textContent = part < 1 ? percent : "";
}

function write(name, text) {
  const element = $(name);
  if (element && element.textContent !== text) element.textContent = text;
}

function attribute(name, key, value) {
  const element = $(name);
  if (element && element.getAttribute(key) !== value) element.setAttribute(key, value);
}
