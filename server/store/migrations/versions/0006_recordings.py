"""Recordings of what was handed out, and timelines at a tenth of their size.

Revision 0006, after 0005.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from server.store.compact import pack

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Timelines that are packed at a time: at 50 KB each, they take little memory.
_AT_A_TIME = 100


def upgrade() -> None:
    """Create the table ``recording``, and pack the timelines."""
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("clip", sa.String(length=64), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("samples", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("digest", "clip", "offset", name=op.f("uq_recording_digest_clip_offset")),
    )
    op.create_index("ix_recording_clip_offset", "recording", ["clip", "offset"])
    op.add_column("track", sa.Column("timeline", sa.LargeBinary(), nullable=True))
    op.add_column("track", sa.Column("recordings", sa.LargeBinary(), nullable=True))
    op.add_column("track", sa.Column("used_ms", sa.BigInteger(), nullable=True))
    op.add_column("track", sa.Column("file_digest", sa.String(length=64), nullable=True))
    op.add_column("workout", sa.Column("summary", sa.JSON(), nullable=True))
    _pack_timelines()


def _pack_timelines() -> None:
    connection = op.get_bind()
    track = sa.table(
        "track", sa.column("digest"), sa.column("document", sa.JSON), sa.column("timeline", sa.LargeBinary)
    )
    unpacked = sa.select(track.c.digest, track.c.document).where(track.c.timeline.is_(None)).limit(_AT_A_TIME)
    while rows := connection.execute(unpacked).all():
        for digest, document in rows:
            packed = pack(json.loads(document) if isinstance(document, str) else document)
            change = sa.update(track).where(track.c.digest == digest)
            connection.execute(change.values(document={}, timeline=packed))
