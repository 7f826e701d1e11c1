"""The boxes that an MP4 file consists of: a length, a name of four letters, contents (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct

#: Leaves a picture as it is.
IDENTITY_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
#: ISO 639 code "und", five bits a letter: the file does not say its language.
UNDETERMINED = 0x55C4


def box(name: bytes, *contents: bytes) -> bytes:
    """Return a box with its contents, one after the other."""
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), name) + content


def full_box(name: bytes, *contents: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return a box that begins with its version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *contents)


def track_header(track_id: int, duration_ms: int, flags: int, volume: int) -> bytes:
    """Return ``tkhd``.

    :param flags: 1 for enabled, 2 for part of the movie, or their sum.
    :param volume: in 1/256.
    """
    return full_box(
        b"tkhd",
        struct.pack(">5I8x", 0, 0, track_id, 0, duration_ms),
        struct.pack(">2hH2x", 0, 0, volume),
        IDENTITY_MATRIX,
        bytes(8),  # no width, no height
        flags=flags,
    )


def edit_list(duration_ms: int, start: int) -> bytes:
    """Return ``edts``: play ``duration_ms`` from ``start``, which is in units of the track's timescale."""
    return box(b"edts", full_box(b"elst", struct.pack(">IIi2H", 1, duration_ms, start, 1, 0)))


def media(timescale: int, duration: int, handler: bytes, name: bytes, *information: bytes) -> bytes:
    """Return ``mdia``: its header, its handler and its media information.

    :param timescale: units of time a second.
    :param duration: in these units.
    :param handler: ``soun`` or ``text``.
    """
    return box(
        b"mdia",
        full_box(b"mdhd", struct.pack(">4I2H", 0, 0, timescale, duration, UNDETERMINED, 0)),
        full_box(b"hdlr", struct.pack(">I4s12x", 0, handler), name + b"\0"),
        box(b"minf", *information),
    )


def data_in_this_file() -> bytes:
    """Return ``dinf``: the data is in the same file."""
    return box(b"dinf", full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1)))
