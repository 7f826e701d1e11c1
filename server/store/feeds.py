"""Podcast feeds: the address of each person's feed, and the episodes it has shown."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from server.digests import digest_of
from server.errors import NotFound
from server.store.database import Database
from server.store.tables import DeviceRow, EpisodeRow, FeedRow, PersonRow
from server.store.values import Episode, Person

#: Random bytes in an address: 2**192 possibilities.
_TOKEN_BYTES = 24
_NO_EPISODE = "There is no such episode in this feed."


class FeedsMixin(Database):
    """Queries about feeds."""

    def feed_token(self, person_id: int) -> str:
        """Return the key in the address of a person's feed; empty if there is none."""
        query = select(FeedRow.token).where(FeedRow.person_id == person_id)
        with self._read() as connection:
            return connection.execute(query).scalar() or ""

    def feed_owners(self, device_id: str, most: int) -> tuple[Person, ...]:
        """Return people who have a feed, first the one for whom a device acts, and then in their order.

        :param most: how many are enough.
        """
        others = PersonRow.id.is_distinct_from(
            select(DeviceRow.person_id).where(DeviceRow.id == device_id).scalar_subquery()
        )
        query = select(PersonRow.id, PersonRow.name).join(FeedRow, FeedRow.person_id == PersonRow.id)
        with self._read() as connection:
            rows = connection.execute(query.order_by(others, PersonRow.id).limit(most))
            return tuple(Person(*row) for row in rows)

    def new_feed(self, person_id: int) -> str:
        """Give a person's feed a new address, and return its key; the one before no longer works."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = {
            "person_id": person_id,
            "token": token,
            "token_hash": _hash(token),
            "created_ms": self.clock(),
        }

        def work(connection: Connection) -> None:
            connection.execute(delete(FeedRow).where(FeedRow.person_id == person_id))
            connection.execute(insert(FeedRow).values(row))

        self._write(work)
        return token

    def revoke_feed(self, person_id: int) -> None:
        """Withdraw the address of a person's feed."""
        rows = delete(FeedRow).where(FeedRow.person_id == person_id)
        self._write(lambda connection: connection.execute(rows))

    def feed_owner(self, token: str) -> Person | None:
        """Return whose feed a key opens; ``None`` if nobody's.

        Looked up by its hash: the time this takes says nothing about how much of a key is right.
        """
        query = (
            select(PersonRow.id, PersonRow.name)
            .join(FeedRow, FeedRow.person_id == PersonRow.id)
            .where(FeedRow.token_hash == _hash(token))
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return Person(*row) if row else None

    def publish(self, person_id: int, routine_id: str, digest: str, length_bytes: int) -> None:
        """Make a track the newest episode of a routine in a person's feed, unless it is that already.

        Earlier ones stay available under their own addresses: an app may still be loading them.

        :param digest: of a track that has been saved.
        """
        now = self.clock()
        shown = _episodes(person_id).where(EpisodeRow.routine_id == routine_id)

        def work(connection: Connection) -> None:
            last = connection.execute(shown.order_by(EpisodeRow.published_ms.desc())).first()
            if last is not None and last.digest == digest:
                return
            later = max(now, last.published_ms + 1) if last else now
            episode = Episode(routine_id, digest, length_bytes, later)
            connection.execute(delete(EpisodeRow).where(*_at(person_id, routine_id, digest)))
            connection.execute(insert(EpisodeRow).values(person_id=person_id, **asdict(episode)))

        self._write(work)

    def newest_episodes(self, person_id: int) -> dict[str, Episode]:
        """Return the newest episode of each routine in a person's feed, by the routine's id."""
        with self._read() as connection:
            rows = connection.execute(_episodes(person_id).order_by(EpisodeRow.published_ms))
            return {row.routine_id: Episode(*row) for row in rows}

    def newest_episode(self, person_id: int, routine_id: str) -> Episode:
        """Return the newest episode of a routine in a person's feed.

        :raises NotFound: if there is none yet.
        """
        query = _episodes(person_id).where(EpisodeRow.routine_id == routine_id)
        with self._read() as connection:
            row = connection.execute(query.order_by(EpisodeRow.published_ms.desc())).first()
        if row is None:
            raise NotFound(_NO_EPISODE)
        return Episode(*row)

    def episode(self, person_id: int, routine_id: str, digest: str) -> Episode:
        """Return an episode that a person's feed has shown.

        :raises NotFound: if it never showed this one.
        """
        query = _episodes(person_id).where(*_at(person_id, routine_id, digest))
        with self._read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(_NO_EPISODE)
        return Episode(*row)


def _episodes(person_id: int) -> Select[*tuple[Any, ...]]:
    """Return the query for a person's episodes, with the columns of ``Episode``."""
    return select(
        EpisodeRow.routine_id, EpisodeRow.digest, EpisodeRow.length_bytes, EpisodeRow.published_ms
    ).where(EpisodeRow.person_id == person_id)


def _at(person_id: int, routine_id: str, digest: str) -> tuple[Any, ...]:
    return (
        EpisodeRow.person_id == person_id,
        EpisodeRow.routine_id == routine_id,
        EpisodeRow.digest == digest,
    )


def _hash(token: str) -> str:
    return digest_of(token, hex_digits=64)
