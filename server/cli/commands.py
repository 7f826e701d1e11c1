"""The command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from server.cli.backups import backup_command, restore_command
from server.cli.doctor import doctor_command
from server.cli.importing import import_file
from server.cli.listening import listen
from server.cli.options import choice_options, choices_of, config_of, setting_options
from server.cli.serve import serve
from server.coach import as_text, minutes_and_seconds, timeline_document
from server.config import Config
from server.errors import BadInput, SoleusError
from server.routine.library import examine_files
from server.services import MOST_INVITED, Services, costs_of, open_services


class Soleus(click.Group):
    """The commands; ``serve`` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``serve`` in front of bare options."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Soleus, help="A voice-guided stretching coach for runners. Without a command, runs serve.")
@click.version_option(package_name="soleus")
def commands() -> None:
    """Group the commands."""


commands.add_command(backup_command)
commands.add_command(restore_command)
commands.add_command(doctor_command)


@commands.command("serve")
@setting_options()
def serve_command(**options: Any) -> None:
    """Start the server; the first start creates the database and the cache.

    Settings come from these options, then from SOLEUS_* variables, then from the settings file (TOML; the
    names as below, with underscores: cache_limit_mb = 500).
    """
    config = config_of(options)
    with listen(config.host, config.port) as listener:
        config = config.model_copy(update={"port": listener.getsockname()[1]})
        with _services(config) as services:
            invitation = services.pairing.invite()
        serve(config, listener, invitation)


@commands.command()
@click.option(
    "--devices", type=click.IntRange(1, MOST_INVITED), default=1, show_default=True, help="Devices to pair."
)
@setting_options("data", "database_url", "host", "port", "public_url", "pairing_minutes")
def pair(devices: int, **options: Any) -> None:
    """Show a new code that pairs a phone with the running server."""
    config = config_of(options)
    with _services(config) as services:
        click.echo(services.pairing.invite(devices).text())


@commands.command()
@click.argument("routine")
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print everything, as JSON.")
@click.option("--text", "as_lines", is_flag=True, help="Print a line for each cue; this is the default.")
@setting_options("data")
def timeline(routine: str, as_json: bool, as_lines: bool, **options: Any) -> None:
    """Print what is said in ROUTINE (an id or a file), and when."""
    if as_json and as_lines:
        raise click.UsageError("Write either --json or --text.")
    with _services(config_of(options)) as services:
        found = services.library.routine_named(routine)
        made = services.studio.timeline(found, choices_of(found, options))
    click.echo(json.dumps(timeline_document(made), ensure_ascii=False) if as_json else as_text(made))


@commands.command()
@click.argument("routine")
@choice_options
@click.option("-o", "--output", required=True, metavar="FILE", help="File to write the track to (M4A).")
@setting_options("data")
def render(routine: str, output: str, **options: Any) -> None:
    """Write the track of ROUTINE (an id or a file)."""
    with _services(config_of(options)) as services:
        found = services.library.routine_named(routine)
        track = services.studio.track(found, choices_of(found, options), handed_out=False)
        try:
            Path(output).write_bytes(services.studio.audio(track.digest).read_bytes())
        except OSError as error:
            raise SoleusError(f"{output}: the track cannot be written: {error.strerror}.") from error
    click.echo(f"{output}: {minutes_and_seconds(track.timeline.duration_ms)}")


@commands.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--match", is_flag=True, help="Use the shipped exercises that have the same names.")
@click.option("--replace", is_flag=True, help="Replace a routine of yours that has the same name.")
@setting_options("data")
def import_command(files: tuple[str, ...], match: bool, replace: bool, **options: Any) -> None:
    """Save the routines in FILEs: of Soleus, Just Another Workout Timer or TimeR Machine."""
    with _services(config_of(options)) as services:
        for file in files:
            for line in import_file(services, file, match=match, replace=replace):
                click.echo(line)


@commands.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def check(paths: tuple[str, ...]) -> None:
    """Report every fault in routine files and folders."""
    examined = examine_files([Path(path) for path in paths])
    notes = [*examined.notes, *costs_of(examined)]
    lines = [*map(str, examined.faults), *(note.as_note for note in notes)]
    for line in lines:
        click.echo(line)
    if examined.faults:
        sys.exit(1)
    click.echo("No faults.")


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@setting_options("data")
def voices(as_json: bool, **options: Any) -> None:
    """List the voices of this machine, the default first."""
    with _services(config_of(options)) as services:
        found = services.speech.voices()
    if as_json:
        click.echo(json.dumps([asdict(voice) for voice in found], ensure_ascii=False))
    else:
        click.echo("\n".join(f"{voice.id}  {voice.name}" for voice in found))


def main() -> None:
    """Run the command line; errors are printed as one line on stderr."""
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


@contextmanager
def _services(config: Config) -> Iterator[Services]:
    services = open_services(config)
    try:
        yield services
    finally:
        services.close()
