"""Options of the command line for a person's choices."""

from __future__ import annotations

from typing import Any

import click

from server.cli.options import Command
from server.routine import Choices, Routine, listed_fields
from server.routine.choices import (
    SETTINGS,
    Changes,
    apply,
    parse_assignments,
    parse_settings,
    personal_routine,
)


def choice_options(command: Command) -> Command:
    """Give a command the options of a person's choices."""
    for setting in reversed(tuple(SETTINGS.values())):
        command = click.option(_flag(setting.name), metavar=setting.metavar, help=setting.help)(command)
    return click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="ID.FIELD=VALUE",
        help=f"Change a dose: {listed_fields()} of a step or block. May be repeated.",
    )(command)


def choices_of(routine: Routine, options: dict[str, Any]) -> Choices:
    """Take the choices out of a command's options.

    :raises BadInput: with a fault for each option that cannot be accepted.
    """
    assignments = options.pop("assignments")
    written = {name: options.pop(name) for name in SETTINGS}
    settings = parse_settings({name: value for name, value in written.items() if value is not None})
    changes = Changes(parse_assignments(routine, assignments), settings)
    return apply(personal_routine(routine, Choices()), changes).choices


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
