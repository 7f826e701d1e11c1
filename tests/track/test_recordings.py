"""What was handed out stays true: the same bytes, whatever happens to cache, engine and order of phrases."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.audio import PRE_ROLL
from server.config import Config
from server.errors import NotFound
from server.routine.model import Choices
from server.services.services import Services, open_services
from server.track import adoption
from server.track.cache import TrackCache
from server.track.recipe import TRACK_FORMAT
from server.track.recordings import TrackLost
from server.track.studio import Studio
from server.track.warm_up import adopt_tracks
from server.voice.clips import ClipStore, DiskCache
from server.voice.clips.packing import FORMAT, clip_key
from server.voice.worker.pool import SpeakingPool
from tests.helpers.engines import DIARY
from tests.helpers.running import until

ROUTINE = "desk-break"
LONGER = Choices(doses={"soleus": {"seconds": 30}})
CHANGES = (Choices(), LONGER, Choices(verbosity="brief"))


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    opened = open_services(Config(data=folder))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def services_with(engine: str, folder: Path) -> Iterator[Services]:
    """Open services that speak with an engine of ``tests.helpers.engines``."""
    with services(folder) as usual:
        pool = SpeakingPool(f"tests.helpers.engines:{engine}", workers=2)
        speech = ClipStore(DiskCache(folder / "cache" / "clips", 10**9), pool, usual.recordings)
        opened = open_services(Config(data=folder), speech=speech)
        try:
            yield opened
        finally:
            speech.close()
            opened.close()


def tracks(opened: Services, *choices: Choices) -> dict[str, bytes]:
    """Return the bytes of the routine's tracks by their digests."""
    routine = opened.library.routine(ROUTINE)
    return again(opened, [opened.studio.track(routine, each).digest for each in choices])


def again(opened: Services, digests: Iterable[str]) -> dict[str, bytes]:
    return {digest: opened.studio.audio(digest).read_bytes() for digest in digests}


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A data folder with tracks, and what they were."""
    folder = tmp_path_factory.mktemp("handed-out")
    with services(folder) as opened:
        return folder, tracks(opened, *CHANGES)


@pytest.fixture
def folder(handed_out: tuple[Path, dict[str, bytes]], tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(handed_out[0], tmp_path / "copy"))


@pytest.fixture
def were(handed_out: tuple[Path, dict[str, bytes]]) -> dict[str, bytes]:
    return handed_out[1]


def test_empty_folders_give_the_same_tracks_in_whatever_order_phrases_are_spoken(
    tmp_path: Path, were: dict[str, bytes]
) -> None:
    with services(tmp_path) as opened:
        opened.studio.timeline(opened.library.routine("shin-splints"), LONGER)
        assert tracks(opened, *reversed(CHANGES)) == were


def test_a_deleted_cache_comes_back_to_the_byte_though_a_new_engine_speaks_otherwise(
    folder: Path, were: dict[str, bytes]
) -> None:
    shutil.rmtree(folder / "cache")
    with services_with("NewerEspeak", folder) as opened:
        assert again(opened, were) == were
        newer = tracks(opened, *CHANGES)
        assert not set(newer) & set(were)
        assert {len(audio) for audio in newer.values()} != {len(audio) for audio in were.values()}
        shutil.rmtree(folder / "cache")
        assert again(opened, were) == were
        assert again(opened, newer) == newer


def test_a_track_that_was_handed_out_is_not_made_anew(
    folder: Path, were: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Warming up comes to the same track, and must take it from the recordings."""
    shutil.rmtree(folder / "cache")
    monkeypatch.setattr("server.track.studio.artwork", lambda _: b"another cover under the same digest")
    with services(folder) as opened:
        routine = opened.library.routine(ROUTINE)
        digest = opened.studio.track(routine, Choices(), handed_out=False).digest
        assert opened.studio.audio(digest).read_bytes() == were[digest]


def test_what_nobody_was_told_of_is_only_cached(tmp_path: Path) -> None:
    with services(tmp_path) as opened:
        digest = opened.studio.track(opened.library.routine(ROUTINE), Choices(), handed_out=False).digest
        assert opened.studio.audio(digest).read_bytes()
        assert not (tmp_path / "recordings").exists()
        with pytest.raises(NotFound):
            opened.store.track(digest)


def lose(folder: Path, damage: str) -> None:
    """Lose cache and recordings, as a backup without them does."""
    shutil.rmtree(folder / "cache")
    for file in (folder / "recordings").iterdir():
        if damage == "lost":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize("damage", ["lost", "other bytes"])
def test_rather_no_track_than_another_under_the_same_address(
    folder: Path, were: dict[str, bytes], damage: str
) -> None:
    lose(folder, damage)
    with services_with("NewerEspeak", folder) as opened:
        for digest in were:
            with pytest.raises(TrackLost, match="cannot be made again as it was"):
                opened.studio.audio(digest)


def test_lost_recordings_are_made_again_by_the_engine_that_made_them(
    folder: Path, were: dict[str, bytes]
) -> None:
    lose(folder, "lost")
    with services(folder) as opened:
        assert again(opened, were) == were
    shutil.rmtree(folder / "cache")
    with services_with("NewerEspeak", folder) as opened:
        assert again(opened, were) == were


def test_a_routine_can_be_played_though_its_recordings_are_lost_and_come_out_otherwise(
    folder: Path, were: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(folder, "lost")
    monkeypatch.setattr("server.track.recipe.ARTIST", "Somebody else")
    with services(folder) as opened:
        anew = tracks(opened, Choices())
        [digest] = anew
        assert anew[digest] != were[digest]
        shutil.rmtree(folder / "cache")
        assert again(opened, anew) == anew


def test_a_release_that_joins_files_otherwise_serves_no_other_bytes(
    folder: Path, were: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder / "cache")
    monkeypatch.setattr("server.track.recipe.ARTIST", "Somebody else")
    with services(folder) as opened, pytest.raises(NotFound, match="cannot be made again as it was"):
        opened.studio.audio(next(iter(were)))


def test_of_an_engine_that_speaks_otherwise_each_time_the_first_recording_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "diary").mkdir()
    monkeypatch.setenv(DIARY, str(tmp_path / "diary"))
    with services_with("Fickle", tmp_path) as opened:
        first = tracks(opened, Choices())
    shutil.rmtree(tmp_path / "cache")
    with services_with("Fickle", tmp_path) as opened:
        assert tracks(opened, Choices()) == first
        assert tracks(opened, LONGER)  # in which some words are at other places


def forget_recordings(folder: Path) -> None:
    """Make a data folder as a release without recordings left it."""
    shutil.rmtree(folder / "recordings")
    with sqlite3.connect(folder / "soleus.db") as database:
        database.execute("UPDATE track SET recordings = NULL, file_digest = NULL")
        database.execute("DELETE FROM recording")


def without_pre_roll(clips: Path) -> None:
    """Make clips such as those releases kept, which begin with their first sound."""
    cache = DiskCache(clips, 10**9)
    for path in clips.glob("*.pcm"):
        cache.write(path.name, (cache.read(path.name) or b"")[2 * PRE_ROLL :])


def test_what_an_older_release_handed_out_is_recorded_from_its_files(
    folder: Path, were: dict[str, bytes]
) -> None:
    forget_recordings(folder)
    shutil.rmtree(folder / "cache" / "clips")
    with services(folder) as opened:
        adopt_tracks(opened.store.unrecorded_tracks(), opened.studio, opened.scheduler)
        until(lambda: not opened.store.unrecorded_tracks())
    shutil.rmtree(folder / "cache")
    with services(folder) as opened:
        assert again(opened, were) == were


def test_what_an_older_release_handed_out_is_recorded_from_its_clips(
    folder: Path, were: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_recordings(folder)
    shutil.rmtree(folder / "cache" / "tracks")
    without_pre_roll(folder / "cache" / "clips")
    monkeypatch.setattr(adoption, "_LAST_TRACK_FORMAT", TRACK_FORMAT)
    monkeypatch.setattr(adoption, "_LAST_CLIP_FORMAT", FORMAT)
    with services(folder) as opened:

        def key(engine: str, version: str, voice: str, rate: int, text: str, clip_format: int) -> str:
            said = opened.speech.saying.said([text], voice)[text]  # those releases respelled nothing
            return clip_key(engine, version, voice, rate, said, clip_format)

        monkeypatch.setattr(adoption, "clip_key", key)
        assert again(opened, were) == were
    shutil.rmtree(folder / "cache")
    with services(folder) as opened:
        assert again(opened, were) == were


def test_what_an_older_release_handed_out_and_no_cache_has_is_not_made_up(
    folder: Path, were: dict[str, bytes]
) -> None:
    forget_recordings(folder)
    shutil.rmtree(folder / "cache")
    with services(folder) as opened:
        for digest in were:
            with pytest.raises(NotFound, match="cannot be made again as it was"):
                opened.studio.audio(digest)


def test_a_full_cache_of_tracks_costs_no_recording(folder: Path, were: dict[str, bytes]) -> None:
    with services(folder) as opened:
        small = Studio(opened.speech, TrackCache(folder / "small", 500_000), opened.recordings)
        for digest, audio in (*were.items(), *were.items()):
            assert small.audio(digest).read_bytes() == audio
