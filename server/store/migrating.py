"""Bring a database to the newest migration. Alembic is loaded only where one is missing: it takes 10 MB."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect

#: The folder of the migrations.
MIGRATIONS: Final = Path(__file__).parent / "migrations"


class UnknownRevision(Exception):
    """A database has a migration that this Soleus does not know: it belongs to a newer one."""


def revisions() -> list[str]:
    """Return the migrations that this Soleus knows, the newest last; their files are named after them."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision; by default to the newest.

    :raises UnknownRevision: if it is newer than this Soleus.
    """
    present, known = _present(engine), revisions()
    if present and present not in known:
        raise UnknownRevision(present)
    if revision != "head" or present != known[-1]:
        _upgrade(engine, revision)


def _present(engine: Engine) -> str | None:
    """Return the revision of a database; ``None`` if it is empty."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None


def _upgrade(engine: Engine, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
