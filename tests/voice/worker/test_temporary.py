"""What workers leave in the system's folder for temporary files, and when it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from server.temporary import TemporaryFolder, remove_left_behind
from tests.helpers.other_user import own
from tests.helpers.running import until
from tests.helpers.voice import MakePool

#: A pool whose worker speaks, in a group of its own.
SPEAKING = """
import time
from server.voice.worker.pool import SpeakingPool
pool = SpeakingPool("tests.helpers.engines:Player", workers=1)
pool.speak("Left leg.", "low", 240)
print("spoken", flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this process and those that it starts."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def killed(temporary: Path, diary: Path) -> Path:
    """The folder that is left of a pool that was killed together with its worker."""
    command = [sys.executable, "-c", SPEAKING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as owner:
        try:
            assert owner.stdout
            assert owner.stdout.readline() == b"spoken\n"
            (folder,) = temporary.iterdir()
            age(folder)
            remove_left_behind()
            assert folder.exists(), "its owner lives"
        finally:
            os.killpg(owner.pid, signal.SIGKILL)
    age(folder)
    return folder


def age(folder: Path) -> None:
    """Let a folder be two hours old."""
    os.utime(folder, (time.time() - 7200,) * 2)


def test_what_a_killed_one_left_goes_when_the_next_speaks(killed: Path, make_pool: MakePool) -> None:
    (killed / "phrase").mkdir()
    (killed / "phrase" / "speech").touch()
    age(killed)
    pool = make_pool()
    assert killed.exists()
    pool.speak("Left leg.", "low", 240)
    assert not killed.exists()


def test_nothing_else_is_removed(killed: Path, temporary: Path) -> None:
    link, old, young = (temporary / f"soleus-voice-{name}" for name in ("link", "old", "young"))
    elsewhere = killed.parent.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "owner.lock").write_text("something else")
    age(elsewhere)
    link.symlink_to(elsewhere)
    os.utime(link, (0, 0), follow_symlinks=False)
    old.mkdir()  # as earlier releases made them, without a lock
    age(old)
    young.mkdir()  # being made
    (young / "owner.lock").touch()
    held = TemporaryFolder("voice")
    age(Path(held.name))
    remove_left_behind()
    assert {path.name for path in temporary.iterdir()} == {
        link.name,
        old.name,
        young.name,
        Path(held.name).name,
    }
    assert (elsewhere / "owner.lock").read_text() == "something else"
    held.remove()
    assert not Path(held.name).exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can act as two users, on Unix")
def test_what_is_another_users_stays(killed: Path) -> None:
    own(killed)
    remove_left_behind()
    assert killed.exists()


def test_a_closed_pool_leaves_nothing(make_pool: MakePool, temporary: Path) -> None:
    pool = make_pool()
    pool.speak("Left leg.", "low", 240)
    assert list(temporary.iterdir())
    pool.close()
    until(lambda: not list(temporary.iterdir()))
