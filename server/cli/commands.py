"""The commands that need a routine, a voice or a code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import click

from server.cli.choice_options import choice_options, chosen
from server.cli.environment import find_room_for_temporary_files
from server.cli.importing import import_file
from server.cli.options import config_of, setting_options
from server.cli.running import find_running
from server.coach import as_text, minutes_and_seconds, timeline_document
from server.config import Config
from server.errors import SoleusError
from server.output import output_draws
from server.routine.library import examine_files
from server.services import MOST_INVITED, Services, costs_of, open_services
from server.voice import USUAL_LANGUAGE
from server.voice.pronunciation import FILE_NAME as PRONUNCIATION
from server.voice.pronunciation import Pronunciations, check_pronunciations


@click.command("pair")
@click.option(
    "--devices", type=click.IntRange(1, MOST_INVITED), default=1, show_default=True, help="Devices to pair."
)
@setting_options("data", "port", "public_url", "pairing_minutes")
def pair_command(devices: int, **options: Any) -> None:
    """Show a new code that pairs a phone with the running server, whatever its settings are.

    Where several servers run, --data or --port says which one is meant.
    """
    given = {name for name, value in options.items() if value is not None}
    config = config_of(options)
    server = find_running(
        config,
        data=config.data if given & {"data", "config_file"} else None,
        port=config.port if "port" in given else None,
    )
    changed = {name: getattr(config, name) for name in given & {"public_url", "pairing_minutes"}}
    with _services(server.config.model_copy(update=changed)) as services:
        click.echo(services.pairing.invite(devices).text(output_draws()))


@click.command("timeline")
@click.argument("routine")
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print everything, as JSON.")
@click.option("--text", "as_lines", is_flag=True, help="Print a line for each cue; this is the default.")
@setting_options("data")
def timeline_command(routine: str, as_json: bool, as_lines: bool, **options: Any) -> None:
    """Print what is said in ROUTINE (an id or a file), and when."""
    if as_json and as_lines:
        raise click.UsageError("Write either --json or --text.")
    with _services(config_of(options)) as services:
        made = services.studio.timeline(*chosen(services.library, routine, options))
    click.echo(json.dumps(timeline_document(made), ensure_ascii=False) if as_json else as_text(made))


@click.command("render")
@click.argument("routine")
@choice_options
@click.option("-o", "--output", required=True, metavar="FILE", help="File to write the track to (M4A).")
@setting_options("data")
def render_command(routine: str, output: str, **options: Any) -> None:
    """Write the track of ROUTINE (an id or a file)."""
    with _services(config_of(options)) as services:
        found, choices = chosen(services.library, routine, options)
        track = services.studio.track(found, choices, handed_out=False)
        try:
            Path(output).write_bytes(services.studio.audio(track.digest).read_bytes())
        except OSError as error:
            raise SoleusError(f"{output}: the track cannot be written: {error.strerror}.") from error
    click.echo(f"{output}: {minutes_and_seconds(track.timeline.duration_ms)}")


@click.command("import")
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


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@setting_options("data")
def check_command(paths: tuple[str, ...], **options: Any) -> None:
    """Report every fault in routine files and folders, and in the pronunciations of the data folder."""
    house = config_of(options).data / PRONUNCIATION
    files = [Path(path) for path in paths]
    said = dict.fromkeys(file.absolute() for file in (*files, house) if file.name == PRONUNCIATION)
    examined = examine_files(
        [file for file in files if file.name != PRONUNCIATION],
        Pronunciations(None if check_pronunciations(house) else house).lexicon(USUAL_LANGUAGE).respelled,
    )
    faults = [*examined.faults, *chain.from_iterable(map(check_pronunciations, said))]
    notes = [*examined.notes, *costs_of(examined)]
    for line in [*map(str, faults), *(note.as_note for note in notes)]:
        click.echo(line)
    if faults:
        sys.exit(1)
    click.echo("No faults.")


@contextmanager
def _services(config: Config) -> Iterator[Services]:
    services = open_services(config)
    find_room_for_temporary_files(config.data)
    try:
        yield services
    finally:
        services.close()
