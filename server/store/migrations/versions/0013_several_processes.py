"""What many people and several processes need: shared files, indexes, and JSON of PostgreSQL's own kind.

Revision 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: The columns that hold JSON, by their tables.
_JSON = {
    "person": ("settings",),
    "choices": ("document",),
    "track": ("document", "recipe"),
    "routine_copy": ("document",),
    "kept_track": ("choices",),
    "workout": ("choices", "summary"),
}


def upgrade() -> None:
    """Add ``name_key`` to ``person``, indexes to ``workout``, and three tables."""
    op.add_column("person", sa.Column("name_key", sa.String(length=80), nullable=True))
    person = sa.table("person", sa.column("id"), sa.column("name"), sa.column("name_key"))
    connection = op.get_bind()
    for person_id, name in connection.execute(sa.select(person.c.id, person.c.name)).all():
        change = sa.update(person).where(person.c.id == person_id)
        connection.execute(change.values(name_key=name.casefold()))
    op.create_index("ix_person_name_key", "person", ["name_key"], unique=True)
    for column in ("track", "first_track", "routine_copy"):
        op.create_index(f"ix_workout_{column}", "workout", [column])
    op.create_table(
        "shared_file",
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_shared_file")),
    )
    op.create_index("ix_shared_file_version", "shared_file", ["version"])
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "rate_hit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rate_hit")),
    )
    op.create_index("ix_rate_hit_key_at_ms", "rate_hit", ["key", "at_ms"])
    op.create_index("ix_rate_hit_at_ms", "rate_hit", ["at_ms"])
    if connection.dialect.name == "postgresql":
        for table, columns in _JSON.items():
            for column in columns:
                op.alter_column(table, column, type_=JSONB(), postgresql_using=f"{column}::jsonb")
