"""Databases of other releases are in test_database.py and in tests/services/test_backups.py."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from server.store import Store
from server.store.migrating import MIGRATIONS, migrate, revisions


def test_each_migration_has_a_file_named_after_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions() == walked[::-1]


def test_a_new_database_is_as_the_migrations_make_it(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    Store(f"sqlite:///{made}").close()
    migrate(create_engine(f"sqlite:///{migrated}"), revisions()[-1])
    assert definitions(made) == definitions(migrated)
    assert revision_of(made) == revision_of(migrated) == revisions()[-1]


def definitions(database: Path) -> dict[str, list[str]]:
    """Return the parts of each table's definition, and those of each index; their order does not matter."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    return {name: parts(" ".join((sql or "").split())) for name, sql in rows}


def parts(sql: str) -> list[str]:
    # A foreign key that a later migration added stands with its column, and not at the end.
    sql = re.sub(
        r"(\w+) (\w+\(\d+\)) (CONSTRAINT \w+) REFERENCES", r"\1 \2, \3 FOREIGN KEY(\1) REFERENCES", sql
    )
    return sorted(re.split(r", (?![^(]*\))|(?<=\w) \( | ?\)$", sql))


def revision_of(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    code = (
        "import server.store, sys; server.store.Store(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    older = tmp_path / "older.db"
    migrate(create_engine(f"sqlite:///{older}"), "0001")
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code, f"sqlite:///{path}"], capture_output=True, text=True, check=True
        ).stdout
        for path in (tmp_path / "new.db", older, older)
    ]
    assert loaded == ["False\n", "True\n", "False\n"]
