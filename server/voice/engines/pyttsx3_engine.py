"""Speech by pyttsx3: the system's own voices on Windows and macOS, espeak-ng everywhere else."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np

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
#: How often one phrase is tried.
_ATTEMPTS = 6
#: Seconds that espeak-ng's thread gets to take in a rate: plenty on an idle machine, and twice as long at
#: each further attempt.
_SETTLE_S = 0.003


class SpeechFailed(RuntimeError):
    """The engine wrote no sound for a phrase, or reported an error."""


def _load_espeak() -> None:
    """Load espeak-ng from its Python package, so that pyttsx3 finds it under its usual name.

    The library needs the data path when it starts. As it is loaded globally before pyttsx3 looks for
    ``libespeak-ng.so.1``, that look-up finds the same library, even if the system has another.
    """
    import espeakng_loader

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path() + ".1", ctypes.RTLD_GLOBAL)


def _version() -> str:
    parts = [f"pyttsx3 {installed('pyttsx3')}"]
    if sys.platform not in _SYSTEM_VOICES:
        parts.append(f"espeakng-loader {installed('espeakng-loader')}")
    return ", ".join(parts)


class Pyttsx3Engine:
    """pyttsx3's engine for this system; only one in a process, used by one thread."""

    #: Part of the key of each clip, like the version.
    name = f"pyttsx3-{sys.platform if sys.platform in _SYSTEM_VOICES else 'espeak'}"
    version = _version()

    def __init__(self) -> None:
        if sys.platform not in _SYSTEM_VOICES:
            _load_espeak()
        import pyttsx3

        self._engine: Any = pyttsx3.init(None if sys.platform in _SYSTEM_VOICES else "espeak")
        self._voice_and_rate: tuple[str, int] | None = None
        self._errors: list[str] = []
        self._engine.connect("error", lambda **details: self._errors.append(str(details["exception"])))
        self._engine.connect("finished-utterance", self._finished)
        # The first loop of the espeak driver ends at once, even if a phrase is waiting; later ones do not.
        self._engine.runAndWait()

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first, then the other English ones."""
        found = [_voice_of(voice) for voice in self._engine.getProperty("voices")]
        default = self._default_id()
        usable = [one for one in found if not one.id.startswith(_CONSTRUCTED) and one.id not in _UNUSABLE]
        return sorted(usable, key=lambda one: (one.id != default, one.language[:2] != "en", one.language))

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase.

        :raises SpeechFailed: if no sound was written.
        """
        with tempfile.TemporaryDirectory() as folder:
            # Apple's driver writes AIFF under any name, so the name has no suffix.
            path = Path(folder) / "speech"
            for attempt in range(_ATTEMPTS):
                if self._save(text, voice, rate, path, _SETTLE_S * 2**attempt):
                    return _read(path)
        raise SpeechFailed("; ".join(self._errors) or "the engine wrote no sound")

    def _save(self, text: str, voice: str, rate: int, path: Path, settle_s: float) -> bool:
        """Write a phrase, and tell whether it is complete.

        When its loop begins, the espeak driver may cancel what is queued: the rate just set, or the phrase
        itself. It then reports that the utterance was not completed, and everything has to be said again.
        """
        self._errors.clear()
        if self._voice_and_rate != (voice, rate):
            self._engine.setProperty("voice", voice)
            self._engine.setProperty("rate", rate)
            time.sleep(settle_s)
            self._voice_and_rate = (voice, rate)
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        if self._errors:
            self._voice_and_rate = None
        return not self._errors and path.exists() and path.stat().st_size > 0

    def _finished(self, completed: bool, **_: object) -> None:
        if not completed:
            self._errors.append("the engine broke off")

    def _default_id(self) -> str:
        return str(self._engine.getProperty("voice")) if sys.platform in _SYSTEM_VOICES else _DEFAULT


def _voice_of(voice: Any) -> Voice:
    language = str(voice.languages[0]) if voice.languages else ""
    return Voice(id=str(voice.id), name=str(voice.name).strip(), language=_tag(language))


def _tag(language: str) -> str:
    """Return a language in the usual form of BCP 47: ``en_us`` and ``en-us`` become ``en-US``."""
    first, *rest = language.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _read(path: Path) -> Speech:
    read: Callable[[Path], Speech] = _read_wav if path.read_bytes()[:4] == b"RIFF" else _read_any
    return read(path)


def _read_wav(path: Path) -> Speech:
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return Speech(pcm=pcm.reshape(-1, file.getnchannels())[:, 0].copy(), sample_rate=file.getframerate())


def _read_any(path: Path) -> Speech:
    """Read a format that FFmpeg can read, such as macOS's AIFF."""
    import av

    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="s16", layout="mono")
        rate = file.streams.audio[0].rate
        frames = [whole for frame in [*file.decode(audio=0), None] for whole in resampler.resample(frame)]
    return Speech(pcm=np.concatenate([frame.to_ndarray()[0] for frame in frames]), sample_rate=rate)
