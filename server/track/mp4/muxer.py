"""The M4A file around the packets: its tables first and then the data, so that it plays while it loads."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from server.track.chapters import Chapter
from server.track.mp4 import chapter_boxes
from server.track.mp4.audio_boxes import AudioTrack
from server.track.mp4.boxes import IDENTITY_MATRIX, box, full_box
from server.track.mp4.metadata import Tags, metadata_box

_FILE_TYPE = box(b"ftyp", b"M4A ", struct.pack(">I", 0x200), b"M4A mp42isom")


def m4a_file(
    packets: Sequence[bytes], duration_ms: int, chapters: Sequence[Chapter], tags: Tags | None
) -> bytes:
    """Return a file that plays ``packets`` from their second frame on, for ``duration_ms``.

    :param packets: the first one primes the decoder; they must last one frame longer than the duration.
    """
    sizes = np.fromiter(map(len, packets), dtype=np.uint32, count=len(packets))
    audio = AudioTrack(sizes, duration_ms)
    texts = chapter_boxes.text_samples(chapters)
    # The length of the movie box does not depend on the offsets that are written in it.
    movie_length = len(_movie(audio, chapters, tags, 0))
    first_byte = len(_FILE_TYPE) + movie_length + 8
    data_length = 8 + sum(map(len, texts)) + int(sizes.sum(dtype=np.int64))
    return b"".join(
        [
            _FILE_TYPE,
            _movie(audio, chapters, tags, first_byte),
            struct.pack(">I4s", data_length, b"mdat"),
            *texts,
            *packets,
        ]
    )


def _movie(audio: AudioTrack, chapters: Sequence[Chapter], tags: Tags | None, first_byte: int) -> bytes:
    """Return ``moov`` for data that starts at ``first_byte``: the chapters' texts, then the packets."""
    after_texts = first_byte + sum(map(len, chapter_boxes.text_samples(chapters)))
    tracks = [audio.trak(after_texts, chapter_boxes.chapter_reference() if chapters else b"")]
    user_data = [metadata_box(tags)] if tags else []
    if chapters:
        tracks.append(chapter_boxes.text_track(chapters, audio.duration_ms, first_byte))
        user_data.append(chapter_boxes.nero_chapter_list(chapters))
    return box(b"moov", _movie_header(audio.duration_ms), *tracks, box(b"udta", *user_data))


def _movie_header(duration_ms: int) -> bytes:
    """Return ``mvhd``: the movie counts in milliseconds, and plays at normal speed and full volume."""
    times = struct.pack(">4I", 0, 0, 1000, duration_ms)
    return full_box(
        b"mvhd",
        times,
        struct.pack(">IH10x", 0x10000, 0x100),
        IDENTITY_MATRIX,
        bytes(24),
        struct.pack(">I", chapter_boxes.TRACK_ID + 1),
    )
