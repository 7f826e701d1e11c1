"""Options of the command line for a person's choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from server.cli.options import Command
from server.routine import Choices, Routine, listed_fields
from server.routine.choices import (
    SETTINGS,
    apply,
    parse_assignments,
    parse_settings,
    parse_swaps,
    personal_routine,
)
from server.routine.library import Library


def choice_options(command: Command) -> Command:
    """Give a command the options of a person's choices."""
    for setting in reversed(tuple(SETTINGS.values())):
        command = click.option(_flag(setting.name), metavar=setting.metavar, help=setting.help)(command)
    return click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="ID.FIELD=VALUE",
        help=f"Change a dose: {listed_fields()} of a step or block; .instead is another exercise for a step. "
        "May be repeated.",
    )(command)


def chosen(library: Library, id_or_path: str, options: dict[str, Any]) -> tuple[Routine, Choices]:
    """Take the choices out of a command's options, and return the routine with the swaps that they name.

    :raises BadInput: with a fault for each option that cannot be accepted.
    """
    assignments = options.pop("assignments")
    instead = {
        part: name
        for part, name in parse_swaps(library.routine_named(id_or_path), assignments).items()
        if name
    }
    routine = library.routine_named(id_or_path, instead)
    written = {name: options.pop(name) for name in SETTINGS}
    settings = parse_settings({name: value for name, value in written.items() if value is not None})
    changes = replace(parse_assignments(routine, assignments), settings=settings)
    return routine, apply(personal_routine(routine, Choices(instead=instead)), changes).choices


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
