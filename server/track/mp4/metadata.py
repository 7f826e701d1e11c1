"""What a player shows about the file: title, artist, album and a picture (iTunes metadata)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from server.track.mp4.boxes import box, full_box

_TEXT, _JPEG, _PNG = 1, 13, 14
_PICTURE_TYPES = {b"\xff\xd8\xff": _JPEG, b"\x89PNG\r\n\x1a\n": _PNG}


@dataclass(frozen=True, slots=True)
class Tags:
    """The file's metadata; an empty field is left out."""

    title: str
    artist: str = ""
    album: str = ""
    #: A whole PNG or JPEG file.
    cover: bytes = b""


def metadata_box(tags: Tags) -> bytes:
    """Return ``meta``, which belongs to the movie's user data.

    :raises ValueError: if the cover is neither PNG nor JPEG.
    """
    texts = ((b"\xa9nam", tags.title), (b"\xa9ART", tags.artist), (b"\xa9alb", tags.album))
    items = [_item(name, _TEXT, text.encode()) for name, text in texts if text]
    if tags.cover:
        items.append(_item(b"covr", _picture_type(tags.cover), tags.cover))
    handler = full_box(b"hdlr", struct.pack(">I4s4s9x", 0, b"mdir", b"appl"))
    return full_box(b"meta", handler, box(b"ilst", *items))


def _item(name: bytes, data_type: int, value: bytes) -> bytes:
    return box(name, box(b"data", struct.pack(">2I", data_type, 0), value))


def _picture_type(picture: bytes) -> int:
    for signature, data_type in _PICTURE_TYPES.items():
        if picture.startswith(signature):
            return data_type
    raise ValueError("The cover is neither a PNG nor a JPEG file.")
