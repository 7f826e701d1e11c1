"""The audio track: where each packet is in the file, how it is decoded, and where playing begins."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from server.audio import FRAME, PER_MS, SAMPLE_RATE, audio_specific_config
from server.track.mp4.boxes import box, data_in_this_file, edit_list, full_box, media, track_header

TRACK_ID = 1
#: Samples that the decoder returns before the first one of the track: it needs two packets for each frame.
PRIMING = FRAME
#: Packets in a chunk: about a second, as much as a player reads at a time.
_CHUNK = 24


@dataclass(frozen=True, slots=True, eq=False)
class AudioTrack:
    """The audio track of a file."""

    #: Bytes of each packet, shape (packets,).
    sizes: NDArray[np.uint32]
    #: How much of it is played.
    duration_ms: int

    def trak(self, first_byte: int, references: bytes = b"") -> bytes:
        """Return ``trak`` for consecutive packets that begin at ``first_byte`` of the file."""
        return box(
            b"trak",
            track_header(TRACK_ID, self.duration_ms, flags=3, volume=0x100),
            edit_list(self.duration_ms, start=PRIMING),
            references,
            media(
                SAMPLE_RATE,
                self._samples,
                b"soun",
                b"SoundHandler",
                full_box(b"smhd", bytes(4)),
                data_in_this_file(),
                self._sample_table(first_byte),
            ),
        )

    @property
    def _samples(self) -> int:
        """Samples including the priming; what the last packet has beyond them is not played."""
        return PRIMING + self.duration_ms * PER_MS

    def _sample_table(self, first_byte: int) -> bytes:
        count = len(self.sizes)
        return box(
            b"stbl",
            full_box(b"stsd", struct.pack(">I", 1), self._entry()),
            self._times(),
            self._chunks(),
            full_box(b"stsz", struct.pack(">2I", 0, count), self.sizes.astype(">u4").tobytes()),
            self._chunk_offsets(first_byte),
            # To start anywhere, a player decodes one packet earlier and drops its frame ("roll" by -1).
            full_box(b"sgpd", struct.pack(">4s2Ih", b"roll", 2, 1, -1), version=1),
            full_box(b"sbgp", struct.pack(">4s3I", b"roll", 1, count, 1)),
        )

    def _times(self) -> bytes:
        whole = len(self.sizes) - 1
        return full_box(b"stts", struct.pack(">5I", 2, whole, FRAME, 1, self._samples - whole * FRAME))

    def _chunks(self) -> bytes:
        whole, rest = divmod(len(self.sizes), _CHUNK)
        runs = [(1, _CHUNK, 1)] if whole else []
        if rest:
            runs.append((whole + 1, rest, 1))
        return full_box(b"stsc", struct.pack(">I", len(runs)), *(struct.pack(">3I", *run) for run in runs))

    def _chunk_offsets(self, first_byte: int) -> bytes:
        ends = np.cumsum(self.sizes, dtype=np.int64)
        starts = np.concatenate([[0], ends[_CHUNK - 1 : -1 : _CHUNK]]) + first_byte
        return full_box(b"stco", struct.pack(">I", len(starts)), starts.astype(">u4").tobytes())

    def _entry(self) -> bytes:
        """Return ``mp4a``: every MP4 file states 2 channels and 16 bits here; what counts is in ``esds``."""
        plain = struct.pack(">6xH8x2H4xI", 1, 2, 16, SAMPLE_RATE << 16)
        return box(b"mp4a", plain, full_box(b"esds", self._descriptors()))

    def _descriptors(self) -> bytes:
        """Return the descriptors of the elementary stream (ISO/IEC 14496-1): AAC and its configuration."""
        bit_rate = int(self.sizes.sum(dtype=np.int64)) * 8 * SAMPLE_RATE // self._samples
        configuration = _descriptor(5, audio_specific_config())
        # 0x40: AAC; 0x15: an audio stream; no buffer size.
        decoder = _descriptor(4, struct.pack(">2B3x2I", 0x40, 0x15, bit_rate, bit_rate) + configuration)
        return _descriptor(3, struct.pack(">HB", 0, 0) + decoder + _descriptor(6, b"\x02"))


def _descriptor(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content
