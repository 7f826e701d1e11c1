"""A routine for another Soleus, as a file, a link and a QR code; and what others shared."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.config import LONGEST_ADDRESS
from server.routine import Choices, Routine
from server.routine.editing import Bundle, from_code, from_file, to_code, to_file
from server.routine.importing import LARGEST_FOREIGN
from server.services import bundle_of_text
from server.web import formatting
from server.web.context import current_person, services
from server.web.export.importing import import_preview, replaced, shared_faults
from server.web.outline import outline
from server.web.qr import qr_svg
from server.web.urls import phone_address

blueprint = Blueprint("sharing", __name__)

#: Characters of a link that a QR code can hold and a phone can still read from a screen.
MOST_FOR_QR = 2048
#: Characters of a link that programs pass on.
MOST_FOR_LINK = 8000
#: Characters that are read of an uploaded file's name.
LONGEST_FILE_NAME = 100
#: A host and perhaps a port; whatever follows them is left out.
_ADDRESS = re.compile(r"(https?://)?((?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)(?:/.*)?")


@blueprint.get("/share/<routine_id>")
def share(routine_id: str) -> str:
    """Show the ways to share a routine."""
    routine = services().library.routine(routine_id)
    address, fault = _other_address()
    link = f"{address}/shared?r={to_code(_pack(routine, whole=False))}"
    choices = services().preferences.chosen_for_it(current_person().id, routine).choices
    return render_template(
        "export/share.html",
        routine=routine,
        address=address,
        fault=fault,
        link=link if len(link) <= MOST_FOR_LINK else "",
        qr=qr_svg(link) if len(link) <= MOST_FOR_QR else "",
        changed=bool(choices.doses or choices.instead),
    )


@blueprint.get("/share/<routine_id>.yaml")
def file(routine_id: str) -> Response:
    """Send the routine as a file that holds all it needs."""
    routine = services().library.routine(routine_id)
    response = make_response(to_file(_pack(routine, whole=True)))
    response.mimetype = "application/yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{routine.id}.yaml"'
    return response


@blueprint.get("/shared")
def open_link() -> Response:
    """Show what a link brings, before anything of it is saved."""
    return _preview(from_code(request.args.get("r", "")))


@blueprint.post("/shared")
def open_file() -> Response:
    """Show what a file or a text brings, of Soleus or of another app, before anything of it is saved."""
    uploaded, name, text = request.files.get("file"), "", request.form.get("pasted", "")
    content = text.encode(errors="replace")
    if uploaded and uploaded.filename:
        content, name = uploaded.read(LARGEST_FOREIGN + 1), uploaded.filename[:LONGEST_FILE_NAME]
    foreign = services().importing.foreign(content, name, current_person().id)
    if foreign:
        return import_preview(foreign, name)
    return _preview(from_file(content, name) if name else bundle_of_text(text))


@blueprint.post("/shared/save")
def save() -> Response:
    """Save what was previewed, under ids that are free, or in place of a routine if that was chosen."""
    bundle = from_code(request.form.get("code", ""))
    routine_id = services().sharing.save(bundle, replaced(0), current_person().id)
    return redirect(url_for("routines.page", routine_id=routine_id), 303)


def _pack(routine: Routine, *, whole: bool) -> Bundle:
    return services().sharing.pack(current_person().id, routine, whole=whole)


def _preview(bundle: Bundle) -> Response:
    if bundle.routine is None and not bundle.doses:
        return redirect(url_for("routines.page", routine_id=bundle.id or "-"), 303)
    shared = services().sharing.preview(bundle, current_person().id)
    duration_ms = services().studio.duration_ms(shared.routine, Choices()) if shared.routine else 0
    page = render_template(
        "export/share_preview.html",
        preview=shared,
        faults=shared_faults(shared),
        routine=shared.routine,
        lines=outline(shared.routine) if shared.routine else (),
        length=formatting.length(duration_ms),
        code=to_code(bundle),
        for_left=formatting.for_left,
    )
    return make_response(page, 422 if shared.faults else 200)


def _other_address() -> tuple[str, str]:
    """Return the address of the Soleus that is to open the link, and what is wrong with the one typed."""
    own = phone_address()
    typed = request.args.get("for", "").strip()[:LONGEST_ADDRESS].rstrip("/")
    if not typed:
        return own, ""
    found = _ADDRESS.fullmatch(typed)
    if not found:
        return own, "Enter an address such as http://192.168.1.7:8420, as the other Soleus shows it."
    return f"{found[1] or 'http://'}{found[2]}", ""
