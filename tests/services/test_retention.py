"""What nothing uses goes after 400 days, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from server.clock import Clock as AnyClock
from server.clock import SteadyClock
from server.coach.document import timeline_document
from server.errors import NotFound
from server.resources import artwork, shipped
from server.routine.choices.changes import Changes, SetFigure
from server.routine.choices.document import choices_document
from server.routine.library.library import Library
from server.routine.model import Choices
from server.services.preferences import PreferencesService
from server.services.retention import MOST_DAYS_A_ROUND, TRACK_DAYS, RetentionService, counted_until
from server.store import Person, Store, TrackOrigin
from server.track.assembly import required_packets
from server.track.recipe import Recipe, track_digest
from server.track.recording_folder import RecordingFolder
from server.track.recordings import Ingredients, Recordings
from server.voice.model import Voice
from server.workout.model import Event, Workout
from server.workout.summary import summarize
from tests.helpers.app import Clock
from tests.helpers.track import packets, segment, speech, timeline, tone_cue

DAY_MS = 24 * 3_600_000
ROUTINE = "desk-break"
RECIPE = {"voice": "gmw/en-us", "rate": 160, "tones": "normal", "engine": "espeak 1", "cover": ""}


class OneVoice:
    def voice(self, voice_id: str | None) -> Voice:
        return Voice("gmw/en-us", "English", "en-US")

    def voices(self) -> list[Voice]:
        return [self.voice(None)]


@dataclass
class House:
    """A store with recordings, a year in which things happen, and what cleans up."""

    store: Store
    folder: Path
    recordings: Recordings
    library: Library
    preferences: PreferencesService
    clock: Clock
    anna: Person

    def track(self, *words: str) -> str:
        """Record a track with some words, and return its digest."""
        cues = [speech(1000 + 2000 * number, word) for number, word in enumerate(words)]
        made = timeline(*cues, tone_cue(9000, "start"), segments=(segment("calf", "left", 0, 10_000),))
        bed = packets("speech", "bed", 0)
        sounds = {cue: packets(*cue) for cue in required_packets(made)}
        clips = {word: (word, 1000) for word in words}
        document = timeline_document(made)
        digest = track_digest(document, Recipe(**RECIPE))  # type: ignore[arg-type]
        if not self.recordings.use(digest):
            made_of = Ingredients(made, bed, artwork(ROUTINE), sounds, clips)
            self.recordings.record(digest, document, RECIPE, made_of)
        return digest

    def workout(self, digest: str, *events: Event, choices: Choices | None = None) -> Workout:
        origin = TrackOrigin({"id": ROUTINE}, choices_document(choices or Choices()))
        workout = self.store.create_workout(self.anna.id, ROUTINE, "Desk break", origin)
        self.store.set_track(workout.id, digest)
        self.store.add_events(workout.id, events)
        return self.store.workout(workout.id)

    def later(self, days: int) -> None:
        """Let days go by, in which ages are counted."""
        self.clock.now_ms += days * DAY_MS
        self.store.count_age(0, lambda _: self.clock.now_ms)

    def clean(self, workout_days: int = 0, clock: AnyClock | None = None, apart_ms: int = 0) -> None:
        """Remove what is not needed, as if all files were old."""
        for file in self.folder.iterdir():
            os.utime(file, (0, 0))
        RetentionService(
            self.store, self.library, self.recordings, self.preferences, clock or self.clock, workout_days
        ).run(apart_ms=apart_ms)

    def is_there(self, digest: str) -> bool:
        try:
            return bool(self.recordings.restored(digest))
        except NotFound:
            return False


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(shipped("routines"), tmp_path_factory.mktemp("routines"))


@pytest.fixture
def house(tmp_path: Path, library: Library) -> Iterator[House]:
    clock = Clock()
    store = Store(f"sqlite:///{tmp_path / 'soleus.db'}", clock)
    folder = tmp_path / "recordings"
    recordings = Recordings(RecordingFolder(folder), store)
    preferences = PreferencesService(store, OneVoice(), Library())
    yield House(store, folder, recordings, library, preferences, clock, store.add_person("Anna"))
    store.close()


def test_a_track_that_nothing_uses_goes_after_400_days_with_what_only_it_needs(house: House) -> None:
    old = house.track("one", "two")
    house.later(TRACK_DAYS)
    new = house.track("two", "three")
    house.clean()
    assert house.is_there(old)
    assert len(list(house.folder.iterdir())) == 6  # bed, cover, tone, three words
    house.later(1)
    house.clean()
    assert not house.is_there(old)
    assert house.is_there(new)
    assert len(list(house.folder.iterdir())) == 5
    assert house.store.recording("one", 0) is None
    assert house.store.recording("two", 0)


def test_a_track_that_was_handed_out_again_stays(house: House) -> None:
    track = house.track("one")
    house.later(300)
    assert house.track("one") == track
    house.later(300)
    house.clean()
    assert house.is_there(track)


def test_what_was_just_written_stays_though_nothing_refers_to_it_yet(house: House) -> None:
    house.track("one")
    (house.folder / ("f" * 32)).write_bytes(b"about to be referred to")
    house.recordings.remove_unused(house.store.has_recording)
    assert (house.folder / ("f" * 32)).exists()
    house.clean()
    assert not (house.folder / ("f" * 32)).exists()


def test_an_old_workout_keeps_what_was_done_in_place_of_its_timelines(house: House) -> None:
    first, changed, latest = house.track("one"), house.track("two"), house.track("three")
    played = [
        Event("a", "play", 0, 1000),
        Event("b", "dose", 5000, 6000, changed),
        Event("c", "finish", 10_000, 11_000),
    ]
    workout = house.workout(first, *played)
    timelines = {digest: house.store.timeline(digest) for digest in (first, changed)}
    summary = summarize(played, timelines, first)
    assert summary.played_ms == 10_000
    house.later(TRACK_DAYS - 1)
    house.workout(latest)
    house.clean()
    assert house.store.workout(workout.id) == workout
    house.later(2)
    house.clean()
    settled = replace(workout, first_track="", track="", report=None, summary=summary)
    assert house.store.workout(workout.id) == settled
    assert len(house.store.events(workout.id)) == 3
    assert [house.is_there(digest) for digest in (first, changed, latest)] == [False, False, True]


def test_the_latest_workout_of_a_routine_keeps_its_tracks_however_old_it_is(house: House) -> None:
    first, changed = house.track("one"), house.track("two")
    workout = house.workout(first, Event("b", "dose", 5000, 6000, changed))
    house.later(2000)
    house.clean()
    assert house.store.workout(workout.id) == workout
    assert house.is_there(first)
    assert house.is_there(changed)


def test_a_feed_keeps_the_episode_that_it_shows_and_those_of_the_last_400_days(house: House) -> None:
    oldest, older, shown = house.track("one"), house.track("two"), house.track("three")
    house.store.publish(house.anna.id, ROUTINE, oldest, 1)
    house.later(300)
    house.store.publish(house.anna.id, ROUTINE, older, 1)
    house.store.publish(house.anna.id, ROUTINE, shown, 1)
    house.later(150)
    house.clean()
    assert [house.is_there(digest) for digest in (oldest, older, shown)] == [False, True, True]
    house.later(1000)
    house.clean()
    assert [house.is_there(digest) for digest in (oldest, older, shown)] == [False, False, True]


def test_what_a_phone_keeps_stays_while_it_is_what_somebody_chooses(house: House) -> None:
    chosen, other = house.track("one"), house.track("two")
    routine = house.library.routine(ROUTINE)
    changed = house.preferences.change(
        house.anna.id, routine, Changes((SetFigure("soleus", "seconds", 30),))
    ).choices
    for digest, choices in ((chosen, changed), (other, Choices())):
        house.store.save_kept_track(digest, TrackOrigin({"id": ROUTINE}, choices_document(choices)))
    house.later(TRACK_DAYS + 1)
    house.clean()
    assert [house.is_there(digest) for digest in (chosen, other)] == [True, False]


def test_workouts_stay_for_good_unless_a_number_of_days_is_set(house: House) -> None:
    old = house.workout(house.track("one"), Event("a", "play", 0, 1000))
    house.later(1000)
    young = house.workout(house.track("two"))
    house.clean()
    assert house.store.workout(old.id).routine_id == ROUTINE
    house.clean(workout_days=999)
    with pytest.raises(NotFound):
        house.store.workout(old.id)
    assert house.store.events(old.id) == ()
    assert house.store.workout(young.id) == young


#: From now to 2099.
FAR_DAYS = 27_000


@pytest.mark.parametrize("counted", ["before", "never"])
def test_a_clock_that_is_far_ahead_makes_nothing_old(house: House, counted: str) -> None:
    workout = house.workout(house.track("one"), Event("a", "play", 0, 1000))
    if counted == "before":
        house.later(0)
    house.clock.now_ms += FAR_DAYS * DAY_MS
    newer = house.workout(house.track("two"))  # noted by that clock
    for _ in range(TRACK_DAYS // MOST_DAYS_A_ROUND):
        house.clean(workout_days=TRACK_DAYS)
    house.clock.now_ms -= FAR_DAYS * DAY_MS
    for _ in range(3):
        house.clean(workout_days=30)
    assert workout.first_track
    assert house.is_there(workout.first_track)
    assert [house.store.workout(each.id) for each in (workout, newer)] == [workout, newer]


def test_what_grew_old_while_the_machine_was_off_goes_in_some_rounds(house: House) -> None:
    old = house.track("one")
    house.later(0)
    house.clock.now_ms += (TRACK_DAYS + 1) * DAY_MS
    house.clean()
    assert house.is_there(old)
    for _ in range(TRACK_DAYS // MOST_DAYS_A_ROUND):
        house.clean()
    assert not house.is_there(old)


def test_a_clock_that_was_set_right_counts_though_the_steady_one_was_not_told_yet(house: House) -> None:
    old = house.track("one")
    house.later(TRACK_DAYS)
    right_ms, wrong_ms = house.clock.now_ms, house.clock.now_ms + FAR_DAYS * DAY_MS
    house.clock.now_ms = wrong_ms
    steady = SteadyClock(house.clock, lambda: 0)
    house.clock.now_ms = right_ms
    assert steady() == wrong_ms
    house.clean(clock=steady)
    assert house.is_there(old)


def test_nobody_removes_anything_again_soon_after_another_process_did(house: House) -> None:
    old = house.track("one")
    house.later(TRACK_DAYS + 1)
    house.clean(apart_ms=DAY_MS // 2)
    assert house.is_there(old)
    house.clock.now_ms += DAY_MS
    house.clean(apart_ms=DAY_MS // 2)
    assert not house.is_there(old)


def test_ages_grow_by_a_week_at_most_and_never_beyond_the_clock() -> None:
    week_ms = MOST_DAYS_A_ROUND * DAY_MS
    assert counted_until(5 * DAY_MS, None) == 5 * DAY_MS
    assert counted_until(5 * DAY_MS, 4 * DAY_MS) == 5 * DAY_MS
    assert counted_until(FAR_DAYS * DAY_MS, 4 * DAY_MS) == 4 * DAY_MS + week_ms
    assert counted_until(4 * DAY_MS, FAR_DAYS * DAY_MS) == 4 * DAY_MS
