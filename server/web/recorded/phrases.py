"""One phrase at a time: recorded on the page or chosen as a file, heard, kept; then the next one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.audio import LARGEST_SOUND, LONGEST_S
from server.errors import BadInput
from server.services import PhraseToRecord, RecordedVoice, checked_phrase, phrase_key
from server.web.context import current_person, services
from server.web.recorded.rows import FAULTS, PhraseRow, phrase_rows
from server.web.security import MICROPHONE

blueprint = Blueprint("recorded_phrases", __name__, url_prefix="/voices/recorded/<voice_id>/phrase")


@blueprint.get("")
def page(voice_id: str) -> Response:
    """Show the phrase that was asked for, or the next one that is missing."""
    voice = services().recorded_voices.own(current_person().id, voice_id)
    text, after = request.args.get("text", ""), request.args.get("after", "")
    rows = phrase_rows(voice)
    shown = checked_phrase(text) if text else _next(rows, after)
    return _page(voice, rows, shown, kept=voice.phrases[after].text if after in voice.phrases else "")


@blueprint.post("")
def keep(voice_id: str) -> Response:
    """Keep a recording, and go on with the next phrase, or with this one if something is wrong with it."""
    text, person = request.form.get("text", ""), current_person()
    try:
        kept = services().recorded_voices.keep(person.id, voice_id, text, _uploaded())
    except BadInput as error:
        voice = services().recorded_voices.own(person.id, voice_id)
        return _page(voice, phrase_rows(voice), text, fault=str(error), status=422)
    again = kept.text if kept.fault else ""
    return redirect(_address(voice_id, again, after=phrase_key(kept.text)), 303)


@blueprint.post("/delete")
def delete(voice_id: str) -> Response:
    """Delete a recording."""
    key = request.form.get("key", "")
    services().recorded_voices.forget(current_person().id, voice_id, key)
    routine = request.form.get("routine") or None
    return redirect(url_for("recorded.page", voice_id=voice_id, routine=routine), 303)


def _uploaded() -> bytes:
    uploaded = request.files.get("sound")
    if not uploaded or not uploaded.filename:
        raise BadInput("There is no recording yet. Record the phrase, or choose a file.")
    content: bytes = uploaded.read(LARGEST_SOUND + 1)
    return content


def _page(
    voice: RecordedVoice,
    rows: Sequence[PhraseRow],
    text: str,
    *,
    kept: str = "",
    fault: str = "",
    status: int = 200,
) -> Response:
    key = phrase_key(text)
    row = next((each for each in rows if each.phrase.key == key), None)
    following = _next(rows, key)
    recorded = voice.phrases.get(key)
    page = render_template(
        "recorded/phrase.html",
        voice=voice,
        text=text,
        row=row,
        key=key,
        recorded=recorded,
        take_fault=FAULTS.get(recorded.fault, "") if recorded else "",
        kept=kept,
        fault=fault,
        left=sum(not each.phrase.is_spoken for each in rows),
        count=len(rows),
        next_address=_address(voice.id, following) if following and following != text else "",
        routine=request.values.get("routine", ""),
        longest_s=LONGEST_S,
    )
    response = make_response(page, status)
    response.headers["Permissions-Policy"] = MICROPHONE
    return response


def _next(rows: Sequence[PhraseRow], key: str) -> str:
    """Return the next phrase after one that the voice does not speak itself; empty if it speaks all."""
    phrases: list[PhraseToRecord] = [row.phrase for row in rows]
    place = next((index for index, each in enumerate(phrases) if each.key == key), -1)
    in_turn = [*phrases[place + 1 :], *phrases[: max(place, 0)]]
    return next((each.text for each in in_turn if not each.is_spoken), "")


def _address(voice_id: str, text: str, after: str = "") -> str:
    return url_for(
        "recorded_phrases.page",
        voice_id=voice_id,
        text=text or None,
        after=after or None,
        routine=request.values.get("routine") or None,
    )
