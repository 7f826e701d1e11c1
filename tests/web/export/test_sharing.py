"""Giving a routine away, and taking one that somebody else gives."""

from __future__ import annotations

import html
import io
import random
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.config import Config
from server.errors import MOST_TOLD
from server.routine.editing.bundle import Bundle, from_file, to_code
from server.routine.importing import LARGEST_FOREIGN
from server.routine.library.check import check_files
from server.web.export.sharing import MOST_FOR_LINK, MOST_FOR_QR
from server.web.security import MOST_BYTES
from tests.helpers.short_routine import write_short_routine


@pytest.fixture
def folder(config: Config) -> Path:
    write_short_routine(config.data)
    return config.data / "routines"


def link_on(page: str) -> str:
    return html.unescape(re.findall(r'id="link" value="([^"]*)"', page)[0])


def opened(client: FlaskClient, link: str) -> TestResponse:
    """Open a link on this Soleus, whatever its address is."""
    return client.get(link[link.index("/shared") :])


def code_on(page: str) -> str:
    return str(re.findall(r'name="code" value="([^"]*)"', page)[0])


def forget(folder: Path) -> None:
    """Make this Soleus another one, which has none of it."""
    for path in folder.rglob("*.yaml"):
        path.unlink()


def uploaded(client: FlaskClient, content: bytes, name: str = "legs.yaml") -> tuple[int, str]:
    answer = client.post(
        "/shared", data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )
    return answer.status_code, answer.text


@pytest.mark.parametrize("way", ["link", "pasted link", "file", "pasted file"])
def test_a_routine_reaches_another_soleus_with_its_doses_and_exercises(
    client: FlaskClient, folder: Path, way: str
) -> None:
    client.post("/routines/short/doses", data={"first-lean.seconds": "25"})
    link = link_on(client.get("/share/short").text)
    file = client.get("/share/short.yaml").data
    forget(folder)
    match way:
        case "link":
            page = opened(client, link).text
        case "pasted link":
            page = client.post("/shared", data={"pasted": f" {link}\n"}).text
        case "file":
            page = uploaded(client, file, "short.yaml")[1]
        case _:
            page = client.post("/shared", data={"pasted": file.decode()}).text
    assert "Short one" in page
    assert "Heel down." in page
    assert "hold 25 s" in page
    assert list(folder.rglob("*.yaml")) == []
    answer = client.post("/shared/save", data={"code": code_on(page)})
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert check_files([folder]) == ()
    saved = next(folder.glob("*.yaml")).read_text("utf-8")
    assert "  - exercise: first-lean\n    seconds: 25\n" in saved
    assert {path.stem for path in (folder / "exercises").iterdir()} == {"first-lean", "second-lean"}


def test_doses_of_a_shipped_routine_travel_as_its_id_and_doses_alone(
    client: FlaskClient, folder: Path
) -> None:
    client.post("/routines/plantar-fasciitis/doses", data={"gastroc.seconds": "45"})
    link = link_on(client.get("/share/plantar-fasciitis").text)
    assert len(link) < 150
    page = opened(client, link).text
    answer = client.post("/shared/save", data={"code": code_on(page)})
    assert answer.location == "/routines/plantar-fasciitis-2"
    assert "- exercise: gastroc\n        seconds: 45\n" in (folder / "plantar-fasciitis-2.yaml").read_text(
        "utf-8"
    )


def test_a_shipped_routine_as_it_is_leads_to_it(client: FlaskClient) -> None:
    link = link_on(client.get("/share/desk-break").text)
    assert opened(client, link).location == "/routines/desk-break"


def test_nothing_that_is_there_is_overwritten(client: FlaskClient, folder: Path) -> None:
    client.post("/routines/short/doses", data={"first-lean.seconds": "25"})
    link = link_on(client.get("/share/short").text)
    exercise = folder / "exercises" / "first-lean.yaml"
    exercise.write_text(exercise.read_text("utf-8").replace("Lean.", "Lean more."), "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    page = opened(client, link).text
    assert client.post("/shared/save", data={"code": code_on(page)}).location == "/routines/short-2"
    assert {path: path.read_bytes() for path in before} == before
    assert "exercise: first-lean-2\n    id: first-lean" in (folder / "short-2.yaml").read_text("utf-8")
    assert not (folder / "exercises" / "second-lean-2.yaml").exists()


def test_the_link_may_be_for_another_address(client: FlaskClient, folder: Path) -> None:
    own = link_on(client.get("/share/short").text).partition("1.")[0]
    page = client.get("/share/short?for=192.168.1.7:8000/").text
    assert link_on(page).startswith("http://192.168.1.7:8000/shared?r=1.")
    for wrong in ("javascript:alert(1)", "ftp://x", "http://", "http://a b"):
        page = client.get("/share/short", query_string={"for": wrong}).text
        assert link_on(page).startswith(own)
        assert "Enter an address" in page


@pytest.mark.parametrize(
    ("exercises", "qr", "link"), [(1, True, True), (10, False, True), (40, False, False)]
)
def test_what_is_too_large_is_said_plainly(
    client: FlaskClient, config: Config, exercises: int, qr: bool, link: bool
) -> None:
    folder = config.data / "routines"
    (folder / "exercises").mkdir(parents=True, exist_ok=True)
    for number in range(exercises):
        noise = random.Random(number).randbytes(200).hex()  # words would be packed to next to nothing
        exercise = (
            f"name: E {number}\nkind: hold\nsides: both\ninstruction: Go.\nform_cue: Go.\nsafety: a{noise}\n"
        )
        (folder / "exercises" / f"e-{number}.yaml").write_text(f"{exercise}seconds: 9\n", "utf-8")
    steps = "".join(f"  - exercise: e-{number}\n" for number in range(exercises))
    (folder / "large.yaml").write_text(f"name: Large\npurpose: P\nsteps:\n{steps}", "utf-8")
    page = client.get("/share/large").text
    assert ("<svg" in page.partition('class="qr"')[2].partition("</div>")[0]) == qr
    assert ("too large for a QR code" in page) != qr
    assert ('id="link"' in page) == link
    assert ("too large for a link" in page) != link
    if link:
        assert len(link_on(page)) <= (MOST_FOR_QR if qr else MOST_FOR_LINK)
    assert client.get("/share/large.yaml").status_code == 200


@pytest.mark.parametrize(
    "bundle",
    [
        Bundle("x", {"name": "X", "purpose": "P", "steps": [{"exercise": "nothing-like-it"}]}),
        Bundle("x", {"name": "X", "purpose": "P", "steps": [{"exercise": "gastroc", "seconds": 9999}]}),
        Bundle("x", {"name": "X\x07", "purpose": "P", "steps": [{"exercise": "gastroc"}]}),
        Bundle("x", {"name": "X\u202e", "purpose": "P", "steps": [{"exercise": "gastroc"}]}),
        Bundle("x", {"name": "X", "purpose": "P", "steps": 3, "surprise": 1}),
        Bundle("x", {"name": "X", "purpose": "P", "steps": [{"exercise": "e"}]}, {"e": {"name": "\x1b[2J"}}),
        Bundle("desk-break", None, doses={"heel-raise-two": {"reps": 100_000}}),
    ],
)
def test_what_breaks_the_rules_is_shown_and_not_saved(
    client: FlaskClient, config: Config, bundle: Bundle
) -> None:
    answer = client.get("/shared", query_string={"r": to_code(bundle)})
    assert answer.status_code == 422
    assert "It cannot be saved" in answer.text
    assert 'name="code"' not in answer.text
    assert "\x1b" not in answer.text
    assert client.post("/shared/save", data={"code": to_code(bundle)}).status_code == 400
    assert list((config.data / "routines").rglob("*.yaml")) == []


@pytest.mark.parametrize("code", ["", "1.", "x" * 5000, "1.AAAA"])
def test_what_is_no_link_is_said(client: FlaskClient, code: str) -> None:
    answer = client.get("/shared", query_string={"r": code})
    assert answer.status_code == 400
    assert "Soleus cannot read this routine" in answer.text


def test_doses_for_what_is_not_here_are_said(client: FlaskClient) -> None:
    for bundle in (
        Bundle("gone", None, doses={"a": {"rest": 3}}),
        Bundle("desk-break", None, doses={"a": {"rest": 3}}),
    ):
        assert client.get("/shared", query_string={"r": to_code(bundle)}).status_code in (400, 404)


def test_shared_text_is_text_and_nothing_else(client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    exercise = {"name": "E", "kind": "hold", "sides": "both", "seconds": 9, "safety": evil, "muscle": evil}
    exercise |= {"instruction": evil, "form_cue": evil}
    routine = {"name": evil, "purpose": evil, "steps": [{"exercise": "e"}]}
    answer = client.get("/shared", query_string={"r": to_code(Bundle("x", routine, {"e": exercise}))})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"name: a: b", b"- x", b"&a [*a]"])
def test_a_file_that_is_no_routine_is_said(client: FlaskClient, content: bytes) -> None:
    status, page = uploaded(client, content)
    assert status in (400, 422)
    assert "Line 1: " in page
    assert ".yaml:" not in page


def test_what_is_wrong_in_a_pasted_routine_is_told_in_words(client: FlaskClient) -> None:
    text = "name: ''\nsteps:\n  - exercise: soleus\n  - exercise: gastroc\n    seconds: 9000\n"
    page = html.unescape(client.post("/shared", data={"pasted": text}).text)
    assert "<li>A routine needs a name.</li>" in page
    assert (
        "<li>Step 2, Time: 9000 is above the highest hold, 1800. Write a number from 1 to 1800.</li>" in page
    )
    assert "Line 1: This cannot be read" in client.post("/shared", data={"pasted": "name: a: b\n"}).text


def test_of_many_faults_the_first_are_told(client: FlaskClient) -> None:
    text = "\n".join(f"k{number}: 1" for number in range(2000))
    answer = client.post("/shared", data={"pasted": text})
    assert answer.status_code == 422
    assert answer.text.count("<li>") == MOST_TOLD + 1
    assert re.search(r"<li>and 1,9\d\d more</li>", answer.text)


def test_a_large_file_is_refused(client: FlaskClient) -> None:
    assert uploaded(client, b"#" * (MOST_BYTES + 1))[0] == 400
    body = b"#" * (MOST_BYTES + LARGEST_FOREIGN + 1)
    answer = client.post("/shared", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


def test_nothing_chosen_is_said(client: FlaskClient) -> None:
    answer = client.post("/shared", data={"pasted": " "})
    assert answer.status_code == 400
    assert "Choose a file" in answer.text


def test_the_same_routine_is_said_to_be_here_already(client: FlaskClient, folder: Path) -> None:
    file = client.get("/share/short.yaml").data
    page = uploaded(client, file, "short.yaml")[1]
    assert "You have it already" in page
    assert "is the same to the letter" in page
    assert 'name="replace-0" value="" checked' in page


def test_another_routine_of_its_name_is_replaced_only_by_choice(client: FlaskClient, folder: Path) -> None:
    client.post("/routines/short/doses", data={"first-lean.seconds": "25"})
    before = (folder / "short.yaml").read_bytes()
    page = uploaded(client, client.get("/share/short.yaml").data, "short.yaml")[1]
    assert "You have one of this name" in page
    assert "is different." in page
    form = {"code": code_on(page), "digest-0": re.findall(r'name="digest-0" value="(\w+)"', page)[0]}
    assert client.post("/shared/save", data=form).location == "/routines/short-2"
    assert (folder / "short.yaml").read_bytes() == before
    assert client.post("/shared/save", data={**form, "replace-0": "short"}).location == "/routines/short"
    assert "seconds: 25" in (folder / "short.yaml").read_text("utf-8")
    assert len(list(folder.glob("*.yaml"))) == 2


@pytest.mark.parametrize("replaced", ["short", "gone", "../short"])
def test_nothing_is_replaced_that_has_changed_meanwhile(
    client: FlaskClient, folder: Path, replaced: str
) -> None:
    client.post("/routines/short/doses", data={"first-lean.seconds": "25"})
    page = uploaded(client, client.get("/share/short.yaml").data, "short.yaml")[1]
    files = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    form = {"code": code_on(page), "digest-0": "0" * 32, "replace-0": replaced}
    assert client.post("/shared/save", data=form).status_code in (404, 409)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == files


def test_the_same_link_three_times_leaves_no_exercise_twice(client: FlaskClient, folder: Path) -> None:
    code = to_code(from_file(client.get("/share/short.yaml").data, "short.yaml"))
    (folder / "exercises" / "first-lean.yaml").write_text(
        (folder / "exercises" / "first-lean.yaml").read_text("utf-8").replace("Lean.", "Lean more."), "utf-8"
    )
    for _ in range(3):
        client.post("/shared/save", data={"code": code})
    names = {path.stem for path in (folder / "exercises").iterdir()}
    assert names == {"first-lean", "first-lean-2", "second-lean"}
