"""Ears that understand words: PocketSphinx and its model of American English, behind types.

They are told which phrases there may be, and say which one was heard and when, or nothing. Free dictation is
beyond this recogniser; choosing among some dozens of phrases is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import av
import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from server.audio.format import SAMPLE_RATE, Samples
from tests.helpers.spelling import breaths

#: Samples a millisecond of what these ears take in: the model knows sound of 16 kHz.
EAR_PER_MS = 16
#: Noise of a quiet room, 30 dB below speech (dBFS). The bed of a track ends at 1.5 kHz, and the model was
#: trained on recordings, which are never silent above.
_ROOM_DB = -50
#: Pronunciations (ARPAbet) of words that the model's dictionary lacks.
_LACKING = {
    "alfredson's": "AE L F R EH D S AH N Z",
    "fascia": "F AE SH IY AH",
    "fasciitis": "F AE S IY AY T IH S",
    "flexor": "F L EH K S ER",
    "glute": "G L UW T",
    "knee's": "N IY Z",
    "pinches": "P IH N CH IH Z",
    "plantar": "P L AE N T ER",
    "shins": "SH IH N Z",
    "step's": "S T EH P S",
    "tingles": "T IH NG G AH L Z",
    "uncross": "AH N K R AO S",
    "wobbles": "W AA B AH L Z",
}
#: Of two explanations of a sound, a pause is the better one (the model's default is 0.005).
_PAUSE_PROBABILITY = 0.9

#: Sound at 16 kHz, shape (samples,).
EarSound: TypeAlias = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood, and from when to when; no words: nothing was heard."""

    words: str = ""
    at_ms: int = 0
    end_ms: int = 0


def for_ears(sound: Samples) -> EarSound:
    """Resample to what the ears take in."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None]), format="fltp", layout="mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler(format="s16", layout="mono", rate=EAR_PER_MS * 1000)
    return np.concatenate([part.to_ndarray()[0] for end in (frame, None) for part in resampler.resample(end)])


def dictionary_says(word: str) -> list[str]:
    """Return the pronunciations of a word in the model's dictionary (that of Carnegie Mellon University)."""
    found = (_dictionary().lookup_word(word + variant) for variant in ("", "(2)", "(3)"))
    return [pronunciation for pronunciation in found if pronunciation]


class Ears:
    """Tells phrases apart."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Learn the phrases; what is spoken in one breath is to the recogniser one long word."""
        self._decoder: Any = Decoder(
            samprate=EAR_PER_MS * 1000, lm=None, loglevel="FATAL", silprob=_PAUSE_PROBABILITY
        )
        choices = {" ".join(self._learn(breath) for breath in breaths(phrase)) for phrase in phrases}
        grammar = f"#JSGF V1.0; grammar cues; public <cue> = [ {' | '.join(sorted(choices))} ];"
        self._decoder.add_jsgf_string("cues", grammar)
        self._decoder.activate_search("cues")

    def hear(self, sound: EarSound) -> Heard:
        """Say which of the phrases is in a sound."""
        # What was heard before must not colour this: an adapted ear once took "eight" for "two".
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(_in_a_room(sound).tobytes(), full_utt=True)
        self._decoder.end_utt()
        if not self._decoder.hyp():
            return Heard()
        words = [segment for segment in self._decoder.seg() if segment.word[0].isalpha()]
        if not words:
            return Heard()
        said = " ".join(segment.word.partition("(")[0] for segment in words)
        return Heard(said.replace("_", " "), words[0].start_frame * 10, words[-1].end_frame * 10)

    def _learn(self, breath: list[str]) -> str:
        together = "_".join(breath)
        if self._decoder.lookup_word(together) is None:
            self._decoder.add_word(together, " ".join(self._sounds(word) for word in breath), True)
        return together

    def _sounds(self, word: str) -> str:
        sounds = self._decoder.lookup_word(word) or _LACKING.get(word)
        if sounds is None:
            raise ValueError(f"How is “{word}” pronounced? Neither the dictionary nor _LACKING knows.")
        return str(sounds)


@cache
def _dictionary() -> Any:
    return _decoder()


def _decoder(**settings: float) -> Any:
    return Decoder(samprate=EAR_PER_MS * 1000, lm=None, loglevel="FATAL", **settings)


def _in_a_room(sound: EarSound) -> EarSound:
    noise = np.random.default_rng(len(sound)).standard_normal(len(sound)) * 32_768 * 10 ** (_ROOM_DB / 20)
    return np.clip(sound + noise, -32_768, 32_767).astype(np.int16)
