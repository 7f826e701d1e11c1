"""The welcome of a new person: three questions, each answered or skipped with one tap."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.services import MINUTES
from server.store import Sore
from server.web.context import current_person, services

blueprint = Blueprint("welcome", __name__, url_prefix="/welcome")

_FEET: dict[str, Sore] = {foot: foot for foot in get_args(Sore)}
_MINUTES = {str(minutes): minutes for minutes in MINUTES}


@blueprint.get("")
def name() -> str:
    """Ask for a name."""
    return _name_page()


@blueprint.post("")
def keep_name() -> Response:
    """Keep the name; without one, the next question comes."""
    if request.form.get("name", "").strip():
        try:
            services().store.rename_person(current_person().id, request.form["name"])
        except BadInput as error:
            return make_response(_name_page(str(error), request.form["name"]), 422)
    return redirect(url_for(".sore"), 303)


@blueprint.get("/foot")
def sore() -> str:
    """Ask which foot is sore."""
    return render_template("auth/welcome_foot.html", about=services().store.about(current_person().id))


@blueprint.post("/foot")
def keep_sore() -> Response:
    """Keep which foot is sore; what is no answer is none."""
    foot = _FEET.get(request.form.get("sore", ""))
    if foot:
        services().welcome.sore(current_person(), foot)
    return redirect(url_for(".time"), 303)


@blueprint.get("/time")
def time() -> str:
    """Ask how much time there is."""
    shown = {"about": services().store.about(current_person().id), "offered": MINUTES}
    return render_template("auth/welcome_time.html", **shown)


@blueprint.post("/time")
def keep_time() -> Response:
    """Keep how much time there is, and go home."""
    services().welcome.minutes(current_person(), _MINUTES.get(request.form.get("minutes", "")))
    return redirect("/", 303)


def _name_page(fault: str = "", typed: str = "") -> str:
    person = current_person()
    known = person.name if services().welcome.has_name(person) else ""
    return render_template("auth/welcome_name.html", fault=fault, name=typed or known)
