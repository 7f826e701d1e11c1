"""What was spoken, in memory and on disk: samples, and packets of AAC.

May use ``voice``, ``voice.pronunciation``, ``audio`` and the base modules.
"""

from server.voice.clips.clip_store import ClipStore
from server.voice.clips.disk_cache import DiskCache
from server.voice.clips.model import Clip, KeptClip, KeptClips, Packets
from server.voice.clips.packing import clip_key, pack_packets, unpack_packets

__all__ = [
    "Clip",
    "ClipStore",
    "DiskCache",
    "KeptClip",
    "KeptClips",
    "Packets",
    "clip_key",
    "pack_packets",
    "unpack_packets",
]
