"""Speech: engines, and the processes that they speak in. What was spoken is in ``voice.clips``.

The processes that speak import this too, so it needs little memory: nothing here imports ``numpy``.
May use the base modules, and ``lookup``, which those processes do not import, also ``coach.lines``.
"""

from server.voice.installed import installed_voices
from server.voice.model import USUAL_LANGUAGE, KnownEngine, Voice
from server.voice.worker import (
    NoVoice,
    Speaker,
    SpeakingPool,
    SpeakingPools,
    UnspeakablePhrase,
    VoiceStopped,
    is_installed,
    open_engines,
)

__all__ = [
    "USUAL_LANGUAGE",
    "KnownEngine",
    "NoVoice",
    "Speaker",
    "SpeakingPool",
    "SpeakingPools",
    "UnspeakablePhrase",
    "Voice",
    "VoiceStopped",
    "installed_voices",
    "is_installed",
    "open_engines",
]
