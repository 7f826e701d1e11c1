"""A routine for somebody else's Soleus: as a file, a link and a QR code; and what others shared."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.routine.choices.changes import step_named
from server.routine.editing.bundle import (
    Bundle,
    from_code,
    from_file,
    to_code,
    to_file,
    with_doses,
    with_free_ids,
)
from server.routine.editing.emit import to_yaml
from server.routine.model import Choices, Exercise, Routine
from server.routine.parsing.catalog import Catalog
from server.routine.parsing.reading import parse
from server.routine.schema.limits import LARGEST_FILE, LONGEST_NAME
from server.services.user_files import FileKind
from server.web import formatting
from server.web.context import current_person, services
from server.web.drawings import drawing
from server.web.editor.user_library import user_library
from server.web.qr import qr_svg
from server.web.urls import phone_address

log = logging.getLogger(__name__)
blueprint = Blueprint("sharing", __name__)

#: Characters of a link that a QR code can hold and a phone can still read from a screen.
MOST_FOR_QR = 2048
#: A host and perhaps a port; whatever stands behind them is left out.
_ADDRESS = re.compile(r"(https?://)?((?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)(?:/.*)?")
#: Characters of a link that programs pass on.
MOST_FOR_LINK = 8000


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be saved."""

    bundle: Bundle
    routine: Routine | None
    exercises: tuple[Exercise, ...]
    #: Text of each file by its kind and id.
    texts: tuple[tuple[FileKind, str, str], ...]
    faults: tuple[str, ...]


@blueprint.get("/share/<routine_id>")
def share(routine_id: str) -> str:
    """Show the ways to give a routine away."""
    routine = services().library.routine(routine_id)
    address, fault = _address()
    link = _link(address, routine)
    return render_template(
        "export/share.html",
        routine=routine,
        address=address,
        fault=fault,
        link=link if len(link) <= MOST_FOR_LINK else "",
        qr=qr_svg(link) if len(link) <= MOST_FOR_QR else "",
        changed=bool(services().preferences.choices(current_person().id, routine).doses),
    )


@blueprint.get("/share/<routine_id>.yaml")
def file(routine_id: str) -> Response:
    """Send the routine as a file that holds all it needs."""
    routine = services().library.routine(routine_id)
    response = make_response(to_file(_bundle(routine, whole=True)))
    response.mimetype = "application/yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{routine.id}.yaml"'
    return response


@blueprint.get("/shared")
def look() -> Response:
    """Show what a link brings, before anything of it is saved."""
    return _look(from_code(request.args.get("r", "")))


@blueprint.post("/shared")
def open_shared() -> Response:
    """Show what a file or a pasted text brings, before anything of it is saved."""
    uploaded = request.files.get("file")
    if uploaded and uploaded.filename:
        content = uploaded.read(LARGEST_FILE + 1)
        return _look(from_file(content, uploaded.filename[:100]))
    return _look(_pasted(request.form.get("pasted", "")))


@blueprint.post("/shared/save")
def save() -> Response:
    """Save what was looked at, under ids that nothing has."""
    preview = _preview(from_code(request.form.get("code", "")))
    if preview.faults:
        raise BadInput("\n".join(preview.faults))
    user_library().files.create_all(preview.texts)
    log.info("shared routine saved: %s", preview.bundle.id)
    return redirect(url_for("routines.page", routine_id=preview.bundle.id), 303)


def _pasted(text: str) -> Bundle:
    text = text.strip()
    if not text:
        raise BadInput("Choose a file, or paste a link or the text of a file.")
    if "\n" not in text and "?" in text:
        return from_code(parse_qs(urlsplit(text).query).get("r", [""])[0])
    return from_file(text.encode(errors="replace"))


def _look(bundle: Bundle) -> Response:
    if bundle.routine is None and not bundle.doses:
        return redirect(url_for("routines.page", routine_id=bundle.id or "-"), 303)
    preview = _preview(bundle)
    routine = preview.routine
    page = render_template(
        "export/share_preview.html",
        preview=preview,
        routine=routine,
        length=formatting.length(services().studio.duration_ms(routine, Choices())) if routine else "",
        code=to_code(bundle),
        drawing=drawing,
    )
    return make_response(page, 422 if preview.faults else 200)


def _preview(bundle: Bundle) -> Preview:
    """Hold a bundle against the rules for files, under the ids that it would get."""
    bundle, library = _whole(bundle), user_library()
    catalog = library.catalog()
    own = {
        name: parse(path, path.read_bytes()).data
        for name, path in catalog.files.items()
        if path.parent.parent == library.folder and name in bundle.exercises
    }
    bundle = with_free_ids(bundle, library.taken_ids("routine"), own, library.taken_ids("exercise"))
    texts: list[tuple[FileKind, str, str]] = []
    exercises: dict[str, Exercise] = {}
    faults: list[str] = []
    for name, content in bundle.exercises.items():
        texts.append(("exercise", name, to_yaml(content)))
        checked = library.check_exercise(name, texts[-1][2].encode())
        faults += [fault.in_folder for fault in checked.faults]
        if checked.value:
            exercises[name] = checked.value
    files = {name: library.files.path("exercise", name) for name in bundle.exercises}
    usable = Catalog(files, exercises, {}).with_fallback(catalog)
    texts.append(("routine", bundle.id, to_yaml(bundle.routine or {})))
    found = library.check_routine(bundle.id, texts[-1][2].encode(), usable)
    lines = (*(fault.in_folder for fault in found.faults), *faults)
    return Preview(bundle, found.value, tuple(exercises.values()), tuple(texts), lines)


def _whole(bundle: Bundle) -> Bundle:
    """Return a bundle with a routine in it: where only doses came, that of the same id, with these doses."""
    if bundle.routine is not None:
        return bundle
    routine = services().library.routine(bundle.id)
    for step in bundle.doses:
        step_named(routine, step)
    doses = Choices(doses=bundle.doses)
    path = user_library().routine_file(routine.id)
    data = with_doses(parse(path, path.read_bytes()).data, doses)
    return Bundle(routine.id, {**data, "name": f"{routine.name}, shared"[:LONGEST_NAME]})


def _bundle(routine: Routine, whole: bool) -> Bundle:
    """Return a routine with this person's doses; a shipped one is known everywhere by its id."""
    choices = services().preferences.choices(current_person().id, routine)
    if not whole and routine.id not in user_library().routine_ids():
        return Bundle(routine.id, None, doses=choices.doses)
    path = user_library().routine_file(routine.id)
    data = with_doses(parse(path, path.read_bytes()).data, choices)
    shipped = services().library.shipped_catalog().files
    files = user_library().catalog().files
    needed = {step.exercise.id for step in routine.steps} - shipped.keys()
    exercises = {name: parse(files[name], files[name].read_bytes()).data for name in sorted(needed)}
    return Bundle(routine.id, data, exercises)


def _link(address: str, routine: Routine) -> str:
    return f"{address}/shared?r={to_code(_bundle(routine, whole=False))}"


def _address() -> tuple[str, str]:
    """Return the address of the Soleus that is to open the link, and what is wrong with what was typed."""
    own = phone_address()
    typed = request.args.get("for", "").strip()[:300].rstrip("/")
    if not typed:
        return own, ""
    found = _ADDRESS.fullmatch(typed)
    if not found:
        return own, "Write an address such as http://192.168.1.7:8000, as the other Soleus prints it."
    return f"{found[1] or 'http://'}{found[2]}", ""
