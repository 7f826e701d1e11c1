"""Engines that fail on demand as real ones do at the worst moment; they run in real worker processes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from server.voice.engines.pyttsx3_engine import Pyttsx3Engine
from server.voice.model import Speech, Voice

#: The variable that names the folder in which engines write down what they do.
DIARY = "SOLEUS_TEST_DIARY"
SAMPLE_RATE = 22_050


def _diary() -> Path:
    return Path(os.environ[DIARY])


class Player:
    """Plays a note for each phrase, and acts on phrases that begin with a command.

    ``hang``, ``crash``, ``refuse``, ``silent``: what it does; ``... once``: only the first time.
    ``chatter``: prints in every way there is. ``wait NAME``: plays when ``NAME`` is in the diary's folder.
    ``fail NAME``: refuses then.
    """

    name = "player"
    version = "1"
    prefix = ""
    takes_ipa = False
    keeps_state = True

    @staticmethod
    def prepare() -> None:
        """Nothing to import."""

    def voices(self) -> Sequence[Voice]:
        return [Voice("low", "Low Voice", "en-GB"), Voice("high", "High Voice", "de-DE")]

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        first = text not in spoken(_diary())
        with (_diary() / "spoken").open("a") as file:
            file.write(text + "\n")
        command, _, rest = text.partition(" ")
        if not rest.startswith("once") or first:
            self._act(command, rest)
        hertz = {"low": 220, "high": 440}[voice]
        seconds = np.arange(SAMPLE_RATE * 60 // rate) / SAMPLE_RATE
        volume = 0 if command == "silent" else 8000
        return Speech((volume * np.sin(2 * np.pi * hertz * seconds)).astype("<i2").tobytes(), SAMPLE_RATE)

    def _act(self, command: str, rest: str) -> None:
        match command:
            case "hang":
                time.sleep(3600)
            case "crash":
                os.kill(os.getpid(), 9)
            case "refuse":
                raise OSError("no such sound")
            case "chatter":
                print("Audio saved to", rest)
                sys.stdout.write("x" * 100_000)
                sys.stdout.flush()
                sys.stderr.write("ALSA lib pcm.c: unknown PCM\n" * 10_000)
                os.write(1, b"\0\0\0\5hello")
                os.system("echo a child speaks up")
            case "wait" | "fail":
                while not (_diary() / rest).exists():
                    time.sleep(0.005)
                if command == "fail":
                    raise OSError("no such sound")


class Second(Player):
    """Another engine, which speaks an octave higher."""

    name = "second"
    prefix = "second/"
    keeps_state = False

    def voices(self) -> Sequence[Voice]:
        return [Voice("second/low", "Low Voice", "en-GB")]

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        return super().speak(text, "high", rate)


class Missing(Player):
    """Cannot be started."""

    def __init__(self) -> None:
        raise ImportError("libespeak-ng.so.1 is not there")


class Returning(Player):
    """Cannot be started until there is ``installed`` in the diary's folder."""

    def __init__(self) -> None:
        if not (_diary() / "installed").exists():
            raise ImportError("libespeak-ng.so.1 is not there")


class Slow(Player):
    """Does not start until there is ``go`` in the diary's folder."""

    def __init__(self) -> None:
        while not (_diary() / "go").exists():
            time.sleep(0.005)


class Halting(Player):
    """Speaks two phrases, and the others when there is ``go`` in the diary's folder."""

    def _act(self, command: str, rest: str) -> None:
        while len(spoken(_diary())) > 2 and not (_diary() / "go").exists():
            time.sleep(0.005)
        super()._act(command, rest)


class Hoarse(Player):
    """Starts, and refuses every phrase as long as there is ``hoarse`` in the diary's folder."""

    def _act(self, command: str, rest: str) -> None:
        if (_diary() / "hoarse").exists():
            raise OSError("no sound comes out")
        super()._act(command, rest)


class Dying(Player):
    """Ends its process before it is ready."""

    def __init__(self) -> None:
        os._exit(3)


class Counting(Player):
    """Keeps state: each phrase of a process is a sample longer than the one before."""

    count = 0

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        Counting.count += 1
        return Speech(b"\1\0" * Counting.count, SAMPLE_RATE)


class Fickle(Player):
    """Never speaks a phrase twice in the same way: each time it lasts 10 ms longer."""

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        speech = super().speak(text, voice, rate)
        longer = SAMPLE_RATE // 100 * spoken(_diary()).count(text)
        return Speech(speech.pcm + speech.pcm[: 2 * longer], SAMPLE_RATE)


class NewerEspeak(Pyttsx3Engine):
    """The next version of the real engine, which speaks faster."""

    version = "next"

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        return super().speak(text, voice, rate + 10)


class Newer(Player):
    """The next version of the player."""

    version = "2"


def spoken(diary: Path) -> list[str]:
    """Return what was spoken so far, in order."""
    file = diary / "spoken"
    return file.read_text().splitlines() if file.exists() else []
