// What was typed and not saved is kept, the newest last, and nothing breaks where nothing can be kept.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { drafts, drop, keep, keepOnlyOf } from "../../server/static/drafts.js";

/** @type {Map<string, string>} */
let kept;
const storage = {
  getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
};
const draft = (/** @type {string} */ id, name = id) => ({ id, person: "1", kind: "routine", name, fields: [] });
const names = () => drafts().map(({ name }) => name);

beforeEach(() => {
  kept = new Map();
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
});

test("a form is kept once, as it was typed last", () => {
  assert.ok(keep(draft("a", "first")));
  assert.ok(keep(draft("b")));
  assert.ok(keep(draft("a", "second")));
  assert.deepEqual(names(), ["b", "second"]);
});

test("what is dropped is gone", () => {
  keep(draft("a"));
  keep(draft("b"));
  drop("a");
  assert.deepEqual(names(), ["b"]);
});

test("what a person typed who is gone goes too", () => {
  keep({ ...draft("a"), person: "1" });
  keep({ ...draft("b"), person: "2" });
  keepOnlyOf(["1", "3"]);
  assert.deepEqual(names(), ["a"]);
});

test("where all are there, nothing is written", () => {
  keepOnlyOf(["1"]);
  assert.equal(kept.size, 0);
});

test("the oldest of many goes first", () => {
  for (let number = 0; number < 12; number += 1) keep(draft(String(number)));
  assert.deepEqual(names(), ["4", "5", "6", "7", "8", "9", "10", "11"]);
});

test("what cannot be read is no draft", () => {
  for (const broken of ["{", "null", "{}", "7"]) {
    kept.set("soleus-unsaved", broken);
    assert.deepEqual(drafts(), []);
  }
});

test("without storage nothing is kept, and that is said", () => {
  Object.defineProperty(globalThis, "localStorage", {
    get() {
      throw new Error("not allowed");
    },
    configurable: true,
  });
  assert.deepEqual(drafts(), []);
  assert.equal(keep(draft("a")), false);
});
