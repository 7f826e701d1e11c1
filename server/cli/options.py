"""Options of the command line: those of the settings and those of a person's choices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic.fields import FieldInfo

from server.config import FILE_NAME, PREFIX, Config, load
from server.routine import Choices, Routine, listed_fields
from server.routine.choices import (
    SETTINGS,
    Changes,
    apply,
    parse_assignments,
    parse_settings,
    personal_routine,
)

Command = TypeVar("Command", bound=Callable[..., Any])


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of some settings (of all if none is named) and ``--config``."""

    def decorate(command: Command) -> Command:
        for name in reversed(names or tuple(Config.model_fields)):
            command = _setting_option(name, Config.model_fields[name])(command)
        return click.option(
            "--config",
            "config_file",
            metavar="FILE",
            help=f"Settings file. [{PREFIX}CONFIG; default: {FILE_NAME} in the data folder]",
        )(command)

    return decorate


def config_of(options: dict[str, Any]) -> Config:
    """Take the settings out of a command's options; the rest comes from environment variables and a file."""
    file = options.pop("config_file")
    flags = {name: options.pop(name) for name in Config.model_fields if name in options}
    return load(flags, file=Path(file) if file else None)


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


def _setting_option(name: str, setting: FieldInfo) -> Callable[[Command], Command]:
    flag = name.replace("_", "-")
    switch = setting.annotation is bool
    text = f"{setting.description} [{PREFIX}{name.upper()}; default: {_shown_default(setting)}]"
    if switch:
        return click.option(f"--{flag}/--no-{flag}", name, default=None, help=text)
    return click.option(f"--{flag}", name, metavar=_metavar(setting), help=text)


def _shown_default(setting: FieldInfo) -> str:
    default = setting.get_default(call_default_factory=True, validated_data={})
    return {True: "on", False: "off", "": "none"}.get(default, str(default)) if default != 0 else "0"


def _metavar(setting: FieldInfo) -> str:
    if setting.annotation is Path:
        return "DIR"
    return "N" if setting.annotation is int else "TEXT"
