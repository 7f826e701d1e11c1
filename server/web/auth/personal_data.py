"""What is a person's here: to take away, and to delete."""

from __future__ import annotations

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.web.context import current_person, services

blueprint = Blueprint("personal_data", __name__, url_prefix="/your-data")


@blueprint.get("")
def index() -> str:
    """Show what there is of the person who uses this device."""
    return render_template("auth/personal_data.html", data=services().personal_data.of(current_person()))


@blueprint.get("/soleus.zip")
def export() -> Response:
    """Send all of it as a zip."""
    file = io.BytesIO()
    services().personal_data.export(current_person(), file)
    file.seek(0)
    response = send_file(file, "application/zip", as_attachment=True, download_name="soleus.zip")
    response.cache_control.no_store = True
    return response


@blueprint.get("/delete")
def confirm() -> str:
    """Say what would go, and ask."""
    return render_template(
        "auth/delete_person.html",
        data=services().personal_data.of(current_person()),
        backups=services().config.daily_backups,
    )


@blueprint.post("/delete")
def delete() -> Response:
    """Delete the person who was asked about, and all that is theirs."""
    person = current_person()
    if request.form.get("person") != str(person.id):
        raise BadInput("Another person uses this device by now. Nothing was deleted; go back and look again.")
    leave_routines = request.form.get("routines") == "leave"
    services().personal_data.delete(person, leave_routines=leave_routines)
    return redirect(url_for("people.index"), 303)
