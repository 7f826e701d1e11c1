"""Make a database, or bring it to the newest migration.

Alembic is loaded only where a migration is missing: it takes 10 MB.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Column, Engine, MetaData, String, Table, insert, inspect

from server.store import shared_tables, tables
from server.store.base import Base

#: The folder of the migrations.
MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: Whose tables are made.
_KNOWN: Final = (tables, shared_tables)
#: The tables of PgQueuer, as it prints them; a new database gets them with its own tables.
PGQUEUER: Final = MIGRATIONS / "pgqueuer_1_6_0.sql"
#: Where Alembic keeps the revision of a database; made as Alembic would.
_VERSION: Final = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)


class UnknownRevision(Exception):
    """A database has a migration that this Soleus does not know: it belongs to a newer one."""


def revisions() -> list[str]:
    """Return the migrations that this Soleus knows, the newest last; their files are named after them."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def newest_revision() -> str:
    """Return the revision to which databases are brought."""
    return revisions()[-1]


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision; by default to the newest, which an empty one gets at once.

    :raises UnknownRevision: if it is newer than this Soleus.
    """
    present, known = _present(engine), revisions()
    if present and present not in known:
        raise UnknownRevision(present)
    made = revision == "head" and (present == known[-1] or _make(engine, known[-1]))
    if not made:
        _upgrade(engine, revision)


def _present(engine: Engine) -> str | None:
    """Return the revision of a database; ``None`` if it is empty."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None


def _make(engine: Engine, revision: str) -> bool:
    """Make all tables as the migrations up to a revision would, if there are none; tell whether it did."""
    with engine.begin() as connection:
        if inspect(connection).get_table_names():
            return False
        Base.metadata.create_all(connection)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(PGQUEUER.read_text("utf-8"))
        _VERSION.create(connection)
        connection.execute(insert(_VERSION).values(version_num=revision))
    return True


def _upgrade(engine: Engine, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
