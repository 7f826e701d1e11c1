import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { reportOf } from "../../server/static/player/state.js";
import { Phone, TIMELINE } from "./phone.js";

const playing = () => new Phone().load().play();

describe("play and pause", () => {
  test("Play starts the sound and tells the server", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "toggle" });
    assert.ok(phone.did("play"));
    phone.begun();
    assert.deepEqual(phone.told, [["play", 0]]);
    assert.equal(phone.screen.playing, "here");
  });

  test("Play goes back so far that no word follows at once", () => {
    const phone = new Phone().load().go(1600);
    phone.tell({ kind: "toggle" });
    assert.equal(phone.sensed.positionMs, 500);
  });

  test("one's own pause is no interruption", () => {
    const phone = playing().go(7000);
    phone.pause();
    assert.deepEqual(phone.told, [["pause", 7000]]);
    assert.deepEqual(phone.notes, []);
  });

  test("a call's pause leads back to the start of the side, and says so", () => {
    const phone = playing().go(22_000);
    phone.stop();
    assert.equal(phone.sensed.positionMs, 15_000);
    assert.deepEqual(phone.told, [["pause", 15_000]]);
    assert.deepEqual(phone.notes, [["interrupted", "Interrupted at First lean, right side. It starts again."]]);
  });

  test("who wants it goes on where the call came", () => {
    const phone = playing().go(22_000);
    phone.stop(true);
    assert.equal(phone.sensed.positionMs, 22_000);
    assert.deepEqual(phone.notes, [["interrupted", "Interrupted at First lean, right side. It goes on."]]);
  });

  test("earbuds that start it go back for the words, too", () => {
    const phone = new Phone().load().go(1600);
    phone.sensed.paused = false;
    phone.tell({ kind: "started" });
    assert.equal(phone.sensed.positionMs, 500);
    assert.deepEqual(phone.told, [["play", 500]]);
  });

  test("a step that waits for Play stops once, and Play passes it", () => {
    const phone = playing().go(35_100);
    phone.pass(100);
    assert.ok(phone.did("pause"));
    phone.stop();
    assert.deepEqual(phone.notes, []);
    phone.play();
    phone.pass(500);
    assert.ok(!phone.did("pause"));
  });

  test("sound that does not start is said", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "toggle" });
    phone.tell({ kind: "settled", change: phone.state.change, failure: "NotAllowedError" });
    assert.deepEqual(phone.notes, [["silent"]]);
  });

  test("sound that was stopped before it started is no fault", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "toggle" });
    phone.tell({ kind: "settled", change: phone.state.change, failure: "AbortError" });
    assert.deepEqual(phone.notes, []);
  });

  test("a page that is closed while it plays tells where", () => {
    const phone = playing().go(9000);
    phone.tell({ kind: "leaving" });
    assert.deepEqual(phone.told, [["pause", 9000]]);
    phone.pause();
    phone.done = [];
    phone.tell({ kind: "leaving" });
    assert.deepEqual(phone.told, []);
  });
});

describe("the tap on Play, on the page before", () => {
  const tapped = (answer) => new Phone({ leadsIn: true, answer });

  test("the track takes the place of the lead-in at once, and that it plays is told", () => {
    const phone = tapped({ track: "one" });
    assert.equal(phone.sensed.address, "/tracks/one.m4a");
    assert.ok(phone.did("play"));
    assert.equal(phone.screen.playing, "here");
    phone.begun();
    assert.deepEqual(phone.told, [["play", 0]]);
    phone.load().pass(2000);
    assert.equal(phone.sensed.positionMs, 2000);
    phone.stop();
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.deepEqual(phone.told, [["pause", 0], ["play", 0]]);
  });

  test("what the server says before the first sound is heard does not end it", () => {
    const phone = tapped({ track: "one" });
    phone.answer({ playing: true });
    assert.ok(!phone.did("pause"));
    assert.equal(phone.screen.playing, "here");
  });

  test("the lead-in goes on while the voice is prepared, and is no place in the workout", () => {
    const phone = tapped({ state: "preparing", track: "" });
    phone.pass(5000);
    assert.equal(phone.screen.playing, "here");
    assert.deepEqual(phone.done.filter((effect) => effect.do !== "show"), []);
    phone.tell({ kind: "asked" });
    phone.pass(200);
    const answer = { state: "ready", track: "one", position: 0, playing: false };
    phone.tell({ kind: "answered", answer, waiting: 0 });
    phone.begun();
    assert.deepEqual(phone.told, [["play", 0]]);
  });

  test("a workout that was begun before goes on where no word is swallowed", () => {
    const phone = tapped({ track: "one", position: 16_500 });
    phone.load();
    assert.equal(phone.sensed.positionMs, 15_000);
    const untapped = new Phone({ answer: { track: "one", position: 16_500 } }).load();
    assert.equal(untapped.sensed.positionMs, 16_500);
  });

  test("what plays on another device is followed", () => {
    const phone = tapped({ track: "one", position: 6000, playing: true });
    assert.equal(phone.screen.playing, "elsewhere");
    assert.ok(!phone.did("play"));
    phone.tell({ kind: "stopped", exact: false });
    assert.deepEqual(phone.told, []);
  });

  test("what is followed is played here with one more tap, and told once", () => {
    const phone = tapped({ track: "one", position: 6000, playing: true });
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.deepEqual(phone.told, [["play", 6000]]);
  });

  test("the lead-in ends where nothing can be played", () => {
    for (const state of ["finished", "fault"]) {
      const phone = tapped({ state, track: "" });
      assert.ok(phone.did("pause"));
      phone.stop();
      assert.deepEqual(phone.told, []);
      assert.equal(phone.screen.playing, "no");
    }
  });

  test("a call during the lead-in is told to nobody, and what was begun waits for Play", () => {
    const phone = tapped({ state: "preparing", track: "" });
    phone.stop();
    phone.answer({ track: "one" });
    assert.deepEqual(phone.told, []);
    assert.ok(!phone.did("play"));
    assert.equal(phone.screen.playing, "no");
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.deepEqual(phone.told, [["play", 0]]);
  });

  test("Pause before the first sound is heard counts", () => {
    const phone = tapped({ track: "one" });
    phone.pause();
    assert.equal(phone.screen.playing, "no");
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.deepEqual(phone.told, [["pause", 0], ["play", 0]]);
  });

  test("a page that is closed during the lead-in has nothing to tell", () => {
    const phone = tapped({ state: "preparing", track: "" });
    phone.tell({ kind: "leaving" });
    assert.deepEqual(phone.told, []);
  });
});

describe("skipping", () => {
  test("next leads from side to side, and stays at the end", () => {
    const phone = new Phone().load();
    for (let taps = 0; taps < 5; taps += 1) phone.tell({ kind: "next" });
    assert.deepEqual(phone.told.map(([, ms]) => ms), [15_000, 30_000, 49_000]);
  });

  test("a clock that reads back a little too low leads to no side twice", () => {
    const phone = new Phone().load().go(14_999.9998);
    phone.tell({ kind: "next" });
    assert.deepEqual(phone.told, [["seek", 30_000]]);
  });

  test("previous is this side again, and soon after its start the one before", () => {
    const phone = new Phone().load().go(20_000);
    phone.tell({ kind: "previous" });
    phone.tell({ kind: "previous" });
    assert.deepEqual(phone.told, [["seek", 15_000], ["seek", 0]]);
  });

  test("before the timeline is there, nothing is skipped", () => {
    const phone = new Phone();
    phone.tell({ kind: "next" });
    phone.tell({ kind: "previous" });
    assert.deepEqual(phone.told, []);
  });

  test("a sound that is not known yet is moved as soon as it is", () => {
    const phone = new Phone();
    phone.tell({ kind: "seek", ms: 12_000 });
    assert.ok(!phone.did("move"));
    assert.equal(phone.screen.begun, true);
    phone.load();
    assert.equal(phone.sensed.positionMs, 12_000);
  });
});

describe("another track", () => {
  const changed = () => {
    const phone = playing().go(7000);
    phone.answer({ track: "two", position: 7000, playing: true });
    return phone;
  };

  test("what plays goes on until the new sound is there, and loses no time", () => {
    const phone = changed();
    assert.ok(!phone.did("load"));
    phone.pass(300);
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    assert.equal(phone.sensed.address, "blob:two");
    phone.begun();
    phone.load("two");
    assert.equal(phone.sensed.positionMs, 7300);
    assert.equal(phone.screen.playing, "here");
    assert.deepEqual(phone.told, []);
  });

  test("a sound that takes long is streamed, and its whole kept for when the network fails", () => {
    const phone = changed();
    phone.tell({ kind: "impatient", track: "two" });
    assert.equal(phone.sensed.address, "/tracks/two.m4a");
    phone.begun();
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    assert.equal(phone.sensed.address, "/tracks/two.m4a");
    phone.tell({ kind: "starved" });
    assert.equal(phone.sensed.address, "blob:two");
  });

  test("a sound that cannot be fetched is streamed", () => {
    const phone = changed();
    phone.tell({ kind: "unfetched", track: "two" });
    assert.equal(phone.sensed.address, "/tracks/two.m4a");
  });

  test("time that passed while the server was asked counts", () => {
    const phone = playing().go(7000);
    phone.tell({ kind: "asked" });
    phone.pass(200);
    const answer = { state: "ready", track: "two", position: 7000, playing: true };
    phone.tell({ kind: "answered", answer, waiting: 0 });
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    phone.load("two");
    assert.equal(phone.sensed.positionMs, 7200);
  });

  test("the sound of a track that is wanted no more is let go", () => {
    const phone = changed();
    phone.answer({ track: "three", position: 7000, playing: true });
    const effects = phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    assert.deepEqual(effects, [{ do: "revoke", address: "blob:two" }]);
    assert.deepEqual(phone.tell({ kind: "impatient", track: "two" }), []);
  });

  test("the timeline of a track that is wanted no more is not shown", () => {
    const phone = changed();
    phone.tell({ kind: "timeline", track: "one", timeline: TIMELINE });
    assert.equal(phone.state.timeline, null);
  });

  test("a whole sound takes the place of the stream while nothing plays", () => {
    const phone = new Phone().load().go(3000);
    phone.tell({ kind: "fetched", track: "one", address: "blob:one" });
    assert.equal(phone.sensed.address, "blob:one");
    phone.load();
    assert.equal(phone.sensed.positionMs, 3000);
    assert.equal(phone.screen.playing, "no");
  });

  test("while the sound changes, its own stops and starts mean nothing", () => {
    const phone = changed();
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    phone.sensed.paused = true;
    phone.tell({ kind: "stopped", exact: false });
    phone.tell({ kind: "started" });
    assert.deepEqual(phone.told, []);
    assert.equal(phone.screen.playing, "here");
  });

  test("Pause counts although the sound is just being changed", () => {
    const phone = changed();
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    phone.pause();
    assert.equal(phone.screen.playing, "no");
    assert.deepEqual(phone.told.map(([what]) => what), ["pause"]);
    phone.tell({ kind: "settled", change: phone.state.change, failure: "AbortError" });
    assert.deepEqual(phone.notes, []);
  });

  test("the end of an earlier change does not end a later one", () => {
    const phone = changed();
    phone.tell({ kind: "impatient", track: "two" });
    const earlier = phone.state.change;
    phone.tell({ kind: "seek", ms: 8000 });
    phone.answer({ track: "three", position: 8000, playing: true });
    phone.tell({ kind: "fetched", track: "three", address: "blob:three" });
    phone.tell({ kind: "settled", change: earlier, failure: "AbortError" });
    assert.equal(phone.state.changing, true);
  });
});

describe("the server", () => {
  test("a paused page goes where the server says, unless that is where it is", () => {
    const phone = new Phone().load();
    phone.answer({ position: 400 });
    assert.equal(phone.sensed.positionMs, 0);
    phone.answer({ position: 9000 });
    assert.equal(phone.sensed.positionMs, 9000);
  });

  test("an answer to what was asked before the last tap is stale", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "asked" });
    phone.pass(10);
    phone.tell({ kind: "next" });
    const answer = { state: "ready", track: "one", position: 0, playing: false };
    phone.tell({ kind: "answered", answer, waiting: 0 });
    assert.equal(phone.sensed.positionMs, 15_000);
  });

  test("what the server says before it knows all is not taken over", () => {
    const phone = new Phone().load();
    phone.answer({ position: 9000, waiting: 1 });
    assert.equal(phone.sensed.positionMs, 0);
  });

  test("a follower moves with the time that passes, and goes on from there", () => {
    const phone = new Phone({ answer: { track: "one", position: 6000, playing: true } });
    assert.ok(!phone.did("pause"));
    phone.load();
    phone.pass(1000);
    assert.equal(phone.screen.playing, "elsewhere");
    assert.equal(phone.screen.view?.count, 8);
    phone.play();
    assert.equal(phone.screen.playing, "here");
    assert.equal(phone.sensed.positionMs, 7000);
  });

  test("the position that is told is that of the sound that plays", () => {
    const phone = playing().go(7000.4);
    phone.answer({ track: "two", position: 7000, playing: true });
    assert.deepEqual(reportOf(phone.state, phone.sensed), { position_ms: "7000", playing: "1", track: "one" });
  });

  test("the reason why something was not done is shown, until something is", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "refused", verb: "post", reason: "No hold can be made 5 s shorter." });
    assert.deepEqual(phone.notes, [["refused", "No hold can be made 5 s shorter."]]);
    phone.tell({ kind: "arrived", verb: "get", successful: true });
    assert.ok(!phone.done.some((effect) => effect.do === "clear note" && effect.name === "refused"));
    phone.tell({ kind: "arrived", verb: "post", successful: true });
    assert.ok(phone.done.some((effect) => effect.do === "clear note" && effect.name === "refused"));
  });

  test("a poll that is refused is made good by the next", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "refused", verb: "get", reason: "" });
    assert.deepEqual(phone.notes, [["refused", "Refused."]]);
    phone.tell({ kind: "arrived", verb: "get", successful: true });
    assert.ok(phone.done.some((effect) => effect.do === "clear note" && effect.name === "refused"));
  });

  test("without an answer a tap is said to be lost, and a poll is not", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "unanswered", verb: "get" });
    assert.deepEqual(phone.notes, [["alone"]]);
    phone.done = [];
    phone.tell({ kind: "unanswered", verb: "post" });
    assert.deepEqual(phone.notes, [["alone"], ["refused", "No answer."]]);
  });

  test("back in the network, what waits is sent", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "offline" });
    assert.deepEqual(phone.notes, [["alone"]]);
    phone.tell({ kind: "online" });
    assert.ok(phone.did("send"));
  });
});

describe("without network", () => {
  const remembered = (phone) => phone.done.filter((effect) => effect.do === "remember");

  test("what plays is remembered once all of its sound has come, each track once", () => {
    const phone = playing();
    assert.deepEqual(remembered(phone), []);
    phone.tell({ kind: "fetched", track: "one", address: "blob:one" });
    assert.deepEqual(remembered(phone), [{ do: "remember", workout: "w" }]);
    phone.pause();
    phone.play();
    assert.deepEqual(remembered(phone), []);
    phone.answer({ track: "two" });
    phone.tell({ kind: "fetched", track: "two", address: "blob:two" });
    assert.equal(remembered(phone).length, 1);
  });

  test("what was here before Play is remembered as it begins to play", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "fetched", track: "one", address: "blob:one" });
    assert.deepEqual(remembered(phone), []);
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.equal(remembered(phone).length, 1);
  });

  test("what is kept need not be remembered", () => {
    const phone = new Phone({ keptRoutine: "short" }).load().play();
    phone.tell({ kind: "fetched", track: "one", address: "blob:one" });
    assert.deepEqual(remembered(phone), []);
  });

  test("the place is saved, for a reload, until the end", () => {
    const phone = playing().go(7000);
    phone.pause();
    assert.deepEqual(phone.done.filter((effect) => effect.do === "save place"), [
      { do: "save place", place: "w", workout: "w", ms: 7000 },
    ]);
    phone.play();
    phone.tell({ kind: "ended", nextWorkout: "another" });
    assert.ok(phone.did("forget place"));
  });
});

describe("the end", () => {
  const finished = (phone) => {
    phone.go(52_000);
    Object.assign(phone.sensed, { paused: true, ended: true });
    phone.tell({ kind: "stopped", exact: false });
    phone.tell({ kind: "ended", nextWorkout: "another" });
    return phone;
  };

  test("it is shown at once, and told", () => {
    const phone = finished(playing());
    assert.equal(phone.screen.over, true);
    assert.deepEqual(phone.told, [["finish", 52_000]]);
    phone.tell({ kind: "told", what: "finish" });
    assert.ok(phone.did("poll"));
  });

  test("the server's summary takes its place", () => {
    const phone = finished(playing());
    phone.answer({ state: "finished", track: "" });
    assert.equal(phone.screen.over, false);
  });

  test("what is played again after the end is not over", () => {
    const phone = finished(playing()).go(0);
    phone.tell({ kind: "play" });
    phone.begun();
    assert.equal(phone.screen.over, false);
  });

  test("a kept routine remembers its place, and is another workout after its end", () => {
    const phone = new Phone({ keptRoutine: "short" }).load();
    phone.tell({ kind: "toggle" });
    phone.begun();
    assert.deepEqual(phone.done.filter((effect) => effect.do.startsWith("save")), [
      { do: "save begun", workout: "w", routine: "short", track: "one" },
      { do: "save place", place: "short", workout: "w", ms: 0 },
    ]);
    finished(phone);
    assert.ok(phone.did("forget place"));
    assert.equal(phone.state.workout, "another");
  });
});

describe("the lock screen", () => {
  test("it shows exercise and side once something was heard here, paused or not", () => {
    const phone = new Phone().load();
    assert.equal(phone.screen.lockScreen, "");
    phone.play().go(22_000);
    assert.equal(phone.screen.lockScreen, "First lean, right side");
    phone.pause();
    assert.equal(phone.screen.lockScreen, "First lean, right side");
  });

  test("it is the other device's while that plays", () => {
    const phone = playing();
    phone.pause();
    phone.pass(10);
    phone.answer({ position: 9000, playing: true });
    assert.equal(phone.screen.lockScreen, "");
  });

  test("its buttons are offered whenever sound begins", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "sounding" });
    assert.ok(phone.did("offer buttons"));
  });

  test("scrubbing moves, and is told", () => {
    const phone = playing();
    phone.tell({ kind: "seek", ms: 31_000 });
    assert.deepEqual(phone.told, [["seek", 31_000]]);
  });
});

test("the screen changes at the next whole second, and stands still when nothing plays", () => {
  const phone = new Phone().load();
  assert.equal(phone.screen.nextMs, null);
  phone.play().go(4900);
  assert.equal(phone.screen.nextMs, 115);
});

describe("another device", () => {
  test("who plays elsewhere is asked before it goes on here, at the same place", () => {
    const phone = new Phone().load();
    phone.answer({ position: 8000, playing: true, player: "Ana's Pixel" });
    phone.sensed.at += 1000;
    const [asked] = phone.tell({ kind: "toggle" });
    assert.deepEqual(asked, { do: "ask to take over", player: "Ana's Pixel" });
    assert.ok(!phone.did("play"));
    phone.tell({ kind: "take over" });
    assert.ok(phone.did("play"));
    assert.equal(phone.sensed.positionMs, 9000);
  });

  test("what was taken over falls silent, says so, and follows", () => {
    const phone = new Phone().load().play().go(7000);
    phone.sensed.at += 1000;
    phone.answer({ position: 7200, playing: true, player: "Ben's iPhone" });
    assert.deepEqual(phone.notes, [["taken", "Taken over on Ben's iPhone."]]);
    phone.stop();
    assert.deepEqual(phone.told, []);
    assert.equal(phone.screen.playing, "elsewhere");
  });

  test("an answer from before the tap on Play takes nothing over", () => {
    const phone = new Phone().load();
    phone.tell({ kind: "asked" });
    phone.sensed.at += 100;
    phone.play();
    const answer = { state: "ready", track: "one", position: 0, playing: true, player: "Ana's Pixel" };
    phone.tell({ kind: "answered", answer, waiting: 0 });
    assert.equal(phone.screen.playing, "here");
  });
});

describe("finishing early", () => {
  test("the sound stops, and the workout is over", () => {
    const phone = new Phone().load().play().go(7000);
    phone.tell({ kind: "finish", nextWorkout: "next" });
    phone.stop();
    assert.deepEqual(phone.told, [["finish", 7000]]);
    assert.ok(phone.screen.over);
    assert.ok(phone.sensed.paused);
  });
});
