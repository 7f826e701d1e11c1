"""What was spoken, in memory and on disk: samples, and packets of AAC.

May use ``voice``, ``voice.pronunciation``, ``audio`` and the base modules.
"""

from server.voice.clips.clip_store import ClipStore
from server.voice.clips.disk_cache import DiskCache
from server.voice.clips.model import Clip, ClipMaker, KeptClip, KeptClips, Packets, Phrase
from server.voice.clips.packing import clip_key, pack_packets, unpack_packets

__all__ = [
    "Clip",
    "ClipMaker",
    "ClipStore",
    "DiskCache",
    "KeptClip",
    "KeptClips",
    "Packets",
    "Phrase",
    "clip_key",
    "pack_packets",
    "unpack_packets",
]
