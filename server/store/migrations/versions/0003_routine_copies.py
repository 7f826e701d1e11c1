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
    # Not as a batch, which would drop the table for a moment: SQLite refuses that while events refer to it.
    op.execute(
        "ALTER TABLE workout ADD COLUMN routine_copy VARCHAR(64)"
        " CONSTRAINT fk_workout_routine_copy_routine_copy REFERENCES routine_copy (digest)"
    )
