"""The tables of what several processes share; a single one has it in its memory, or in the data folder."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import DOCUMENT, Base


class SharedFileRow(Base):
    """A file that people wrote, where several processes need it; one process has it in the data folder."""

    __tablename__ = "shared_file"

    #: Its path below the data folder, such as ``routines/exercises/twist.yaml``.
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    #: None if it was deleted.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Rises with each change of any file.
    version: Mapped[int] = mapped_column(BigInteger, index=True)


class SecretRow(Base):
    """A secret that all processes share; one process has it in the data folder."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RateHitRow(Base):
    """A use of something that is limited, where several processes count together."""

    __tablename__ = "rate_hit"
    __table_args__ = (Index("ix_rate_hit_key_at_ms", "key", "at_ms"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    at_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class JobOutcomeRow(Base):
    """How a job ended that a worker has done, for whoever waits for it."""

    __tablename__ = "job_outcome"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    outcome: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    ended_ms: Mapped[int] = mapped_column(BigInteger, index=True)
