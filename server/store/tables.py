"""The tables that every database has. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import DOCUMENT, Base


class PersonRow(Base):
    """A person, with the settings that hold for all routines (voice, pace, ...)."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_name_key", "name_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    #: The name in a spelling that all who read it alike share.
    name_key: Mapped[str | None] = mapped_column(String(80))
    settings: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    #: Which foot is sore: left, right, both or none. None if nobody said.
    sore: Mapped[str | None] = mapped_column(String(8))
    #: How much time there is on most days; 0 for as much as it takes. None if nobody said.
    minutes: Mapped[int | None]
    #: When they had been asked this. None if they have not.
    welcomed_ms: Mapped[int | None] = mapped_column(BigInteger)


class DeviceRow(Base):
    """A paired browser."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_token_hash", "token_hash", unique=True),)

    #: Names the device on pages. It opens nothing.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: What its browser calls itself.
    name: Mapped[str] = mapped_column(String(200))
    #: What people call it. None where they left that to Soleus.
    label: Mapped[str | None] = mapped_column(String(40))
    paired_ms: Mapped[int] = mapped_column(BigInteger)
    #: Of what its cookie holds. None in devices that still have the cookie of an earlier release.
    token_hash: Mapped[str | None] = mapped_column(String(64))
    #: When its cookie was last sent to it. None as above.
    cookie_ms: Mapped[int | None] = mapped_column(BigInteger)
    #: When it last asked for something, to about an hour. None if it has not since this is kept.
    seen_ms: Mapped[int | None] = mapped_column(BigInteger)


class PairingRow(Base):
    """A pairing code that has not expired, as a hash."""

    __tablename__ = "pairing"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
    #: How many more devices it pairs; a used code is kept so that whoever tries it is told so.
    devices_left: Mapped[int] = mapped_column(server_default="1")


class ChoicesRow(Base):
    """What a person changed about a routine."""

    __tablename__ = "choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    routine_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


class FavouriteRow(Base):
    """A routine that a person wants to find first."""

    __tablename__ = "favourite"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    routine_id: Mapped[str] = mapped_column(String(80), primary_key=True)


class TrackRow(Base):
    """A timeline and what else makes its audio, under the digest of the track."""

    __tablename__ = "track"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Once held the timeline; empty since it is kept in ``timeline``.
    document: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    recipe: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    #: The timeline's document, packed (``server.store.compact``).
    timeline: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: The ids of its recordings in their order, packed; None if the track was not recorded.
    recordings: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: When it was last handed out, to about a day; None if never since this is kept.
    used_ms: Mapped[int | None] = mapped_column(BigInteger)
    #: Digest of the audio file that the recordings make; None if the track was not recorded.
    file_digest: Mapped[str | None] = mapped_column(String(64))


class RecordingRow(Base):
    """A part of tracks that were handed out; its content is a file of the folder ``recordings``."""

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("digest", "clip", "offset"),
        Index("ix_recording_clip_offset", "clip", "offset"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of its content; names its file.
    digest: Mapped[str] = mapped_column(String(64))
    #: The key of the clip; empty for what was not spoken.
    clip: Mapped[str] = mapped_column(String(64))
    #: Samples by which the clip starts after the start of a packet.
    offset: Mapped[int]
    #: Samples of the clip.
    samples: Mapped[int] = mapped_column(BigInteger)


class RoutineCopyRow(Base):
    """A routine with its exercises as they were when a workout began, under the digest of the document."""

    __tablename__ = "routine_copy"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


class KeptTrackRow(Base):
    """What a track was made from that a phone keeps; the phone may begin a workout with it much later."""

    __tablename__ = "kept_track"

    digest: Mapped[str] = mapped_column(ForeignKey("track.digest"), primary_key=True)
    routine_copy: Mapped[str] = mapped_column(ForeignKey("routine_copy.digest"))
    choices: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


class WorkoutRow(Base):
    """A person doing a routine, once, and the last position that the player reported."""

    __tablename__ = "workout"
    __table_args__ = (
        Index("ix_workout_person_id_created_ms", "person_id", "created_ms"),
        # By which what nothing refers to is removed without reading all workouts.
        Index("ix_workout_track", "track"),
        Index("ix_workout_first_track", "first_track"),
        Index("ix_workout_routine_copy", "routine_copy"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    routine_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    #: None in workouts that began before routines were copied.
    routine_copy: Mapped[str | None] = mapped_column(ForeignKey("routine_copy.digest"))
    choices: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    first_track: Mapped[str | None] = mapped_column(ForeignKey("track.digest"))
    track: Mapped[str | None] = mapped_column(ForeignKey("track.digest"))
    finished_ms: Mapped[int | None] = mapped_column(BigInteger)
    #: How much of its work was played, once it is finished. None if that was not kept.
    done_percent: Mapped[int | None]
    #: When its person said that they would not go on with it.
    let_go_ms: Mapped[int | None] = mapped_column(BigInteger)
    #: The device on which it was last begun to play; it may have been removed since.
    player: Mapped[str | None] = mapped_column(String(32))
    reported_track: Mapped[str | None] = mapped_column(String(64))
    reported_position_ms: Mapped[int | None] = mapped_column(BigInteger)
    reported_playing: Mapped[bool | None]
    reported_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    #: What was done, once its timelines are no longer kept.
    summary: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)


class EventRow(Base):
    """An event of a workout, in the order of arrival."""

    __tablename__ = "workout_event"
    __table_args__ = (UniqueConstraint("workout_id", "event_id"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    workout_id: Mapped[str] = mapped_column(ForeignKey("workout.id"))
    event_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    position_ms: Mapped[int] = mapped_column(BigInteger)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    track: Mapped[str] = mapped_column(String(64))


class FeedRow(Base):
    """The address of a person's podcast feed."""

    __tablename__ = "feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    #: In the clear, because the person is shown the address again; what it opens is in this database too.
    token: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_ms: Mapped[int] = mapped_column(BigInteger)


class EpisodeRow(Base):
    """A track that a person's podcast feed has shown; the newest of each routine is the one it shows."""

    __tablename__ = "episode"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    routine_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("track.digest"), primary_key=True)
    length_bytes: Mapped[int] = mapped_column(BigInteger)
    published_ms: Mapped[int] = mapped_column(BigInteger)


class FileOwnerRow(Base):
    """Whom a routine or exercise file belongs to; a file without a row belongs to the house."""

    __tablename__ = "file_owner"

    #: Its path below the folder of a house's own routines, such as ``exercises/twist.yaml``.
    file: Mapped[str] = mapped_column(String(200), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class CountedAgeRow(Base):
    """The time by which ages were last counted; one row."""

    __tablename__ = "counted_age"

    id: Mapped[int] = mapped_column(primary_key=True)
    until_ms: Mapped[int] = mapped_column(BigInteger)
