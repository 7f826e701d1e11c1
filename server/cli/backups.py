"""``soleus backup`` and ``soleus restore``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.cli.options import config_of, setting_options
from server.config import load
from server.errors import BadInput
from server.services import (
    EXERCISES_PATH,
    KEY,
    ROUTINES,
    SETTINGS,
    Manifest,
    Restored,
    make_backup,
    restore_backup,
)


@click.command("backup")
@click.argument("file", metavar="FILE.zip")
@click.option("--recordings", is_flag=True, help="Take along the recordings of what was handed out.")
@setting_options("data", "database_url")
def backup_command(file: str, recordings: bool, **options: Any) -> None:
    """Back up the data folder to FILE.zip, also while the server is running.

    The database, your own routines and exercises, the settings file and the key that signs cookies, all as
    they were at one moment. Whoever has the file has everything: keep it where only you can read it.
    """
    made = make_backup(config_of(options), Path(file), recordings=recordings)
    click.echo(f"{file}: {made.bytes:,} bytes, with {_files(made.manifest)}.")


@click.command("restore")
@click.argument("file", metavar="FILE.zip")
@setting_options("data")
def restore_command(file: str, **options: Any) -> None:
    """Restore the backup FILE.zip into a data folder that holds no database.

    Nothing is overwritten. A backup of an earlier release is brought up to date when the server starts.
    """
    data = config_of(options).data
    for line in _told(restore_backup(Path(file), data), data):
        click.echo(line)
    with suppress(BadInput):  # of the restored settings file; the start tells more
        if load({"data": data}).database_url:
            click.echo("The settings name another database: remove database_url to use the restored one.")


def _told(restored: Restored, data: Path) -> Iterator[str]:
    manifest, database = restored.manifest, restored.database
    made = datetime.fromtimestamp(manifest.made_ms / 1000)
    yield f"Restored into {data}, as it was on {made:%Y-%m-%d at %H:%M}:"
    yield (
        f"  {_counted(database.people, 'person', 'people')}, {_counted(database.workouts, 'workout')} with "
        f"{_counted(database.events, 'event')},"
    )
    yield f"  {_files(manifest)}."
    if not manifest.recordings:
        yield "  Recordings are not in this backup; what is played is spoken anew."
    yield f"Start it with: soleus serve --data {data}"


def _files(manifest: Manifest) -> str:
    parts = [
        _counted(manifest.count(ROUTINES), "routine"),
        _counted(manifest.count(EXERCISES_PATH), "exercise"),
    ]
    tops = {member.top for member in manifest.members}
    parts += [text for top, text in ((SETTINGS, "the settings"), (KEY, "the key")) if top in tops]
    if manifest.recordings:
        parts.append("the recordings")
    return ", ".join(parts[:-1]) + f" and {parts[-1]}"


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
