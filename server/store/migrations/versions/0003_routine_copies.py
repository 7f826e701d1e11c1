"""Copies of routines, so that a running workout keeps the routine that it began with.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table ``routine_copy``, and let workouts refer to it."""
    op.create_table(
        "routine_copy",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_routine_copy")),
    )
    with op.batch_alter_table("workout") as workout:
        workout.add_column(sa.Column("routine_copy", sa.String(length=64), nullable=True))
        workout.create_foreign_key(
            op.f("fk_workout_routine_copy_routine_copy"), "routine_copy", ["routine_copy"], ["digest"]
        )
