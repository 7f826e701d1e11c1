"""The clip store with real workers; its engine writes down what it was asked to speak."""

from __future__ import annotations

import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from server.audio.aac import encode_clip
from server.audio.format import PRE_ROLL
from server.errors import NotFound
from server.jobs import Priority, ThreadScheduler
from server.voice.clips import ClipStore, clip_store
from server.voice.worker.pool import UnspeakablePhrase, VoiceStopped
from tests.helpers.engines import spoken
from tests.helpers.running import until
from tests.helpers.voice import MakeStore

WORDS = ("Three.", "Two.", "Left.")


def files(tmp_path: Path, ending: str = "") -> list[Path]:
    return sorted((tmp_path / "clips").glob(f"*{ending}"))


def test_each_text_gets_its_clip(make_store: MakeStore) -> None:
    clips = make_store().clips(WORDS, "low", 120)
    assert {text: clip.text for text, clip in clips.items()} == {text: text for text in WORDS}
    assert len({clip.key for clip in clips.values()}) == 3
    assert all(480 <= clip.length_ms <= 520 for clip in clips.values())


def test_eight_threads_that_ask_for_a_phrase_wait_for_one_speaker(make_store: MakeStore, diary: Path) -> None:
    store, start = make_store(workers=2), threading.Barrier(8)

    def ask(_: int) -> bytes:
        start.wait()
        return store.clips(["wait here", "Left leg."], "low", 120)["wait here"].samples.tobytes()

    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(ask, number) for number in range(8)]
        until(lambda: "wait here" in spoken(diary))
        (diary / "here").touch()
        sounds = {call.result() for call in asked}
    assert len(sounds) == 1
    assert sorted(spoken(diary)) == ["Left leg.", "wait here"]


def test_the_second_time_a_clip_comes_from_memory(make_store: MakeStore, diary: Path, tmp_path: Path) -> None:
    store = make_store()
    clips = store.clips(WORDS, "low", 120)
    shutil.rmtree(tmp_path / "clips")
    assert store.clips(WORDS, "low", 120)["Two."] is clips["Two."]
    assert Counter(spoken(diary)) == Counter(WORDS)


def test_another_store_finds_the_same_clips_on_disk(make_store: MakeStore, diary: Path) -> None:
    first = make_store()
    made = first.clips(WORDS, "low", 120)
    second = make_store()
    found = second.clips(WORDS, "low", 120)
    assert Counter(spoken(diary)) == Counter(WORDS)
    for text in WORDS:
        assert np.array_equal(found[text].samples, made[text].samples)
        assert second.packets(found[text]) == first.packets(made[text])


@pytest.mark.parametrize(
    ("engine", "voice", "rate", "text"),
    [
        ("Newer", "low", 120, "Left leg."),
        ("Player", "high", 120, "Left leg."),
        ("Player", "low", 121, "Left leg."),
        ("Player", "low", 120, "left leg."),
    ],
)
def test_whatever_changes_the_sound_makes_another_clip(
    make_store: MakeStore, engine: str, voice: str, rate: int, text: str
) -> None:
    one = make_store().clips(["Left leg."], "low", 120)["Left leg."]
    other = make_store(engine).clips([text], voice, rate)[text]
    assert one.key != other.key


def test_the_packets_of_a_clip_are_made_along_with_it(make_store: MakeStore, tmp_path: Path) -> None:
    store = make_store()
    clip = store.clips(["Two."], "low", 120)["Two."]
    assert [path.name for path in files(tmp_path)] == [f"{clip.key}-0.aac", f"{clip.key}.pcm"]
    assert store.packets(clip) == encode_clip(clip.samples, before=PRE_ROLL)


def test_packets_at_an_offset_are_made_once(make_store: MakeStore, tmp_path: Path) -> None:
    store = make_store()
    clip = store.clips(["Two."], "low", 120)["Two."]
    store.prepare_packets([(clip, 320), (clip, 640), (clip, 320)])
    assert len(files(tmp_path, ".aac")) == 3
    packets = store.packets(clip, 320)
    assert packets == encode_clip(clip.samples, 320, before=PRE_ROLL)
    assert store.packets(clip, 320) is packets


def test_progress_counts_every_phrase_up_to_the_last(make_store: MakeStore) -> None:
    store = make_store()
    store.clips(["Two."], "low", 120)
    told: list[tuple[int, int]] = []
    store.clips([*WORDS, "Left."], "low", 120, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_phrase_that_cannot_be_spoken_is_named_and_asked_anew(make_store: MakeStore, diary: Path) -> None:
    store = make_store()
    with pytest.raises(UnspeakablePhrase, match='"refuse once"'):
        store.clips(["Two.", "refuse once", "One."], "low", 120)
    assert store.clips(["Two.", "refuse once", "One."], "low", 120)["refuse once"].length_ms > 0
    assert Counter(spoken(diary)) == {"Two.": 1, "refuse once": 2, "One.": 1}


def test_a_caller_who_fails_takes_nothing_from_another(make_store: MakeStore, diary: Path) -> None:
    store, one_is_ready, go_on = make_store(workers=2), threading.Event(), threading.Event()
    scheduler = cast(ThreadScheduler, store._scheduler)
    blockers = [f"wait end{number}" for number in range(20)]

    def hold(done: int, _: int) -> None:
        if done:
            one_is_ready.set()
            go_on.wait(60)

    with ThreadPoolExecutor() as threads:
        failing = threads.submit(store.clips, ["fail now", "Two."], "low", 120, hold)
        assert one_is_ready.wait(60)
        (diary / "now").touch()
        until(lambda: not scheduler._running)
        blocking = threads.submit(store.clips, blockers, "low", 120)
        until(lambda: len(scheduler._running) == scheduler._size)
        until(lambda: len(scheduler._waiting) == len(blockers) - scheduler._size)
        before = len(scheduler._waiting)
        another = threads.submit(store.clips, ["fail now"], "low", 120)
        until(lambda: len(scheduler._waiting) > before)
        go_on.set()
        with pytest.raises(UnspeakablePhrase, match='"fail now"'):
            failing.result()
        for blocker in blockers:
            (diary / blocker.removeprefix("wait ")).touch()
        assert len(blocking.result()) == len(blockers)
        with pytest.raises(UnspeakablePhrase, match='"fail now"'):
            another.result()


def test_silence_is_no_clip(make_store: MakeStore, tmp_path: Path) -> None:
    with pytest.raises(UnspeakablePhrase, match='"silent" cannot be spoken: there is only silence'):
        make_store().clips(["silent"], "low", 120)
    assert files(tmp_path) == []


def test_deleting_the_folder_at_any_moment_harms_nothing(
    make_store: MakeStore, tmp_path: Path, diary: Path
) -> None:
    store, texts = make_store(workers=2), [f"Phrase {number}." for number in range(20)]

    def delete(*_: int) -> None:
        shutil.rmtree(tmp_path / "clips", ignore_errors=True)

    clips = store.clips(texts, "low", 240, progress=delete)
    delete()
    assert all(len(store.packets(clip, 64)) > 2 for clip in clips.values())
    delete()
    again = make_store().clips(texts, "low", 240)
    assert all(np.array_equal(clips[text].samples, again[text].samples) for text in texts)


def test_a_sound_is_read_again_and_spoken_again_if_the_disk_has_lost_it(
    make_store: MakeStore, tmp_path: Path, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_store, "_SOUND_BYTES", 1)  # keeps the last one
    store = make_store()
    clips = store.clips(WORDS, "low", 120)
    first = clips[WORDS[0]].samples
    assert np.array_equal(clips[WORDS[0]].samples, first)
    assert Counter(spoken(diary)) == Counter(WORDS)
    assert len(clips[WORDS[1]].samples) == PRE_ROLL + clips[WORDS[1]].length
    shutil.rmtree(tmp_path / "clips")
    assert store.packets(clips[WORDS[0]], 64) == encode_clip(first, 64, before=PRE_ROLL)
    assert spoken(diary)[-1] == WORDS[0]


def test_a_sound_that_has_become_longer_is_cut(
    make_store: MakeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_store, "_SOUND_BYTES", 1)
    store = make_store("Fickle")
    clips = store.clips(WORDS, "low", 120)
    shutil.rmtree(tmp_path / "clips")
    for clip in clips.values():
        assert len(clip.samples) == PRE_ROLL + clip.length


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: bytes(len(data)),
    ],
    ids=["empty", "cut", "one bit", "zeros"],
)
def test_a_damaged_file_is_made_again(
    make_store: MakeStore, tmp_path: Path, diary: Path, damage: Callable[[bytes], bytes]
) -> None:
    store = make_store()
    clip = store.clips(["Two."], "low", 120)["Two."]
    whole = {path: path.read_bytes() for path in files(tmp_path)}
    for path, data in whole.items():
        path.write_bytes(damage(data))
    again = make_store()
    assert np.array_equal(again.clips(["Two."], "low", 120)["Two."].samples, clip.samples)
    assert again.packets(clip) == store.packets(clip)
    assert {path: path.read_bytes() for path in files(tmp_path)} == whole
    assert spoken(diary) == ["Two."] * 2


def test_a_folder_that_cannot_be_written_only_costs_time(make_store: MakeStore, tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file where the folder should be")
    store = make_store()
    assert store.packets(store.clips(["Two."], "low", 120)["Two."])


def test_the_folder_keeps_within_its_limit_and_the_least_recently_used_go_first(
    make_store: MakeStore, tmp_path: Path, diary: Path
) -> None:
    first = make_store()
    first.clips(["Old.", "Often used."], "low", 120)
    limit = 8 * sum(path.stat().st_size for path in files(tmp_path))
    store = make_store(limit_bytes=limit)
    for number in range(40):
        store.clips([f"Phrase {number}.", "Often used."], "low", 120)
        assert sum(path.stat().st_size for path in files(tmp_path)) <= limit
    asked = len(spoken(diary))
    make_store().clips(["Often used.", "Phrase 39."], "low", 120)
    assert len(spoken(diary)) == asked
    make_store().clips(["Old."], "low", 120)
    assert len(spoken(diary)) == asked + 1


def test_the_background_gives_way_to_a_person(make_store: MakeStore, diary: Path) -> None:
    store = make_store(workers=2)
    background = ["wait here", *(f"Phrase {number}." for number in range(9))]
    with ThreadPoolExecutor() as threads:
        warming = threads.submit(store.clips, background, "low", 240, None, Priority.BACKGROUND)
        until(lambda: spoken(diary) == ["wait here"])
        store.clips(["Phrase 8.", *WORDS], "low", 240)
        assert Counter(spoken(diary)) == Counter(["wait here", "Phrase 8.", *WORDS])
        (diary / "here").touch()
        assert len(warming.result()) == 10
    assert max(Counter(spoken(diary)).values()) == 1


def test_many_threads_that_ask_for_many_phrases_all_get_theirs(make_store: MakeStore, diary: Path) -> None:
    store, texts = make_store(workers=2), [f"Phrase {number}." for number in range(30)]

    def ask(number: int) -> bool:
        mine = random.Random(number).sample(texts, 20)
        clips = store.clips(mine, "low", 240, priority=Priority(number % 3 + 1))
        store.prepare_packets([(clip, 32 * number) for clip in clips.values()])
        return [clips[text].text for text in mine] == mine

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))
    assert max(Counter(spoken(diary)).values()) == 1


def test_closing_frees_who_waits(make_store: MakeStore, diary: Path) -> None:
    store = make_store()
    with ThreadPoolExecutor() as threads:
        speaking = threads.submit(store.clips, ["hang here", *WORDS], "low", 120)
        until(lambda: "hang here" in spoken(diary))
        warming = threads.submit(store.clips, ["Last two."], "low", 120, None, Priority.BACKGROUND)
        store.close()
        for call in (speaking, warming):
            with pytest.raises(VoiceStopped):
                call.result()


def test_the_default_voice_is_the_engines_first(make_store: MakeStore) -> None:
    store: ClipStore = make_store()
    assert store.voice(None).id == "low"
    assert store.voice("de-de").id == "high"
    with pytest.raises(NotFound, match=r'no voice "hihg" .* nearest are: high'):
        store.voice("hihg")
