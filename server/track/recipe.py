"""What decides a track besides its timeline, and the name that follows from both."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.coach.model import Timeline
from server.resources import artwork
from server.routine.model import Tones
from server.track.mp4.metadata import Tags

#: Who a player says is playing; also the album, so that all routines stand together.
ARTIST = "Soleus"

#: Part of every digest: to be raised when the same recipe would give other bytes.
TRACK_FORMAT = 2
_DIGEST = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Besides its timeline, everything that decides the bytes of a track."""

    voice: str
    rate: int
    tones: Tones
    #: Name and version of the engine that speaks.
    engine: str
    #: Digest of the picture in the file.
    cover: str = ""
    track_format: int = TRACK_FORMAT


def tags_of(timeline: Timeline) -> Tags:
    """Return what a player shows about a track."""
    return Tags(timeline.title, artist=ARTIST, album=ARTIST, cover=artwork(timeline.routine))


def is_digest(text: str) -> bool:
    """Tell whether a text can be the name of a track: 32 hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def digest_of(document: Mapping[str, Any], recipe: Recipe) -> str:
    """Return the name of the track that a timeline and a recipe make: 32 hexadecimal digits."""
    content = json.dumps([document, asdict(recipe)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:32]
