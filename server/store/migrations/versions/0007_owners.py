"""Whom the routine and exercise files belong to; those of before belong to the house.

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table ``file_owner``."""
    op.create_table(
        "file_owner",
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_file_owner_person_id_person")),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_file_owner")),
    )
    op.create_index("ix_file_owner_person_id", "file_owner", ["person_id"])
