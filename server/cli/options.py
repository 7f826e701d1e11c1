"""Options of the command line: those of the settings and those of a person's choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic.fields import FieldInfo

from server.config import FILE_NAME, PREFIX, Config, load
from server.routine.choices.changes import parse_settings, with_assignments
from server.routine.model import Choices, Routine

Command = TypeVar("Command", bound=Callable[..., Any])

#: Choices that hold for the whole workout: name, what may be written, what it does.
CHOICES = (
    ("pace", "1|1.5|2", "Time to get into position, times the usual."),
    ("side", "both|left|right|left-first|right-first", "Which side is done, or comes first."),
    ("verbosity", "full|brief|minimal", "How much the coach says."),
    ("voice", "ID", "Who speaks; see `soleus voices`."),
    ("rate", "WORDS", "Speaking rate in words a minute, 80 to 260."),
    ("tones", "quiet|normal|loud", "Volume of the tones."),
)


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of some settings (of all, if none is named) and ``--config``."""

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
    """Take the settings out of a command's options and read the rest from variables and file."""
    file = options.pop("config_file")
    flags = {name: options.pop(name) for name in Config.model_fields if name in options}
    return load(flags, file=Path(file) if file else None)


def choice_options(command: Command) -> Command:
    """Give a command the options of a person's choices."""
    for name, metavar, text in reversed(CHOICES):
        command = click.option(f"--{name}", metavar=metavar, help=text)(command)
    return click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="STEP.FIELD=N",
        help="Change a figure: .seconds, .reps, .sets or .rest of a step. May be repeated.",
    )(command)


def choices_of(routine: Routine, options: dict[str, Any]) -> Choices:
    """Take the choices out of a command's options.

    :raises BadInput: naming what cannot be taken.
    """
    assignments = options.pop("assignments")
    written = {name: options.pop(name) for name, _, _ in CHOICES}
    settings = parse_settings({name: value for name, value in written.items() if value is not None})
    return with_assignments(routine, replace(Choices(), **settings), assignments)


def _setting_option(name: str, setting: FieldInfo) -> Callable[[Command], Command]:
    flag = name.replace("_", "-")
    switch = setting.annotation is bool
    text = f"{setting.description} [{PREFIX}{name.upper()}; default: {_told(setting)}]"
    if switch:
        return click.option(f"--{flag}/--no-{flag}", name, default=None, help=text)
    return click.option(f"--{flag}", name, metavar=_metavar(setting), help=text)


def _told(setting: FieldInfo) -> str:
    default = setting.get_default(call_default_factory=True, validated_data={})
    return {True: "on", False: "off", "": "none"}.get(default, str(default)) if default != 0 else "0"


def _metavar(setting: FieldInfo) -> str:
    if setting.annotation is Path:
        return "DIR"
    return "N" if setting.annotation is int else "TEXT"
