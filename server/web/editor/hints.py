"""Hints beside the inputs of the editor's forms, fresh whenever something was typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, render_template, request

from server.routine.editing import hints_on
from server.web.context import current_person, services

blueprint = Blueprint("hints", __name__, url_prefix="/editor/hints")


@blueprint.post("")
def read() -> str:
    """Return the hints on the input that ``field`` names."""
    field = request.form.get("field", "")
    found = hints_in({field: request.form.get(field, "")})
    return render_template("editor/partials/hints.html", hints=found.get(field, ()))


def hints_in(inputs: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the hints on inputs, by their full names; without those that have none.

    :param inputs: what was typed, by names such as ``x.tempo`` and ``step.3.seconds``.
    """
    language = services().preferences.language(current_person().id)
    respelled = partial(services().pronunciation.respelled, language=language)
    found = {
        name: hints_on(_name_in_file(name), typed, language, respelled) for name, typed in inputs.items()
    }
    return {name: hints for name, hints in found.items() if hints}


def _name_in_file(full_name: str) -> str:
    """Return the name of an input without the exercise or the step that it belongs to."""
    start, _, rest = full_name.partition(".")
    if start == "step":
        return rest.partition(".")[2]
    return rest if start == "x" else full_name
