"""First tables.

Revision 0001, from an empty database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "pairing",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_pairing")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "track",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_track")),
    )
    op.create_table(
        "choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("routine_id", sa.String(length=80), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_choices_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "routine_id", name=op.f("pk_choices")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("paired_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "workout",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("routine_id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("first_track", sa.String(length=64), nullable=True),
        sa.Column("track", sa.String(length=64), nullable=True),
        sa.Column("finished_ms", sa.BigInteger(), nullable=True),
        sa.Column("reported_track", sa.String(length=64), nullable=True),
        sa.Column("reported_position_ms", sa.BigInteger(), nullable=True),
        sa.Column("reported_playing", sa.Boolean(), nullable=True),
        sa.Column("reported_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["first_track"], ["track.digest"], name=op.f("fk_workout_first_track_track")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_workout_person_id_person")),
        sa.ForeignKeyConstraint(["track"], ["track.digest"], name=op.f("fk_workout_track_track")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workout")),
    )
    op.create_index("ix_workout_person_id_created_ms", "workout", ["person_id", "created_ms"])
    op.create_table(
        "workout_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workout_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("position_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("track", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workout_id"], ["workout.id"], name=op.f("fk_workout_event_workout_id_workout")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_workout_event")),
        sa.UniqueConstraint("workout_id", "event_id", name=op.f("uq_workout_event_workout_id_event_id")),
    )
