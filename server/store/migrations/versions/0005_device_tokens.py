"""Devices are recognised by a random token, and codes pair a number of devices.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the hash of each device's token, when it last got its cookie, and how many devices a code pairs."""
    op.add_column("device", sa.Column("token_hash", sa.String(length=64), nullable=True))
    op.add_column("device", sa.Column("cookie_ms", sa.BigInteger(), nullable=True))
    op.create_index("ix_device_token_hash", "device", ["token_hash"], unique=True)
    op.add_column("pairing", sa.Column("devices_left", sa.Integer(), nullable=False, server_default="1"))
