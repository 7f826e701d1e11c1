"""The M4A file around the packets: what it holds first, then the sound, so that it plays while it loads."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from server.track.chapters import Chapter
from server.track.mp4 import chapter_boxes
from server.track.mp4.audio_boxes import SoundTable
from server.track.mp4.boxes import IDENTITY_MATRIX, box, full_box
from server.track.mp4.metadata import Tags, metadata

_FILE_TYPE = box(b"ftyp", b"M4A ", struct.pack(">I", 0x200), b"M4A mp42isom")


def m4a(packets: Sequence[bytes], duration_ms: int, chapters: Sequence[Chapter], tags: Tags | None) -> bytes:
    """Return a file that plays ``packets`` from their second frame on, for ``duration_ms``.

    The first packet is the decoder's run-up; the packets must last one frame longer than the duration.
    """
    sizes = np.fromiter(map(len, packets), dtype=np.uint32, count=len(packets))
    table = SoundTable(sizes, duration_ms)
    texts = chapter_boxes.texts(chapters)
    # The header's length does not depend on the places that are written in it.
    header = len(_movie(table, chapters, tags, 0))
    first_byte = len(_FILE_TYPE) + header + 8
    data_length = 8 + sum(map(len, texts)) + int(sizes.sum(dtype=np.int64))
    return b"".join(
        [
            _FILE_TYPE,
            _movie(table, chapters, tags, first_byte),
            struct.pack(">I4s", data_length, b"mdat"),
            *texts,
            *packets,
        ]
    )


def _movie(table: SoundTable, chapters: Sequence[Chapter], tags: Tags | None, first_byte: int) -> bytes:
    """Return ``moov`` for data that starts at ``first_byte``: the chapters' texts, then the packets."""
    after_texts = first_byte + sum(map(len, chapter_boxes.texts(chapters)))
    tracks = [table.track(after_texts, chapter_boxes.reference() if chapters else b"")]
    user_data = [metadata(tags)] if tags else []
    if chapters:
        tracks.append(chapter_boxes.text_track(chapters, table.duration_ms, first_byte))
        user_data.append(chapter_boxes.nero_list(chapters))
    return box(b"moov", _movie_header(table.duration_ms), *tracks, box(b"udta", *user_data))


def _movie_header(duration_ms: int) -> bytes:
    """Return ``mvhd``: the movie counts in milliseconds and plays at its own speed and full volume."""
    times = struct.pack(">4I", 0, 0, 1000, duration_ms)
    return full_box(
        b"mvhd",
        times,
        struct.pack(">IH10x", 0x10000, 0x100),
        IDENTITY_MATRIX,
        bytes(24),
        struct.pack(">I", chapter_boxes.TRACK_ID + 1),
    )
