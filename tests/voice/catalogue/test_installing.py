"""Voices that are installed and removed; the real Piper speaks with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from server.disk_space import DiskFull, DiskSpace
from server.errors import BadInput, NotFound, SoleusError
from server.voice import SpeakingPool
from server.voice.catalogue import (
    CatalogueOrigin,
    DiskOrigin,
    Installer,
    Source,
    licence_of,
    offered,
    read_catalogue,
    remove_voice,
)
from server.voice.installed import JOE, JOE_RATE, InstalledVoice, installed_voice, installed_voices
from server.voice.worker import PIPER
from tests.helpers.small_disk import MEGABYTE, fill, small_disk
from tests.helpers.tiny_voice import tiny_model, write_tiny_voice
from tests.helpers.voice_catalogue import TINY, Catalogue, joe_files

pytest.importorskip("piper")

JOSEF = "en_US-josef-medium"


def install(source: Source, data: Path, voice_id: str = TINY) -> InstalledVoice:
    origin = CatalogueOrigin(source, offered(read_catalogue(source), voice_id))
    return Installer(data / "voices", DiskSpace(data)).install(origin, lambda _: None)


def copy(model: Path, data: Path) -> InstalledVoice:
    return Installer(data / "voices", DiskSpace(data)).install(DiskOrigin(model), lambda _: None)


def test_a_voice_is_installed_and_speaks(catalogue: Catalogue, source: Source, tmp_path: Path) -> None:
    catalogue.breaks = [100]
    voice = install(source, tmp_path)
    assert (voice.name, voice.language, voice.quality) == ("Tiny Hum", "en-GB", "x_low")
    assert licence_of(voice) == "CC0"
    assert sorted(path.name for path in (tmp_path / "voices").iterdir()) == [
        ".installing.lock",
        ".unfinished",
        TINY,
    ]
    pool = SpeakingPool(PIPER, workers=1, voices=tmp_path / "voices")
    assert [(each.id, each.quality) for each in pool.voices()] == [
        (f"piper/{JOE}", "medium"),
        (f"piper/{TINY}", "x_low"),
    ]
    usual, slow = (pool.speak("Halfway.", f"piper/{TINY}", rate) for rate in (voice.rate, voice.rate // 2))
    assert 1.9 < len(slow.pcm) / len(usual.pcm) < 2.1
    pool.close()


def test_the_rate_that_is_measured_of_joe_is_the_one_that_is_known(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    catalogue.add(JOSEF, joe_files(JOSEF))
    catalogue.breaks = [20 * MEGABYTE, 30 * MEGABYTE]
    assert install(source, tmp_path, JOSEF).rate == pytest.approx(JOE_RATE, rel=0.03)


def test_a_file_with_another_digest_is_refused_and_downloaded_anew(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    right = catalogue.contents[catalogue.model_path()]
    catalogue.contents[catalogue.model_path()] = b"x" * len(right)
    with pytest.raises(SoleusError, match="is not the file that the catalogue names"):
        install(source, tmp_path)
    assert installed_voices(tmp_path / "voices") == []
    catalogue.contents[catalogue.model_path()] = right
    assert install(source, tmp_path).id == TINY


def test_a_model_that_does_not_speak_leaves_nothing(source: Source, tmp_path: Path) -> None:
    model = write_tiny_voice(tmp_path / "given", TINY)
    model.write_bytes(b"no model")
    with pytest.raises(SoleusError, match=f"{TINY} was not installed, as it does not speak"):
        copy(model, tmp_path)
    assert list((tmp_path / "voices" / ".unfinished").iterdir()) == []
    assert installed_voices(tmp_path / "voices") == []


def test_a_voice_is_installed_from_files_and_another_one_after_it_is_never_taken_for_it(
    tmp_path: Path,
) -> None:
    copy(write_tiny_voice(tmp_path / "given", TINY), tmp_path)
    pool = SpeakingPool(PIPER, workers=1, voices=tmp_path / "voices")
    low, engine = pool.speak("Three.", f"piper/{TINY}", 160), pool.engine_of(f"piper/{TINY}")
    remove_voice(tmp_path / "voices", TINY)
    copy(write_tiny_voice(tmp_path / "given", TINY, tone=0.2), tmp_path)
    assert pool.speak("Three.", f"piper/{TINY}", 160) != low
    assert pool.engine_of(f"piper/{TINY}") != engine
    pool.close()


def test_a_model_that_was_changed_later_is_refused(tmp_path: Path) -> None:
    voice = copy(write_tiny_voice(tmp_path / "given", TINY), tmp_path)
    voice.model.write_bytes(tiny_model(tone=0.2))
    pool = SpeakingPool(PIPER, workers=1, voices=tmp_path / "voices")
    with pytest.raises(SoleusError, match="install the voice again"):
        pool.speak("Three.", f"piper/{TINY}", 160)
    pool.close()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tiny.onnx", "called as Piper calls it"),
        (f"{TINY}.json", "called as Piper calls it"),
        ("de_DE-winzig-low.onnx", 'does not speak "de" yet'),
        ("en_GB-nobody-low.onnx", "There is no file"),
    ],
)
def test_files_that_are_no_voice_are_refused(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        DiskOrigin(tmp_path / name)


def test_a_model_needs_its_configuration(tmp_path: Path) -> None:
    model = write_tiny_voice(tmp_path, TINY)
    model.with_name(f"{model.name}.json").unlink()
    with pytest.raises(BadInput, match=rf"There is no file .*{TINY}\.onnx\.json"):
        DiskOrigin(model)


def test_a_voice_is_removed(tmp_path: Path) -> None:
    copy(write_tiny_voice(tmp_path / "given", TINY), tmp_path)
    with pytest.raises(BadInput, match="is installed already"):
        copy(tmp_path / "given" / f"{TINY}.onnx", tmp_path)
    remove_voice(tmp_path / "voices", TINY)
    assert not (tmp_path / "voices" / TINY).exists()
    with pytest.raises(NotFound, match=f'No voice "{TINY}" was installed; what was: none'):
        remove_voice(tmp_path / "voices", TINY)
    with pytest.raises(BadInput, match="comes with Piper"):
        remove_voice(tmp_path / "voices", JOE)
    with pytest.raises(NotFound):
        remove_voice(tmp_path / "voices", "..")


def test_what_a_removal_that_broke_off_has_left_is_no_voice_and_in_nobodys_way(tmp_path: Path) -> None:
    model = write_tiny_voice(tmp_path / "given", TINY)
    voice = copy(model, tmp_path)
    (voice.model.parent / "voice.json").unlink()
    assert installed_voice(tmp_path / "voices", TINY) is None
    assert copy(model, tmp_path).id == TINY


def test_one_voice_is_installed_at_a_time(tmp_path: Path) -> None:
    model = write_tiny_voice(tmp_path / "given", TINY)
    (tmp_path / "voices").mkdir()
    with (
        FileLock(tmp_path / "voices" / ".installing.lock"),
        pytest.raises(SoleusError, match="Another voice"),
    ):
        copy(model, tmp_path)


def test_what_broke_off_is_removed_with_the_next_voice(source: Source, tmp_path: Path) -> None:
    left = tmp_path / "voices" / ".unfinished" / JOSEF
    left.mkdir(parents=True)
    (left / f"{JOSEF}.onnx").write_bytes(b"half")
    install(source, tmp_path)
    assert not left.exists()


def test_a_disk_without_room_is_told_before_anything_is_downloaded(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    for file in catalogue.entries[TINY]["files"].values():
        file["size_bytes"] = 900 * MEGABYTE
    with small_disk(tmp_path / "disk", 20) as disk:
        with pytest.raises(SoleusError, match=r"has 2,700 MB, .* 2,\d\d\d MB more must be free"):
            install(source, disk)
        assert catalogue.ranges_of(catalogue.model_path()) == []


def test_a_disk_that_becomes_full_is_told_and_what_came_is_used_later(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    catalogue.add(JOSEF, {f"{JOSEF}.onnx": os.urandom(3 * MEGABYTE), f"{JOSEF}.onnx.json": b"{}"})
    origin = CatalogueOrigin(source, offered(read_catalogue(source), JOSEF))
    with small_disk(tmp_path / "disk", 20) as disk:

        def fill_at(have: int) -> None:
            if have > MEGABYTE and not (disk / "filling").exists():
                fill(disk)

        with pytest.raises(DiskFull):
            Installer(disk / "voices", DiskSpace(disk)).install(origin, fill_at)
        assert installed_voices(disk / "voices") == []
        assert (disk / "voices" / ".unfinished" / JOSEF / f"{JOSEF}.onnx").stat().st_size > MEGABYTE
