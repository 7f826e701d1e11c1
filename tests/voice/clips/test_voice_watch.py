"""What is known about the voice, with real workers that cannot start, hang, fail and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import NotFound
from server.voice.clips import voice_watch
from server.voice.worker.pool import UnspeakablePhrase, VoiceStopped
from server.voice.worker.process import NoVoice
from tests.helpers.engines import spoken
from tests.helpers.running import until
from tests.helpers.voice import MakeStore


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A voice that failed is tried again whenever somebody asks."""
    monkeypatch.setattr(voice_watch, "_AGAIN_S", 0.0)
    monkeypatch.setattr(voice_watch, "_SELDOM_AGAIN_S", 0.0)


def test_the_voices_are_known_once_the_engine_has_told(make_store: MakeStore) -> None:
    watch = make_store().watch
    until(lambda: [voice.id for voice in watch.voices()] == ["low", "high"])
    assert watch.voice("High Voice").id == "high"
    assert watch.fault() == ""


def test_a_voice_that_does_not_start_says_why(make_store: MakeStore) -> None:
    watch = make_store("Missing").watch
    until(lambda: "libespeak-ng.so.1 is not there" in watch.fault())
    assert watch.voices() == ()
    with pytest.raises(NoVoice, match="is not there"):
        watch.voice(None)


def test_nobody_waits_for_a_voice_that_hangs_at_its_start(
    make_store: MakeStore, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_watch, "_PATIENCE_S", 0.1)
    store = make_store("Slow")
    assert store.watch.voices() == ()
    assert "does not answer yet" in store.watch.fault()
    with pytest.raises(NoVoice, match="does not answer yet"):
        store.voices()
    (diary / "go").touch()
    until(store.watch.voices)
    assert store.watch.fault() == ""


@pytest.mark.usefixtures("eager")
def test_a_voice_that_is_installed_meanwhile_is_noticed(make_store: MakeStore, diary: Path) -> None:
    watch = make_store("Returning").watch
    until(watch.fault)
    (diary / "installed").touch()
    until(lambda: watch.fault() == "")
    assert watch.voice(None).id == "low"


def test_whoever_wants_to_hear_something_tries_a_failed_voice_at_once(
    make_store: MakeStore, diary: Path
) -> None:
    store = make_store("Returning")
    with pytest.raises(NoVoice):
        store.voices()
    (diary / "installed").touch()
    assert store.voice(None).id == "low"
    assert store.watch.fault() == ""


@pytest.mark.usefixtures("eager")
def test_a_voice_that_speaks_no_phrase_any_more_is_at_fault(make_store: MakeStore, diary: Path) -> None:
    store = make_store("Hoarse")
    store.clips(["Left leg."], "low", 120)
    (diary / "hoarse").touch()
    with pytest.raises(UnspeakablePhrase):
        store.clips(["Right leg."], "low", 120)
    until(lambda: "no sound comes out" in store.watch.fault())
    assert store.watch.voices(), "it can still be chosen"
    (diary / "hoarse").unlink()
    until(lambda: store.watch.fault() == "")


@pytest.mark.usefixtures("eager")
def test_a_phrase_that_cannot_be_spoken_is_not_the_fault_of_the_voice(
    make_store: MakeStore, diary: Path
) -> None:
    store = make_store()
    store.voices()
    with pytest.raises(UnspeakablePhrase):
        store.clips(["refuse this"], "low", 120)
    assert store.watch.fault() == ""
    until(lambda: "Ready." in spoken(diary))
    assert store.watch.fault() == ""


def test_a_monitor_that_asks_all_the_time_has_one_phrase_spoken(make_store: MakeStore, diary: Path) -> None:
    watch = make_store().watch
    assert watch.check(20) == ""
    assert {watch.check(20) for _ in range(100)} == {""}
    assert spoken(diary) == ["Ready."]


def test_what_people_hear_shows_a_monitor_that_the_voice_works(make_store: MakeStore, diary: Path) -> None:
    store = make_store()
    store.clips(["Left leg."], "low", 120)
    assert store.watch.check(20) == ""
    assert spoken(diary) == ["Left leg."]


def test_a_voice_that_has_ended_is_told_as_such(
    make_store: MakeStore, caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store()
    store.close()
    with pytest.raises(VoiceStopped):
        store.voices()
    assert "shutting down" in store.watch.check(20)
    assert caplog.text == "", "nothing is wrong that anybody could mend"


def test_a_voice_that_is_not_on_this_machine_is_not_found(make_store: MakeStore) -> None:
    watch = make_store().watch
    until(watch.voices)
    with pytest.raises(NotFound, match="no voice"):
        watch.voice("Arthur")
