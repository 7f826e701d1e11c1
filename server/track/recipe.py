"""What a track is made of besides its timeline, and the digest that names it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from server.coach import Timeline
from server.digests import digest_of
from server.resources import artwork
from server.routine import Tones
from server.track.mp4 import Tags

#: The artist that a player shows; also the album, so that all routines are listed together.
ARTIST: Final = "Soleus"
#: Part of every digest: to be raised when the same recipe would give other bytes.
TRACK_FORMAT: Final = 4
_DIGEST: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the bytes of a track besides its timeline."""

    #: Id of the voice.
    voice: str
    #: Words a minute.
    rate: int
    tones: Tones
    #: Name and version of the engine that speaks.
    engine: str
    #: Digest of the picture in the file.
    cover: str = ""
    track_format: int = TRACK_FORMAT


@dataclass(frozen=True, slots=True)
class StoredTrack:
    """What is stored of a track, so that its audio can be made again."""

    digest: str
    #: The timeline as a JSON object (``server.coach.document``).
    document: Mapping[str, Any]
    #: The fields of its :class:`Recipe`.
    recipe: Mapping[str, Any]


def tags_of(timeline: Timeline) -> Tags:
    """Return what a player shows about a track."""
    return Tags(timeline.title, artist=ARTIST, album=ARTIST, cover=artwork(timeline.routine))


def is_digest(text: str) -> bool:
    """Tell whether a text can be the name of a track: 32 hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def track_digest(document: Mapping[str, Any], recipe: Recipe) -> str:
    """Return the name of the track that a timeline, as a JSON object, and a recipe make."""
    return digest_of(json.dumps([document, asdict(recipe)], sort_keys=True, separators=(",", ":")))
