"""The tables of PgQueuer, in PostgreSQL, and how each job ended.

Revision 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from server.store.migrating import PGQUEUER

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table ``job_outcome``, and the tables of PgQueuer, as ``pgq sql install`` prints them."""
    op.create_table(
        "job_outcome",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job_outcome")),
    )
    op.create_index("ix_job_outcome_ended_ms", "job_outcome", ["ended_ms"])
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(PGQUEUER.read_text("utf-8"))
