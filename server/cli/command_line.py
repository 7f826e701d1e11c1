"""The command line, and its errors as one line on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

from server.errors import BadInput, SoleusError
from server.output import fill_closed_streams, forgive_output

#: The commands, and the module of each, which is loaded when it is asked for: what ``serve`` loads stays in
#: memory for as long as the server runs.
_MODULES: Final[Mapping[str, str]] = {
    "serve": "serve",
    "pair": "commands",
    "timeline": "commands",
    "render": "commands",
    "import": "commands",
    "check": "commands",
    "voices": "voices",
    "backup": "backups",
    "doctor": "doctor",
    "migrate": "migrate",
    "restore": "backups",
    "worker": "serve",
}


class Soleus(click.Group):
    """The commands; ``serve`` where none is named."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_MODULES)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"server.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``serve`` in front of bare options."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Soleus, help="A voice-guided stretching coach for runners. Without a command, runs serve.")
@click.version_option(package_name="soleus")
def commands() -> None:
    """Group the commands."""


def main() -> None:
    """Run the command line; errors are printed as one line on stderr."""
    fill_closed_streams()
    forgive_output()
    try:
        commands.main(standalone_mode=False)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BadInput as error:
        _fail(str(error), 2)
    except SoleusError as error:
        _fail(str(error), 1)


def _fail(message: str, code: int) -> None:
    click.echo(f"soleus: {message}", err=True)
    sys.exit(code)
