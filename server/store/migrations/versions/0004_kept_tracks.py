"""What the tracks that phones keep were made from, so that a workout begun without network keeps it too.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table ``kept_track``."""
    op.create_table(
        "kept_track",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("routine_copy", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["track.digest"], name=op.f("fk_kept_track_digest_track")),
        sa.ForeignKeyConstraint(
            ["routine_copy"], ["routine_copy.digest"], name=op.f("fk_kept_track_routine_copy_routine_copy")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_track")),
    )
