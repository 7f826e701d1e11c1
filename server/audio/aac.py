"""Clips as AAC packets that can be joined with each other and the noise bed, at any packet of a track."""

from __future__ import annotations

import io

import av
import numpy as np

from server.audio import noise_bed
from server.audio.codec import decode_packets, encode
from server.audio.format import FRAME, Samples

#: Packets of bed before the one in whose frame the clip starts. The encoder needs it to switch to short
#: windows in time; otherwise the clip is heard too early (pre-echo).
LEAD_PACKETS = 1
#: Bits a second of speech and tones: the first at which no part of the clip is too quiet (``_QUIETEST_DB``).
CLIP_BIT_RATES = (40_000, 64_000, 96_000, 160_000)
#: Frames of bed that are encoded first and thrown away: otherwise the bed itself would be an onset.
_RUN_UP = 3
#: Level in dBFS that no ``_WINDOW`` samples (20 ms) of a clip fall below. At a low bit rate the encoder drops
#: the bed right before some consonants, up to 22 ms of zeros; Chromium counts as silent what is below -72.
_QUIETEST_DB = -69
_WINDOW = 480


def encode_clip(samples: Samples, offset: int = 0, *, before: int = 0) -> tuple[bytes, ...]:
    """Encode a clip with the bed under it, starting ``offset`` samples into a frame.

    The packets are ``LEAD_PACKETS`` of bed, then one for each frame that the clip touches, then one that ends
    the last frame. Placed at packet ``p`` of a track, the clip starts at sample
    ``(p + LEAD_PACKETS) * FRAME + offset`` of it (see :func:`packet_count`).

    :param before: how many of the samples come before that start, in the lead: at most a frame.
    :raises ValueError: if there are no samples from the start on, or ``offset`` is not within a frame.
    """
    if len(samples) <= before:
        raise ValueError("A clip needs at least one sample.")
    count = packet_count(len(samples) - before, offset)
    sound = noise_bed.bed_samples((_RUN_UP + count) * FRAME)
    start = (_RUN_UP + LEAD_PACKETS) * FRAME + offset - before
    sound[start : start + len(samples)] += samples
    for bit_rate in CLIP_BIT_RATES:
        packets = encode(sound, bit_rate)[_RUN_UP : _RUN_UP + count]
        if _is_never_silent(packets):
            break
    return packets


def decode_clip(packets: tuple[bytes, ...], length: int, offset: int, *, before: int = 0) -> Samples:
    """Return about what :func:`encode_clip` was given: the coder loses some, and the bed is taken out.

    :param length: of the clip from its start on, in samples.
    :param offset: as for :func:`encode_clip`, like ``before``.
    """
    sound = decode_packets(packets)
    start = LEAD_PACKETS * FRAME + offset
    bed = noise_bed.bed_samples(_RUN_UP * FRAME + len(sound))[_RUN_UP * FRAME :]
    return (sound - bed)[start - before : start + length]


def packet_count(length: int, offset: int = 0) -> int:
    """Return how many packets a clip of ``length`` samples takes.

    :raises ValueError: if ``offset`` is not within a frame.
    """
    if not 0 <= offset < FRAME:
        raise ValueError(f"The offset must be from 0 to {FRAME - 1} samples, not {offset}.")
    return LEAD_PACKETS + -(-(offset + length) // FRAME) + 1


def _is_never_silent(packets: tuple[bytes, ...]) -> bool:
    energy = np.cumsum(decode_packets(packets).astype(np.float64) ** 2)
    quietest = (energy[_WINDOW:] - energy[:-_WINDOW]).min() / _WINDOW
    return bool(quietest > 10 ** (_QUIETEST_DB / 10))


def decode(m4a: bytes) -> Samples:
    """Decode a whole track as a player does: without the encoder's delay.

    :raises ValueError: if there is no sound in it.
    """
    with av.open(io.BytesIO(m4a), "r") as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    if not frames:
        raise ValueError("There is no sound in this file.")
    return np.concatenate(frames).astype(np.float32, copy=False)
