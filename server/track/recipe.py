"""What a track is made of besides its timeline, and the digest that names it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from server.coach import Timeline
from server.digests import digest_of
from server.routine import Tones
from server.track.mp4 import Tags

#: The artist that a player shows; also the album, so that all routines are listed together.
ARTIST: Final = "Soleus"
#: Part of every digest: to be raised when the same recipe would give other bytes.
TRACK_FORMAT: Final = 6
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
    #: Digest of the phrases that are not spoken as they are written; empty if there is none.
    respoken: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A part of a track that was handed out: packets of a cue at its offset, of the bed, or the cover."""

    #: Of its content.
    digest: str
    #: The key of the clip; empty for all that was not spoken.
    clip: str = ""
    #: Samples by which the clip starts after the start of a packet.
    offset: int = 0
    #: Samples of the clip.
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """What makes the file of a track again, to the byte."""

    #: The bed, the cover, and then those of ``required_packets`` in its order.
    recordings: tuple[Recording, ...]
    #: Digest of the file.
    file_digest: str


@dataclass(frozen=True, slots=True)
class StoredTrack:
    """What is stored of a track, so that its audio can be made again."""

    digest: str
    #: The timeline as a JSON object (``server.coach.document``).
    document: Mapping[str, Any]
    #: The fields of its :class:`Recipe`.
    recipe: Mapping[str, Any]
    #: ``None`` if it was never handed out, or by a release that recorded nothing.
    recorded: Recorded | None = None


def tags_of(timeline: Timeline, cover: bytes) -> Tags:
    """Return what a player shows about a track.

    :param cover: the picture in the file; empty for none.
    """
    return Tags(timeline.title, artist=ARTIST, album=ARTIST, cover=cover)


def is_digest(text: str) -> bool:
    """Tell whether a text can be the name of a track: 32 hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def track_digest(document: Mapping[str, Any], recipe: Recipe) -> str:
    """Return the name of the track that a timeline, as a JSON object, and a recipe make."""
    made_of = asdict(recipe)
    if not recipe.respoken:
        del made_of["respoken"]  # so that a track in which nothing is respelled keeps its name
    return digest_of(json.dumps([document, made_of], sort_keys=True, separators=(",", ":")))


def respoken_digest(said: Mapping[str, str]) -> str:
    """Return a digest of those phrases that are not spoken as they are written; empty if there is none.

    :param said: what the engine is given, by what is written.
    """
    respoken = {text: words for text, words in said.items() if words != text}
    return digest_of(json.dumps(respoken, sort_keys=True)) if respoken else ""
