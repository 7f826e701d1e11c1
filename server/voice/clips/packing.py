"""Clips and packets as bytes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.audio import FULL_SCALE, Samples
from server.digests import digest_of

#: Part of every clip's key: to be raised when speaking, levelling, trimming, encoding, the noise bed under
#: the clips or the layout of a file changes.
FORMAT: Final = 5
_LENGTH: Final = struct.Struct("<I")


def clip_key(engine: str, version: str, voice: str, rate: int, text: str, clip_format: int = FORMAT) -> str:
    """Return the key of a clip, the same for the same sound.

    :param engine: its name.
    """
    return digest_of("\0".join((str(clip_format), engine, version, voice, str(rate), text)))


def pack_samples(samples: Samples) -> bytes:
    """Return samples as 16-bit integers."""
    return np.round(samples * FULL_SCALE).astype("<i2").tobytes()


def unpack_pcm(data: bytes) -> NDArray[np.int16]:
    """Return the integers of :func:`pack_samples`, shape (samples,), read-only."""
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


def pack_packets(packets: Sequence[bytes]) -> bytes:
    """Return packets, each after its length."""
    return b"".join(_LENGTH.pack(len(packet)) + packet for packet in packets)


def unpack_packets(data: bytes) -> tuple[bytes, ...]:
    """Return the packets of :func:`pack_packets`."""
    packets, start = [], 0
    while start < len(data):
        (length,) = _LENGTH.unpack_from(data, start)
        start += _LENGTH.size
        packets.append(data[start : start + length])
        start += length
    return tuple(packets)
