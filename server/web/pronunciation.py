"""How words are said: a house's own entries, to be changed, and the shipped ones, each to be heard."""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.services import LONGEST_SAID, LONGEST_WORD, Entry, checked_entry
from server.web.context import current_person, services
from server.web.preview import preview_response

log = logging.getLogger(__name__)
blueprint = Blueprint("pronunciation", __name__, url_prefix="/voices/pronunciation")


@blueprint.get("")
def page() -> str:
    """Show all entries, and a form for a new one or for the one that ``word`` names."""
    word = request.args.get("word", "")
    own = {entry.word: entry for entry in _own()}
    shipped = {entry.word: entry for entry in _shipped()}
    return _page((shipped | own).get(word, Entry(word)), replaced=word if word in own else "")


@blueprint.post("")
def keep() -> Response:
    """Keep an entry; answer once that is durable."""
    typed, replaced = _typed(), request.form.get("replaced", "")
    try:
        entry = checked_entry(typed.word, typed.say, typed.ipa)
        services().pronunciation.keep(_language(), entry, replaced)
    except BadInput as error:
        return make_response(_page(typed, replaced, error), 422)
    log.info("pronunciation kept: %s", entry.word)
    return redirect(url_for(".page", _anchor="own"), 303)


@blueprint.post("/remove")
def remove() -> Response:
    """Remove an entry of the house; answer once that is durable."""
    word = request.form.get("replaced", "")
    try:
        services().pronunciation.remove(_language(), word)
    except BadInput as error:
        return make_response(_page(_typed(), word, error), 422)
    log.info("pronunciation removed: %s", word)
    return redirect(url_for(".page", _anchor="own"), 303)


@blueprint.post("/hear")
def hear() -> Response:
    """Speak a word of the list as it is said, or the one in the form as it was typed."""
    word, typed = request.form.get("known", ""), _typed()
    tried = None if word or not (typed.say or typed.ipa) else typed

    def shown(sound: str, fault: str) -> str:
        return _page(typed, request.form.get("replaced", ""), heard=(word, sound, fault))

    def checked() -> Entry | None:
        try:
            return checked_entry(tried.word, tried.say, tried.ipa) if tried else None
        except BadInput as error:
            raise BadInput(" ".join(_messages(error).values())) from error

    return preview_response(word or typed.word, shown, checked)


def _typed() -> Entry:
    form = request.form
    return Entry(form.get("word", ""), form.get("say", ""), form.get("ipa", ""))


def _language() -> str:
    return services().preferences.language(current_person().id)


def _own() -> list[Entry]:
    return list(services().pronunciation.own(_language()))


def _shipped() -> list[Entry]:
    return list(services().pronunciation.shipped(_language()))


def _messages(error: BadInput) -> dict[str, str]:
    """Return a sentence for each field that cannot be used."""
    return {str(each.path[0]): f"{each.message[:1].upper()}{each.message[1:]}." for each in error.faults}


def _page(
    typed: Entry,
    replaced: str = "",
    error: BadInput | None = None,
    heard: tuple[str, str, str] = ("", "", ""),
) -> str:
    """Return the page.

    :param replaced: the word of the entry that is changed; empty for a new one.
    :param heard: the word of the list that was spoken, or else the one in the form; its sound, or the fault.
    """
    messages = _messages(error) if error else {}
    return render_template(
        "pronunciation.html",
        typed=typed,
        replaced=replaced,
        messages=messages,
        fault=str(error) if error and not messages else "",
        file_fault=services().pronunciation.fault,
        own=_own(),
        shipped=_shipped(),
        language=_language(),
        heard=heard,
        longest_word=LONGEST_WORD,
        longest_said=LONGEST_SAID,
    )
