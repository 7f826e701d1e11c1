"""What people call their devices, and when each was last seen.

Revision 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to ``device``."""
    op.add_column("device", sa.Column("label", sa.String(length=40), nullable=True))
    op.add_column("device", sa.Column("seen_ms", sa.BigInteger(), nullable=True))
