"""Chapters inside the file, twice: Nero's list, and QuickTime's text track, which Apple's players need."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate

from server.track.chapters import Chapter
from server.track.mp4.boxes import (
    IDENTITY_MATRIX,
    box,
    data_in_this_file,
    edit_list,
    full_box,
    media,
    track_header,
)

TRACK_ID = 2
#: Chapters in Nero's list, and bytes of a title in it: both are counted in one byte.
_MOST_NERO_CHAPTERS = _LONGEST_NERO_TITLE = 0xFF
#: Bytes of a title in the text track, counted in two bytes.
_LONGEST_TITLE = 0xFFFF
#: Nero's unit of time is 100 nanoseconds.
_UNITS_PER_MS = 10_000
#: How the text would look on a screen: plain, in the first font, which has no name.
_STYLE = struct.pack(">I2x4x8x4xH6x", 1, 1) + box(b"ftab", struct.pack(">2HB", 1, 1, 0))
#: Says that a text is UTF-8.
_UTF8 = box(b"encd", struct.pack(">I", 0x100))


def nero_chapter_list(chapters: Sequence[Chapter]) -> bytes:
    """Return ``chpl``, which belongs to the movie's user data; chapters after the 255th do not fit."""
    entries = [
        struct.pack(">QB", chapter.start_ms * _UNITS_PER_MS, len(title)) + title
        for chapter in chapters[:_MOST_NERO_CHAPTERS]
        for title in [_utf8(chapter.title, _LONGEST_NERO_TITLE)]
    ]
    return full_box(b"chpl", struct.pack(">IB", 0, len(entries)), *entries, version=1)


def text_samples(chapters: Sequence[Chapter]) -> tuple[bytes, ...]:
    """Return the samples of the text track, one for each chapter."""
    titles = (_utf8(chapter.title, _LONGEST_TITLE) for chapter in chapters)
    return tuple(struct.pack(">H", len(title)) + title + _UTF8 for title in titles)


def chapter_reference() -> bytes:
    """Return ``tref`` for the audio track: its chapters are in the text track."""
    return box(b"tref", box(b"chap", struct.pack(">I", TRACK_ID)))


def text_track(chapters: Sequence[Chapter], duration_ms: int, first_byte: int) -> bytes:
    """Return ``trak`` for the texts, which follow each other from ``first_byte`` of the file.

    :param chapters: contiguous; the first starts at 0.
    """
    return box(
        b"trak",
        track_header(TRACK_ID, duration_ms, flags=2, volume=0),
        edit_list(duration_ms, start=0),
        media(
            1000,
            duration_ms,
            b"text",
            b"ChapterHandler",
            box(
                b"gmhd",
                full_box(b"gmin", struct.pack(">4H4x", 0x40, *[0x8000] * 3)),
                box(b"text", IDENTITY_MATRIX),
            ),
            data_in_this_file(),
            _sample_table(chapters, duration_ms, first_byte),
        ),
    )


def _sample_table(chapters: Sequence[Chapter], duration_ms: int, first_byte: int) -> bytes:
    count = len(chapters)
    starts = [chapter.start_ms for chapter in chapters]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], duration_ms], strict=True)]
    sizes = [len(text) for text in text_samples(chapters)]
    offsets = accumulate(sizes[:-1], initial=first_byte)
    return box(
        b"stbl",
        full_box(b"stsd", struct.pack(">I", 1), box(b"text", struct.pack(">6xH", 1), _STYLE)),
        full_box(b"stts", struct.pack(">I", count), *(struct.pack(">2I", 1, each) for each in lengths)),
        full_box(b"stsc", struct.pack(">4I", 1, 1, 1, 1)),
        full_box(b"stsz", struct.pack(f">2I{count}I", 0, count, *sizes)),
        full_box(b"stco", struct.pack(f">I{count}I", count, *offsets)),
    )


def _utf8(title: str, longest: int) -> bytes:
    """Return a title in UTF-8, cut between two characters if it is longer than so many bytes."""
    return title.encode()[:longest].decode(errors="ignore").encode()
