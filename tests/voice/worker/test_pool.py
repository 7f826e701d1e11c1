"""Workers are real processes that hang, crash and chatter; only their engine is ours."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.errors import SoleusError
from server.jobs import Priority
from server.voice.worker.pool import LONGEST_TEXT, SpeakingPool, UnspeakablePhrase, VoiceStopped
from server.voice.worker.process import FORKS, NoVoice
from tests.helpers.engines import spoken
from tests.helpers.running import until
from tests.helpers.voice import MakePool

#: By forks where there are any, and by a new worker for each phrase.
WAYS = [pytest.param(True, id="fork", marks=pytest.mark.skipif(not FORKS, reason="forks")), False]


def pids(pool: SpeakingPool) -> list[int]:
    return [worker._process.pid for worker in pool._workers if worker._process is not None]


def waiting(pool: SpeakingPool) -> int:
    return len(pool._scheduler._waiting)


def test_a_phrase_is_spoken_in_another_process(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool()
    speech = pool.speak("Left leg.", "low", 120)
    assert speech.sample_rate == 22_050
    assert len(speech.pcm) == 2 * 11_025
    assert spoken(diary) == ["Left leg."]
    assert os.getpid() not in pids(pool)


def test_nothing_is_started_before_the_first_phrase(make_pool: MakePool) -> None:
    pool = make_pool(workers=2)
    assert pids(pool) == []
    pool.speak("Left leg.", "low", 120)
    assert len(pids(pool)) == 1
    pool.speak("Right leg.", "low", 120)
    assert len(pids(pool)) == 1


@pytest.mark.parametrize("forks", WAYS)
def test_idle_workers_end_and_the_next_phrase_sounds_the_same(make_pool: MakePool, forks: bool) -> None:
    pool = make_pool(workers=2, idle_s=0.2, forks=forks)
    before = pool.speak("Left leg.", "low", 120)
    processes = [worker._process for worker in pool._workers if worker._process is not None]
    until(lambda: all(process.poll() is not None for process in processes))
    assert pool.speak("Left leg.", "low", 120) == before
    assert len(pids(pool)) == 1


def test_workers_stay_while_phrases_come(make_pool: MakePool) -> None:
    pool = make_pool(idle_s=0.6)
    pool.speak("Left leg.", "low", 120)
    started = pids(pool)
    for _ in range(10):
        time.sleep(0.1)
        pool.speak("Left leg.", "low", 120)
    assert pids(pool) == started


def test_a_worker_that_speaks_for_long_is_not_idle(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool(workers=2, idle_s=0.2)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.speak, "wait go", "low", 120)
        until(lambda: "wait go" in spoken(diary))
        pool.speak("Left leg.", "low", 120)
        until(lambda: len(pids(pool)) == 1)
        (diary / "go").touch()
        assert slow.result().pcm
    assert spoken(diary).count("wait go") == 1


def test_what_an_engine_prints_goes_nowhere(make_pool: MakePool, capfd: pytest.CaptureFixture[str]) -> None:
    pool = make_pool()
    quiet = pool.speak("Left leg.", "low", 120)
    loud = pool.speak("chatter Left leg.", "low", 120)
    assert quiet.pcm == loud.pcm
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("forks", WAYS)
@pytest.mark.parametrize("fault", ["hang", "crash"])
def test_after_one_fault_the_phrase_is_spoken_again(
    make_pool: MakePool, diary: Path, fault: str, forks: bool
) -> None:
    pool = make_pool(limit_s=1, forks=forks)
    pool.speak("Left leg.", "low", 120)
    assert len(pool.speak(f"{fault} once", "low", 120).pcm)
    assert spoken(diary) == ["Left leg.", f"{fault} once", f"{fault} once"]


@pytest.mark.parametrize("forks", WAYS)
@pytest.mark.parametrize("fault", ["hang", "crash"])
def test_after_two_faults_the_phrase_is_named_and_the_next_is_spoken(
    make_pool: MakePool, diary: Path, fault: str, forks: bool
) -> None:
    pool = make_pool(limit_s=1, forks=forks)
    with pytest.raises(UnspeakablePhrase, match=f'"{fault} always" cannot be spoken'):
        pool.speak(f"{fault} always", "low", 120)
    assert spoken(diary) == [f"{fault} always"] * 2
    assert len(pool.speak("Left leg.", "low", 120).pcm)


@pytest.mark.skipif(not FORKS, reason="forks")
@pytest.mark.parametrize("fault", ["hang", "crash"])
def test_a_fault_costs_a_fork_and_leaves_the_worker_and_no_files(
    make_pool: MakePool, diary: Path, fault: str
) -> None:
    pool = make_pool(limit_s=1)
    pool.speak("Left leg.", "low", 120)
    [before] = pids(pool)
    assert len(pool.speak(f"{fault} once", "low", 120).pcm)
    assert pids(pool) == [before]
    [worker] = pool._workers
    assert worker._folder is not None
    assert [path.name for path in Path(worker._folder.name).iterdir()] == ["owner.lock"]


@pytest.mark.parametrize("forks", WAYS)
def test_each_phrase_is_spoken_by_a_process_that_has_spoken_nothing(
    make_pool: MakePool, diary: Path, forks: bool
) -> None:
    pool = make_pool("Counting", forks=forks)
    assert [len(pool.speak(text, "low", 120).pcm) for text in ("One.", "Two.", "Three.")] == [2, 2, 2]


def test_without_forks_the_next_worker_is_started_ahead(make_pool: MakePool) -> None:
    pool = make_pool(forks=False)
    pool.speak("Left leg.", "low", 120)
    [ahead] = pids(pool)
    pool.speak("Right leg.", "low", 120)
    assert pids(pool) != [ahead]


@pytest.mark.parametrize("forks", WAYS)
def test_what_an_engine_refuses_is_not_tried_again(make_pool: MakePool, diary: Path, forks: bool) -> None:
    pool = make_pool(forks=forks)
    with pytest.raises(UnspeakablePhrase, match='"refuse this" cannot be spoken: OSError: no such sound'):
        pool.speak("refuse this", "low", 120)
    assert spoken(diary) == ["refuse this"]
    assert len(pool.speak("Left leg.", "low", 120).pcm)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there are no words in it"),
        (" \n\t", "there are no words in it"),
        ("word " * LONGEST_TEXT, "characters, and 1000 is the limit"),
        ("Left\0leg", "there are control characters in it"),
        ("Left \ud800 leg", "there are control characters in it"),
    ],
)
def test_a_text_that_no_engine_should_see_is_refused(make_pool: MakePool, text: str, reason: str) -> None:
    pool = make_pool()
    with pytest.raises(UnspeakablePhrase, match=reason) as refusal:
        pool.speak(text, "low", 120)
    assert len(str(refusal.value)) < 200
    assert pids(pool) == []


def test_line_breaks_in_a_text_are_spaces(make_pool: MakePool, diary: Path) -> None:
    make_pool().speak("Left\n  leg.", "low", 120)
    assert spoken(diary) == ["Left leg."]


@pytest.mark.parametrize("forks", WAYS)
def test_an_engine_that_does_not_start_says_why(make_pool: MakePool, forks: bool) -> None:
    with pytest.raises(NoVoice, match=r"does not start .* libespeak-ng.so.1 is not there"):
        make_pool("Missing", forks=forks).speak("Left leg.", "low", 120)


@pytest.mark.parametrize("forks", WAYS)
def test_an_engine_that_dies_at_its_start_is_reported(make_pool: MakePool, forks: bool) -> None:
    pool = make_pool("Dying", forks=forks)
    for _ in range(2):
        with pytest.raises(SoleusError):
            pool.voices()


def test_people_are_served_before_background_work(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool()
    with ThreadPoolExecutor() as threads:
        threads.submit(pool.speak, "wait here", "low", 120)
        until(lambda: spoken(diary) == ["wait here"])
        for number, (text, priority) in enumerate(
            [("first", Priority.BACKGROUND), ("second", Priority.URGENT), ("third", Priority.URGENT)], 1
        ):
            threads.submit(pool.speak, text, "low", 120, priority)
            until(lambda number=number: waiting(pool) == number)  # type: ignore[misc]
        (diary / "here").touch()
    assert spoken(diary) == ["wait here", "second", "third", "first"]


def test_two_workers_speak_at_the_same_time(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool(workers=2)
    with ThreadPoolExecutor() as threads:
        threads.submit(pool.speak, "wait one", "low", 120)
        threads.submit(pool.speak, "wait two", "low", 120)
        until(lambda: sorted(spoken(diary)) == ["wait one", "wait two"])
        (diary / "one").touch()
        (diary / "two").touch()


def test_the_voices_come_from_the_engine(make_pool: MakePool) -> None:
    assert [voice.id for voice in make_pool().voices()] == ["low", "high"]


def test_closing_ends_the_workers_and_frees_who_waits(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool()
    with ThreadPoolExecutor() as threads:
        speaking = threads.submit(pool.speak, "hang here", "low", 120)
        until(lambda: spoken(diary) == ["hang here"])
        queued = threads.submit(pool.speak, "Left leg.", "low", 120)
        until(lambda: waiting(pool) == 1)
        [pid] = pids(pool)
        pool.close()
        for call in (speaking, queued):
            with pytest.raises(VoiceStopped):
                call.result()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(VoiceStopped):
        pool.speak("Right leg.", "low", 120)
    assert spoken(diary) == ["hang here"]


def test_a_pool_can_be_closed_twice(make_pool: MakePool) -> None:
    pool = make_pool()
    pool.speak("Left leg.", "low", 120)
    pool.close()
    pool.close()
    with pytest.raises(VoiceStopped):
        pool.voices()


@pytest.mark.parametrize("way", ["fork", "once"])
def test_a_worker_ends_and_tidies_up_when_its_owner_is_gone(diary: Path, tmp_path: Path, way: str) -> None:
    folder = tmp_path / "worker"
    folder.mkdir()
    command = [sys.executable, "-m", "server.voice.worker.main", "tests.helpers.engines:Player"]
    with subprocess.Popen(
        [*command, str(folder), way], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdin is not None
        worker.stdin.close()
        assert worker.wait() == 0
    assert not folder.exists()


def test_a_worker_leaves_the_modules_of_the_current_folder_alone(
    make_pool: MakePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "__init__.py").write_text("raise SystemExit('the wrong server')")
    monkeypatch.chdir(tmp_path)
    assert len(make_pool().speak("Left leg.", "low", 120).pcm)


def test_many_threads_are_all_served(make_pool: MakePool, diary: Path) -> None:
    pool = make_pool(workers=2)
    start = threading.Barrier(8)

    def speak(number: int) -> None:
        start.wait()
        for turn in range(5):
            pool.speak(f"{number} {turn}", "low", 240, Priority(turn % 3))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(speak, range(8)))
    assert len(set(spoken(diary))) == 40
