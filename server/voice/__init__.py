"""Speech: engines in worker processes, and the clips that they have spoken, in memory and on disk.

May use ``audio``, ``routine`` and the base modules, but not ``workout``.
"""

from server.voice.clips import ClipStore
from server.voice.model import Clip, KeptClip, KeptClips, Packets, Voice
from server.voice.packing import clip_key, pack_packets, unpack_packets
from server.voice.worker import SpeakingPool, UnspeakablePhrase, VoiceStopped

__all__ = [
    "Clip",
    "ClipStore",
    "KeptClip",
    "KeptClips",
    "Packets",
    "SpeakingPool",
    "UnspeakablePhrase",
    "Voice",
    "VoiceStopped",
    "clip_key",
    "pack_packets",
    "unpack_packets",
]
