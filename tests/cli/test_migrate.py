"""``soleus migrate``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import commands
from server.store import Store, newest_revision
from server.store.backend import backend_of
from server.store.migrating import migrate


def test_a_database_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'soleus.db'}"
    engine = backend_of(url).engine
    migrate(engine, "0010")
    engine.dispose()
    done = CliRunner().invoke(commands, ["migrate", "--data", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, f"The database is up to date: {newest_revision()}.\n")
    with backend_of(url).engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert found == newest_revision()


@pytest.mark.scale
def test_one_that_is_in_use_as_well(tmp_path: Path, database: str) -> None:
    running = Store(database)
    done = CliRunner().invoke(commands, ["migrate", "--data", str(tmp_path), "--database-url", database])
    assert done.exit_code == 0
    assert running.add_person("Anna").name == "Anna"
    running.close()
