"""What people say of themselves when they are welcomed: a sore foot, and how much time they have.

Revision 0011, after 0010. Who was there before is not welcomed any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to ``person``."""
    op.add_column("person", sa.Column("sore", sa.String(length=8), nullable=True))
    op.add_column("person", sa.Column("minutes", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("welcomed_ms", sa.BigInteger(), nullable=True))
    op.execute("UPDATE person SET welcomed_ms = created_ms")
