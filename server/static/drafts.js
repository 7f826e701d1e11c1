// What was typed and not saved, kept on this device: a few forms, each by its own id, the newest last.

/**
 * @typedef {object} Draft
 * @property {string} id
 * @property {string} person - Whose it is.
 * @property {string} kind - "routine" or "exercise".
 * @property {string} name - As it is called so far.
 * @property {[string, string][]} fields
 */

const KEY = "soleus-unsaved";
/** More than anybody leaves lying about; the oldest goes first. */
const MOST = 8;

/** @returns {Draft[]} */
export function drafts() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; // no storage, or nothing that can be read
  }
}

/** Keep a form as it is now, and tell whether that was possible. @param {Draft} draft @returns {boolean} */
export function keep(draft) {
  return store([...drafts().filter(({ id }) => id !== draft.id), draft].slice(-MOST));
}

/** @param {string} id @returns {boolean} */
export function drop(id) {
  return store(drafts().filter((draft) => draft.id !== id));
}

/** Let go what was typed by anybody but these people. @param {string[]} people */
export function keepOnlyOf(people) {
  const [before, theirs] = [drafts(), drafts().filter(({ person }) => people.includes(person))];
  if (theirs.length < before.length) store(theirs);
}

/** @param {Draft[]} kept */
function store(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false; // private windows, or no room
  }
}
