"""``soleus voices``: the list, and more voices for Piper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from server.cli.environment import find_room_for_temporary_files
from server.cli.options import config_of, setting_options
from server.config import Config
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.services import Services, open_services
from server.voice import Voice, installed_voices, is_installed
from server.voice.catalogue import (
    CatalogueOrigin,
    DiskOrigin,
    Installer,
    Source,
    languages_of,
    licence_of,
    offered,
    read_catalogue,
    remove_voice,
    unspoken,
)

_PREFIX: Final = "piper/"
_MEGABYTE: Final = 1_000_000
_NEEDS_PIPER: Final = "pip install -c requirements.lock '.[piper]'"
_NOTICED: Final = "A server that is running notices by itself."


@click.group("voices", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@setting_options("data")
@click.pass_context
def voices_command(context: click.Context, /, as_json: bool, **options: Any) -> None:
    """List the voices of this machine, the default first: id, name, language, quality, engine and state.

    Or find more of them, install and remove them.
    """
    context.obj = options
    if context.invoked_subcommand is not None:
        return
    config = config_of(options)
    services = open_services(config)
    find_room_for_temporary_files(config.data)
    with closing(services):
        rows = [*_speaking(services), *_silent(config, services.speech.voices())]
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else _table([[*row.values()] for row in rows]))


@voices_command.command("search")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@setting_options("data", "voices_url")
@click.pass_obj
def search_command(above: dict[str, Any], /, words: tuple[str, ...], **options: Any) -> None:
    """List the voices of Piper's catalogue in which each WORD is found, such as a language or a name."""
    config = _config(above, options)
    found = [offer for offer in read_catalogue(Source(config.voices_url)) if offer.matches(words)]
    spoken = [offer for offer in found if offer.language.is_spoken]
    if not found:
        raise SoleusError("The catalogue has no such voice. To see all that there are: soleus voices search")
    if not spoken:
        raise SoleusError(unspoken(languages_of(found)))
    installed = {voice.id for voice in installed_voices(config.voices_folder)}
    rows = (
        (
            offer.id,
            offer.language_name,
            offer.quality,
            f"{offer.size_bytes / _MEGABYTE:.0f} MB",
            "installed" if offer.id in installed else "",
        )
        for offer in spoken
    )
    click.echo(_table([[*row] for row in rows]))


@voices_command.command("install")
@click.argument("voice")
@setting_options("data", "voices_url", "reserve_mb")
@click.pass_obj
def install_command(above: dict[str, Any], /, voice: str, **options: Any) -> None:
    """Install VOICE: one of the catalogue, by its id, or a file FILE.onnx with FILE.onnx.json beside it.

    If the download breaks off, the same command goes on with it.
    """
    config = _config(above, options)
    if not is_installed("piper"):
        raise SoleusError(f"More voices are for Piper, which is not installed: {_NEEDS_PIPER}")
    find_room_for_temporary_files(config.data)
    installer = Installer(config.voices_folder, DiskSpace(config.data, config.reserve_mb * _MEGABYTE))
    origin = _origin(config, installer, voice)
    with click.progressbar(length=origin.size_bytes, label=origin.voice_id) as bar:
        made = installer.install(origin, lambda have: bar.update(have - bar.pos))
    licence = licence_of(made)
    click.echo(f"{_PREFIX}{made.id} is installed{f' (licence: {licence})' if licence else ''}. {_NOTICED}")


@voices_command.command("remove")
@click.argument("voice")
@setting_options("data")
@click.pass_obj
def remove_command(above: dict[str, Any], /, voice: str, **options: Any) -> None:
    """Remove VOICE, which was installed. Who chose it hears the default voice again."""
    voice_id = voice.removeprefix(_PREFIX)
    remove_voice(_config(above, options).voices_folder, voice_id)
    click.echo(f"{_PREFIX}{voice_id} is removed. {_NOTICED}")


def _config(above: dict[str, Any], options: dict[str, Any]) -> Config:
    """Return the settings, of which some may have been given before the name of the command."""
    return config_of({name: above.get(name) if value is None else value for name, value in options.items()})


def _origin(config: Config, installer: Installer, voice: str) -> CatalogueOrigin | DiskOrigin:
    """Return where a voice comes from, once it is known that it can be installed."""
    if voice.endswith((".onnx", ".json")) or (Path(voice).name != voice and not voice.startswith(_PREFIX)):
        return DiskOrigin(Path(voice))
    voice_id = voice.removeprefix(_PREFIX)
    installer.refuse_known(voice_id)
    source = Source(config.voices_url)
    return CatalogueOrigin(source, offered(read_catalogue(source), voice_id))


def _speaking(services: Services) -> Iterator[dict[str, str]]:
    """Yield a row for each voice that speaks."""
    for number, voice in enumerate(services.speech.voices()):
        engine = services.speech.engine_name(voice.id)
        yield {**asdict(voice), "engine": engine, "state": "ready" if number else "default"}


def _silent(config: Config, speaking: Sequence[Voice]) -> Iterator[dict[str, str]]:
    """Yield a row for each voice that was installed and whose engine does not speak."""
    known = {voice.id for voice in speaking}
    why = "is left out by voice_engines" if is_installed("piper") else f"needs Piper: {_NEEDS_PIPER}"
    for voice in installed_voices(config.voices_folder):
        row = asdict(Voice(f"{_PREFIX}{voice.id}", voice.name, voice.language, voice.quality))
        if row["id"] not in known:
            yield {**row, "engine": "piper", "state": why}


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns, with at least two spaces between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
