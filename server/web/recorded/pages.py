"""The recorded voices, and the page of each: what is recorded, what is missing and who may speak that."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.coach import LANGUAGES
from server.errors import BadInput
from server.services import LONGEST_PHRASE, LONGEST_VOICE_NAME, OwnedVoice
from server.voice import Voice
from server.web.context import current_person, services
from server.web.recorded.rows import chosen_routines, phrase_rows

blueprint = Blueprint("recorded", __name__, url_prefix="/voices/recorded")


@blueprint.get("")
def index() -> str:
    """Show all recorded voices, and how far each has come with the routines of whoever looks."""
    return _index("", "")


@blueprint.post("")
def create() -> Response:
    """Make a voice in which nothing is recorded yet."""
    typed = request.form.get("name", "")
    try:
        voice = services().recorded_voices.create(current_person().id, typed)
    except BadInput as error:
        return make_response(_index(typed, str(error)), 422)
    return redirect(url_for(".page", voice_id=voice.id), 303)


@blueprint.get("/<voice_id>")
def page(voice_id: str) -> str:
    """Show a voice with its phrases, to be heard, and by its owner to be changed."""
    return _page(services().recorded_voices.voice(voice_id), "")


@blueprint.post("/<voice_id>")
def change(voice_id: str) -> Response:
    """Keep what a voice is called, and who speaks what is missing."""
    form = request.form
    others = form.get("others", "") if "mixed" in form else ""
    try:
        services().recorded_voices.change(current_person().id, voice_id, form.get("name", ""), others)
    except BadInput as error:
        return make_response(_page(services().recorded_voices.voice(voice_id), str(error)), 422)
    return redirect(url_for(".page", voice_id=voice_id), 303)


@blueprint.get("/<voice_id>/delete")
def ask(voice_id: str) -> str:
    """Ask whether a voice is meant to be deleted."""
    voice = services().recorded_voices.own(current_person().id, voice_id)
    return render_template("recorded/delete.html", voice=voice, backups=services().config.daily_backups)


@blueprint.post("/<voice_id>/delete")
def delete(voice_id: str) -> Response:
    """Delete a voice with all its recordings."""
    services().recorded_voices.delete(current_person().id, voice_id)
    return redirect(url_for(".index"), 303)


def _index(typed: str, fault: str) -> str:
    person = current_person()
    voices = services().recorded_voices.all()
    progress = services().phrases_to_record.progress(person.id, [each.voice for each in voices])
    return render_template(
        "recorded/index.html",
        voices=voices,
        progress=progress,
        typed=typed,
        fault=fault,
        longest_name=LONGEST_VOICE_NAME,
    )


def _page(owned: OwnedVoice, fault: str) -> str:
    voice, person = owned.voice, current_person()
    rows = phrase_rows(voice)
    return render_template(
        "recorded/voice.html",
        voice=voice,
        owner=owned.owner,
        own=owned.owner is None or owned.owner.id == person.id,
        rows=rows,
        spoken=sum(row.phrase.is_spoken for row in rows),
        others=_others(voice.others),
        routines=services().library.routines(),
        chosen=chosen_routines(),
        asked=request.args.get("routine", ""),
        fault=fault,
        longest_name=LONGEST_VOICE_NAME,
        longest_phrase=LONGEST_PHRASE,
    )


def _others(chosen: str) -> Sequence[Voice]:
    """Return the voices that may speak what is missing: those of the language, and the one that is chosen."""
    recorded = {each.voice.voice_id for each in services().recorded_voices.all()}
    voices = [each for each in services().preferences.voices() if each.id not in recorded]
    return [each for each in voices if each.language_code in LANGUAGES or each.id == chosen]
