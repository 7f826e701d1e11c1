"""``soleus migrate``: brings the database up to date, as a start would."""

from __future__ import annotations

from typing import Any

import click

from server.cli.options import config_of, setting_options
from server.services import migrate_database


@click.command("migrate")
@setting_options("data", "database_url")
def migrate_command(**options: Any) -> None:
    """Bring the database up to date, before new servers start; those that run go on with it."""
    click.echo(f"The database is up to date: {migrate_database(config_of(options))}.")
