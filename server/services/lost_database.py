"""A database that was emptied: after a crash of its disk a file may be there with nothing in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from server.config import Config
from server.services.backup_format import BACKUPS, DATABASE, RECORDINGS
from server.store import DatabaseDamaged


def refuse_lost_database(config: Config) -> None:
    """Refuse an empty file where a database was before; SQLite would take it for a new one.

    A first start that is cut off may leave such a file too, but neither backups nor recordings.

    :raises DatabaseDamaged: saying what to do.
    """
    path = config.data / DATABASE
    if not config.database_url and _is_empty(path) and any(map(_holds_files, _made_later(config.data))):
        reason = "it is empty, though this folder was used before"
        raise DatabaseDamaged.at(str(path), reason, f"delete {path} to begin anew")


def _made_later(data: Path) -> tuple[Path, ...]:
    return data / BACKUPS, data / RECORDINGS


def _is_empty(path: Path) -> bool:
    with suppress(OSError):  # there is none, or whoever opens it says what is wrong
        return not path.stat().st_size
    return False


def _holds_files(folder: Path) -> bool:
    with suppress(OSError):
        return any(folder.iterdir())
    return False
