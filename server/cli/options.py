"""Options of the command line for the settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic.fields import FieldInfo

from server.config import FILE_NAME, PREFIX, SINGLE, Config, load, unknown_variables
from server.errors import BadInput

Command = TypeVar("Command", bound=Callable[..., Any])


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of some settings (of all if none is named) and ``--config``."""

    def decorate(command: Command) -> Command:
        for name in reversed(names or SINGLE):
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
    for line in unknown_variables(os.environ):
        click.echo(f"soleus: {line}", err=True)
    flags = {name: options.pop(name) for name in SINGLE if name in options}
    return load(flags, file=Path(file) if file else None)


def _setting_option(name: str, setting: FieldInfo) -> Callable[[Command], Command]:
    flag = name.replace("_", "-")
    switch = setting.annotation is bool
    text = f"{setting.description} [{PREFIX}{name.upper()}; default: {_shown_default(setting)}]"
    if switch:
        return click.option(f"--{flag}/--no-{flag}", name, default=None, help=text)
    return click.option(f"--{flag}", name, metavar=_metavar(setting), help=text)


def _shown_default(setting: FieldInfo) -> str:
    try:
        default = setting.get_default(call_default_factory=True, validated_data={})
    except BadInput:  # a user without a home folder has no data folder either
        default = ""
    return {True: "on", False: "off", "": "none"}.get(default, str(default)) if default != 0 else "0"


def _metavar(setting: FieldInfo) -> str:
    if setting.annotation is Path:
        return "DIR"
    return "N" if setting.annotation is int else "TEXT"
