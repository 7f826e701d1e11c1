"""The table of commands; what the commands do is in the other files."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from server.cli import commands

CONTEXT = click.Context(commands)


@pytest.mark.parametrize("name", commands.list_commands(CONTEXT))
def test_each_command_has_the_name_by_which_it_is_found(name: str) -> None:
    command = commands.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name


def test_the_process_that_watches_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; import server.cli.serve, server.cli.granian_server;"
        "print({'av', 'flask', 'numpy', 'server.routine', 'server.web', 'sqlalchemy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
