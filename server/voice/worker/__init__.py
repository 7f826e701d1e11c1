"""The processes that speak: their main program, how they are talked to, and the pool of them.

May use ``voice.model``.
"""

from server.voice.worker.engines import PIPER, Speaker, SpeakingPools, is_installed, open_engines
from server.voice.worker.pool import SpeakingPool, UnspeakablePhrase, VoiceStopped
from server.voice.worker.process import NoVoice

__all__ = [
    "PIPER",
    "NoVoice",
    "Speaker",
    "SpeakingPool",
    "SpeakingPools",
    "UnspeakablePhrase",
    "VoiceStopped",
    "is_installed",
    "open_engines",
]
