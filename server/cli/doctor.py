"""``soleus doctor``: says what is wrong, and what to do."""

from __future__ import annotations

import sys
from typing import Any

import click

from server.cli.environment import find_room_for_temporary_files
from server.cli.options import config_of, setting_options
from server.errors import SoleusError
from server.services import examine


@click.command("doctor")
@setting_options()
def doctor_command(**options: Any) -> None:
    """Say what is wrong with Soleus on this machine, and what to do; makes and changes nothing.

    The status is 1 if something is wrong.
    """
    try:
        config = config_of(options)
    except (SoleusError, RuntimeError) as error:  # RuntimeError: nobody knows where the home folder is
        click.echo(f"Settings: {error}\n  What to do: correct that setting, then run soleus doctor again.")
        sys.exit(1)
    click.echo("Settings: they can be read.")
    find_room_for_temporary_files(config.data)
    wrong = False
    for found in examine(config):
        click.echo(f"{found.name}: {found.told}")
        if not found.well:
            click.echo(f"  What to do: {found.advice}")
            wrong = True
    click.echo("Something is wrong." if wrong else "All is well.")
    if wrong:
        sys.exit(1)
