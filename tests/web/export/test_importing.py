"""Files of other apps on the phone: what is taken over and what is not, and a choice for each match."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.config import Config
from server.resources import shipped
from server.routine import Routine
from server.routine.library.check import check_files
from server.routine.library.library import Library
from server.web.security import MOST_BYTES
from tests.helpers.foreign import FOLDER, jawt_set, workout

LEGS = FOLDER / "jawt-workout.json"
BACKUP = FOLDER / "timer-machine-backup.json"


@pytest.fixture
def folder(config: Config) -> Path:
    return config.data / "routines"


def opened(client: FlaskClient, content: bytes, name: str) -> str:
    """Open a file, and return the page."""
    form = {"file": (io.BytesIO(content), name)}
    answer = client.post("/shared", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200
    return answer.text


def form_on(page: str) -> dict[str, str]:
    """Return what a browser would send if nothing is touched."""
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) | {"on": " checked" in tag} for tag in inputs_of(page)
    ]
    return {
        str(each["name"]): html.unescape(str(each["value"]))
        for each in inputs
        if each["type"] == "hidden" or each["on"]
    }


def inputs_of(page: str) -> list[str]:
    return re.findall(r"<input [^>]*>", page)


def saved(folder: Path, routine_id: str) -> Routine:
    return Library(shipped("routines"), folder).routine(routine_id)


def test_the_page_shows_what_is_taken_over_and_asks_about_each_match(
    client: FlaskClient, folder: Path
) -> None:
    page = opened(client, LEGS.read_bytes(), LEGS.name)
    for text in (
        "From Just Another Workout Timer, jawt-workout.json",
        "<h1>Legs</h1>",
        "Work 5:00, rest 2:00.",
        "3 rounds",
        "hold 40 s",
        "<legend>Calf raises</legend>",
        "Two-leg heel raise",
        "Something else",
        "Add it",
    ):
        assert text in page
    assert list(folder.rglob("*.yaml")) == []
    form = form_on(page)
    assert (form["match-0-calf-raises"], form["match-0-lunges"]) == ("heel-raise-two", "lunge")
    answer = client.post("/shared/import", data={**form, "match-0-lunges": ""})
    assert answer.location == "/routines/legs"
    assert client.get(answer.location).status_code == 200
    assert saved(folder, "legs").exercise_ids == {"heel-raise-two", "lunges", "wall-sit"}
    assert check_files([folder]) == ()


def test_all_routines_of_a_backup_are_in_one_list(client: FlaskClient, folder: Path) -> None:
    page = opened(client, BACKUP.read_bytes(), BACKUP.name)
    assert "<h1>3 routines</h1>" in page
    assert page.count("Take it over") == 3
    assert "Music: the file holds only its name; the coach has sounds of its own." in page
    form = form_on(page)
    assert form["match-2-quad-stretch"] == ""  # it would be done on each side
    del form["take-1"]
    assert client.post("/shared/import", data=form).location == "/editor"
    assert {path.stem for path in folder.glob("*.yaml")} == {"run-and-walk", "physio"}
    assert check_files([folder]) == ()


def test_what_cannot_be_taken_over_is_not_offered(client: FlaskClient, folder: Path) -> None:
    page = opened(client, (FOLDER / "jawt-backup.json").read_bytes(), "Backup.json")
    assert "Übungen für Füße" in page
    assert "It cannot be taken over." in page
    assert page.count("Take it over") == 3
    alone = opened(client, json.dumps(workout()).encode(), "empty.json")
    assert "There is nothing to do in it" in alone
    assert "Add it" not in alone


def test_a_shared_timer_can_be_pasted(client: FlaskClient) -> None:
    text = (FOLDER / "timer-machine-shared.json").read_text("utf-8")
    page = client.post("/shared", data={"pasted": text}).text
    assert "From TimeR Machine, not saved yet" in page
    assert "<h1>Intervals</h1>" in page


def test_what_is_here_already_is_replaced_only_by_choice(client: FlaskClient, folder: Path) -> None:
    form = form_on(opened(client, LEGS.read_bytes(), LEGS.name))
    own = {name: "" if name.startswith("match") else value for name, value in form.items()}
    client.post("/shared/import", data=own)
    page = opened(client, LEGS.read_bytes(), LEGS.name)
    assert "You have it already" in page
    other = json.dumps(workout(jawt_set(2, ("Squats", 30)))).encode()
    page = opened(client, other, "legs.json")
    assert "You have one of this name" in page
    assert client.post("/shared/import", data=form_on(page)).location == "/routines/legs-2"
    assert len(saved(folder, "legs").steps) == 5
    page = opened(client, other.replace(b"30", b"35"), "legs.json")
    form = form_on(page) | {"replace-0": "legs"}
    assert client.post("/shared/import", data=form).location == "/routines/legs"
    assert len(saved(folder, "legs").steps) == 1


def test_a_large_backup_can_be_opened_and_saved(client: FlaskClient, folder: Path) -> None:
    workouts = [
        workout(*[jawt_set(3, (f"Exercise {n}-{m}", 30), ("Rest", 10)) for m in range(19)], title=f"W{n}")
        for n in range(12)
    ]
    content = json.dumps({"workouts": workouts}, indent=4).encode()
    assert len(content) > MOST_BYTES
    form = form_on(opened(client, content, "Backup.json"))
    assert client.post("/shared/import", data=form).location == "/editor"
    assert len(list(folder.glob("*.yaml"))) == 12


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"take-0": ""}, 400),
        ({"code-0": "1.AAAA"}, 400),
        ({"match-0-lunges": "nothing"}, 400),
        ({"match-0-nothing": "lunge"}, 400),
        ({"match-0-lunges": "hamstring-contract-relax"}, 400),
        ({"replace-0": "nothing"}, 409),
    ],
)
def test_a_form_that_was_tampered_with_saves_nothing(
    client: FlaskClient, folder: Path, change: dict[str, str], status: int
) -> None:
    form = form_on(opened(client, LEGS.read_bytes(), LEGS.name))
    assert client.post("/shared/import", data={**form, **change}).status_code == status
    assert list(folder.rglob("*.yaml")) == []


@pytest.mark.parametrize("content", [b'{"workouts": [', b'{"a": 1}', b"[" * 100_000])
def test_a_damaged_file_is_said(client: FlaskClient, content: bytes) -> None:
    form = {"file": (io.BytesIO(content), "x.json")}
    answer = client.post("/shared", data=form, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "&#34;x.json&#34; is" in answer.text


def test_names_are_text_and_nothing_else(client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    content = json.dumps(workout(jawt_set(2, (evil, 30), (f"{evil}x", 0)), title=evil)).encode()
    assert "<script>alert" not in opened(client, content, f"{evil}.json")
