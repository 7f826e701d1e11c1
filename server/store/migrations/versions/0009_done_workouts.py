"""How much of a workout was done, whether it was let go, and which device plays it.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to ``workout``."""
    op.add_column("workout", sa.Column("done_percent", sa.Integer(), nullable=True))
    op.add_column("workout", sa.Column("let_go_ms", sa.BigInteger(), nullable=True))
    op.add_column("workout", sa.Column("player", sa.String(length=32), nullable=True))
