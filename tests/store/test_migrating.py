"""Databases of other releases are in test_database.py and in tests/services/test_backups.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from server.store.migrating import MIGRATIONS, revisions


def test_each_migration_has_a_file_named_after_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions() == walked[::-1]


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    code = (
        "import server.store, sys; server.store.Store(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'soleus.db'}"]
    loaded = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert loaded == ["True\n", "False\n"]
