"""Tracks, made of the shortest of the shipped routines with a real voice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import av
import pytest

from server.audio.aac import decode
from server.audio.format import FRAME, PER_MS, PRE_ROLL
from server.coach import WORK_KINDS
from server.coach.document import timeline_document
from server.config import Config
from server.digests import digest_of
from server.disk_space import DiskSpace
from server.errors import NotFound
from server.resources import artwork
from server.routine.model import Choices, Routine
from server.services.services import Services, open_services
from server.track.cache import TrackCache
from server.track.recipe import Recipe, respoken_digest, track_digest
from server.track.studio import Studio, TrackNotKept
from tests.helpers.listening import start_of
from tests.helpers.small_disk import MEGABYTE, small_disk


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path_factory.mktemp("data")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def routine(opened: Services) -> Routine:
    return opened.library.routine("desk-break")


@pytest.fixture
def tracks(opened: Services) -> Path:
    return opened.config.data / "cache" / "tracks"


def test_the_same_choices_give_the_same_track(opened: Services, routine: Routine) -> None:
    assert opened.studio.track(routine, Choices()) == opened.studio.track(routine, Choices())


def test_a_changed_hold_gives_another_track(opened: Services, routine: Routine) -> None:
    longer = Choices(doses={"soleus": {"seconds": 30}})
    before, after = opened.studio.track(routine, Choices()), opened.studio.track(routine, longer)
    assert before.digest != after.digest
    # Five seconds more on each of two sides; all else can only move with the length of other words.
    assert after.timeline.duration_ms - before.timeline.duration_ms == pytest.approx(10_000, abs=600)


def test_who_knows_all_of_it_and_moves_quickly_holds_for_most_of_the_time(opened: Services) -> None:
    plan = opened.library.routine("plantar-fasciitis")

    def idle_percent(choices: Choices) -> float:
        line = opened.studio.timeline(plan, choices)
        work_ms = sum(each.end_ms - each.start_ms for each in line.segments if each.kind in WORK_KINDS)
        assert work_ms == 700_000
        return 100 - 100 * work_ms / line.duration_ms

    known = tuple(sorted(plan.exercise_ids))
    # Measured with espeak-ng 1.52: 36.6, 25.7 and 21.5 percent.
    assert idle_percent(Choices(known=known, short_words="none")) > 33
    assert idle_percent(Choices(known=known)) < 27
    assert idle_percent(Choices(known=known, pace=50)) <= 22


@pytest.mark.parametrize(
    "change",
    [{"voice": "other"}, {"rate": 200}, {"tones": "loud"}, {"engine": "other 2"}, {"cover": "other"}],
)
def test_whatever_changes_the_sound_changes_the_name(
    opened: Services, routine: Routine, change: dict[str, object]
) -> None:
    recipe = Recipe(voice="english", rate=160, tones="normal", engine="espeak 1")
    document = timeline_document(opened.studio.timeline(routine, Choices()))
    assert track_digest(document, recipe) != track_digest(document, replace(recipe, **change))  # type: ignore[arg-type]


def test_a_deleted_cache_is_made_again_to_the_byte(opened: Services, routine: Routine, tracks: Path) -> None:
    digest = opened.studio.track(routine, Choices()).digest
    before = opened.studio.audio(digest).read_bytes()
    shutil.rmtree(tracks.parent)
    assert opened.studio.audio(digest).read_bytes() == before


def test_a_lost_database_does_not_make_a_kept_file_useless(routine: Routine, tmp_path: Path) -> None:
    digests = []
    for _ in range(2):
        opened = open_services(Config(data=tmp_path))
        try:
            digests.append(opened.studio.track(routine, Choices()).digest)
            assert opened.store.timeline(digests[-1]).routine == routine.id
        finally:
            opened.close()
        (tmp_path / "soleus.db").unlink()
    assert digests[0] == digests[1]


def test_nothing_unfinished_stays_behind(opened: Services, routine: Routine, tracks: Path) -> None:
    opened.studio.track(routine, Choices())
    assert {path.suffix for path in tracks.iterdir()} == {".m4a"}


def test_the_tracks_used_longest_ago_give_way(opened: Services, routine: Routine, tmp_path: Path) -> None:
    cache = TrackCache(tmp_path, 500_000)  # less than one track takes
    studio = Studio(opened.speech, cache, opened.recordings)
    choices = [Choices(doses={"soleus": {"seconds": seconds}}) for seconds in (20, 30)]
    digests = [studio.track(routine, each).digest for each in choices]
    assert [path.stem for path in tmp_path.iterdir()] == digests[-1:]
    assert studio.audio(digests[0]).read_bytes()


def test_all_who_play_at_once_with_a_small_cache_get_their_tracks(
    opened: Services, routine: Routine, tmp_path: Path
) -> None:
    studio = Studio(opened.speech, TrackCache(tmp_path, 500_000), opened.recordings)

    def play(seconds: int) -> bool:
        made = studio.track(routine, Choices(doses={"soleus": {"seconds": seconds}}))
        return digest_of(studio.audio(made.digest).read_bytes()) == file_digest(opened, made.digest)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(play, range(20, 44)))


def file_digest(opened: Services, digest: str) -> str:
    recorded = opened.recordings.track(digest).recorded
    assert recorded is not None
    return recorded.file_digest


def test_what_nobody_was_given_is_not_made_in_vain(
    opened: Services, routine: Routine, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        cache = TrackCache(disk / "tracks", 10**9, DiskSpace(disk, 100 * MEGABYTE))
        studio = Studio(opened.speech, cache, opened.recordings)
        with pytest.raises(TrackNotKept, match="the disk is full"):
            studio.track(routine, Choices(pace=150), handed_out=False)


def test_an_unknown_track_is_not_found(opened: Services) -> None:
    with pytest.raises(NotFound):
        opened.studio.audio("0" * 32)


def test_the_length_is_exact_once_everything_was_spoken(opened: Services, routine: Routine) -> None:
    timeline = opened.studio.track(routine, Choices()).timeline
    assert opened.studio.duration_ms(routine, Choices()) == timeline.duration_ms


def test_the_length_is_told_without_speaking(opened: Services, routine: Routine) -> None:
    fast = replace(Choices(), rate=250)
    estimate = opened.studio.duration_ms(routine, fast)
    assert estimate == pytest.approx(opened.studio.timeline(routine, fast).duration_ms, rel=0.05)


def test_a_length_is_told_even_if_the_voice_is_gone(opened: Services, routine: Routine) -> None:
    assert opened.studio.duration_ms(routine, replace(Choices(), voice="nobody")) > 60_000


def test_a_line_is_heard_before_it_is_saved(opened: Services) -> None:
    voice = opened.speech.voice(None)
    heard = decode(opened.studio.preview("Left leg.", "Left leg.", voice.id, 160))
    clip = opened.speech.clips(["Left leg."], voice.id, 160)["Left leg."]
    assert start_of(clip.samples[PRE_ROLL:], heard, 300) == pytest.approx(300, abs=FRAME / 2 / PER_MS)
    assert len(heard) / PER_MS == pytest.approx(clip.length_ms + 600, abs=50)


def test_a_track_has_another_name_as_soon_as_a_word_in_it_is_said_otherwise() -> None:
    recipe = Recipe(voice="english", rate=160, tones="normal", engine="espeak 1")
    as_written = replace(recipe, respoken=respoken_digest({"Psoas.": "Psoas."}))
    assert track_digest({}, as_written) == track_digest({}, recipe)
    respelled = replace(recipe, respoken=respoken_digest({"Psoas.": "sowus.", "Two.": "Two."}))
    assert len({track_digest({}, each) for each in (recipe, respelled)}) == 2


def test_a_recipe_is_kept_as_plain_values(opened: Services, routine: Routine) -> None:
    track = opened.studio.track(routine, Choices())
    kept = opened.store.track(track.digest)
    assert Recipe(**kept.recipe).rate == Choices().rate
    assert track_digest(kept.document, Recipe(**kept.recipe)) == track.digest
    assert asdict(Recipe(**kept.recipe)) == dict(kept.recipe)


def test_a_player_is_told_what_it_plays(opened: Services, routine: Routine) -> None:
    digest = opened.studio.track(routine, Choices()).digest
    with av.open(opened.studio.audio(digest).to_send(), "r") as file:
        told = {"title": routine.name, "artist": "Soleus", "album": "Soleus"}
        assert file.metadata.items() >= told.items()
        cover = next(packet for packet in file.demux(video=0) if packet.size)
        assert bytes(cover) == artwork(routine.id)
        assert len(file.chapters()) > 1
