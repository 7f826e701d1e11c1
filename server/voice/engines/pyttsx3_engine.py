"""Speech by pyttsx3: the system's own voices on Windows and macOS, espeak-ng everywhere else."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import time
import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from server.voice.engines.languages import tag
from server.voice.engines.packages import version_of
from server.voice.engines.sound import read_sound
from server.voice.model import Speech, Voice

#: Systems whose built-in voices pyttsx3 can use.
_SYSTEM_VOICES = ("darwin", "win32")
#: The clearest of espeak-ng's English voices: of 68 phrases under noise at 30, 10 and 3 dB a recogniser (of
#: American English) understood 64, 56 and 32; of British English, the next best, 61, 56 and 27.
_DEFAULT = "gmw/en-us"
#: Voices of espeak-ng that have no dictionary, or are for an alphabet that no routine is written in.
_UNUSABLE = frozenset({"gmq/fo", "gmw/en-shaw", "trk/kaa"})
#: Folder of espeak-ng for constructed languages.
_CONSTRUCTED = "art/"
#: Seconds that espeak-ng's thread gets to take in voice and rate; it needs less than one millisecond.
_SETTINGS_LIMIT_S = 5.0
#: Seconds between two looks at whether it has.
_LOOK_S = 0.0005
#: espeak-ng's number of the parameter "words a minute", and its flag for the present value (speak_lib.h).
_RATE, _PRESENT = 1, 1


class SpeechFailed(RuntimeError):
    """The engine wrote no sound for a phrase, or reported an error."""


@cache
def _espeak() -> ctypes.CDLL:
    """Load espeak-ng from its Python package, so that pyttsx3 finds it under its usual name.

    The library needs the data path when it starts. As it is loaded globally before pyttsx3 looks for
    ``libespeak-ng.so.1``, that look-up finds the same library, even if the system has another.
    """
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    return ctypes.CDLL(espeakng_loader.get_library_path() + ".1", ctypes.RTLD_GLOBAL)


def _version() -> str:
    packages = ["pyttsx3"] if sys.platform in _SYSTEM_VOICES else ["pyttsx3", "espeakng-loader"]
    return ", ".join(f"{package} {version_of(package)}" for package in packages)


class Pyttsx3Engine:
    """pyttsx3's engine for this system; only one in a process, used by one thread."""

    name = f"pyttsx3-{sys.platform if sys.platform in _SYSTEM_VOICES else 'espeak'}"
    version = _version()
    prefix = ""
    #: espeak-ng takes phonemes of its own between double brackets, but only with a flag that pyttsx3 lacks.
    takes_ipa = False
    keeps_state = True

    def __init__(self) -> None:
        self.prepare()
        import pyttsx3

        self._engine: Any = pyttsx3.init(None if sys.platform in _SYSTEM_VOICES else "espeak")
        self._errors: list[str] = []
        self._engine.connect("error", lambda **details: self._errors.append(str(details["exception"])))
        self._engine.connect("finished-utterance", self._finished)
        if sys.platform in _SYSTEM_VOICES:
            self._engine.runAndWait()
        else:
            # A new driver counts as busy, and keeps what it is told until its first loop. That loop ends at
            # once, and with it espeak-ng's thread may be cancelled: what was set is lost.
            self._engine.proxy.setBusy(False)

    @staticmethod
    def prepare() -> None:
        """Import what speaking needs; espeak-ng itself is not started, so that the process may be forked."""
        if sys.platform not in _SYSTEM_VOICES:
            _espeak()
            import pyttsx3.drivers.espeak  # noqa: F401 - so that no fork has to

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first, then by language."""
        found = [_voice_of(voice) for voice in self._engine.getProperty("voices")]
        default = self._default_id()
        usable = [one for one in found if not one.id.startswith(_CONSTRUCTED) and one.id not in _UNUSABLE]
        return sorted(usable, key=lambda one: (one.id != default, one.language))

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase.

        espeak-ng gives the same sound for the same phrase only as the first of its process: it keeps state.

        :raises SpeechFailed: if no sound was written.
        """
        self._errors.clear()
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        if sys.platform not in _SYSTEM_VOICES:
            _await_rate(rate)
        with tempfile.TemporaryDirectory() as folder:
            # Apple's driver writes AIFF under any name, so the name has no suffix.
            path = Path(folder) / "speech"
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            if self._errors or not path.exists() or not path.stat().st_size:
                raise SpeechFailed("; ".join(self._errors) or "the engine wrote no sound")
            return _read(path)

    def _finished(self, completed: bool, **_: object) -> None:
        if not completed:
            self._errors.append("the engine broke off")

    def _default_id(self) -> str:
        return str(self._engine.getProperty("voice")) if sys.platform in _SYSTEM_VOICES else _DEFAULT


def _await_rate(rate: int) -> None:
    """Wait until espeak-ng has taken in a rate, which it does in a thread of its own.

    When a loop of pyttsx3 begins, it cancels whatever that thread still has to do, such as taking in a rate.

    :raises SpeechFailed: if the rate is not taken in.
    """
    deadline_s = time.monotonic() + _SETTINGS_LIMIT_S
    while _espeak().espeak_IsPlaying():
        if time.monotonic() > deadline_s:
            raise SpeechFailed("the engine is busy with something else")
        time.sleep(_LOOK_S)
    if _espeak().espeak_GetParameter(_RATE, _PRESENT) != rate:
        raise SpeechFailed(f"the engine does not speak at {rate} words a minute")


def _voice_of(voice: Any) -> Voice:
    language = str(voice.languages[0]) if voice.languages else ""
    return Voice(id=str(voice.id), name=str(voice.name).strip(), language=tag(language))


def _read(path: Path) -> Speech:
    # Any other format, such as macOS's AIFF, is FFmpeg's, which takes a while to load.
    return _read_wav(path) if path.read_bytes()[:4] == b"RIFF" else read_sound(str(path))


def _read_wav(path: Path) -> Speech:
    with wave.open(str(path), "rb") as file:
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
        return Speech(pcm=samples[:: file.getnchannels()].tobytes(), sample_rate=file.getframerate())
