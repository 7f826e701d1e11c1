"""What the editor notes beside its fields."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.store import Store
from server.voice import Voice
from server.web.context import services_of
from tests.helpers.forms import form_of
from tests.web.editor.test_routines import EXERCISE, HTMX

HINTS = "/editor/hints"


@pytest.mark.parametrize(
    ("field", "typed", "hint"),
    [
        ("x.tempo", "1,5 - 0 - 1,5 - 0", "One rep takes 3 s: up 1.5, hold 0, down 1.5, pause 0."),
        ("step.3.tempo", "2-1-2-0", "One rep takes 5 s"),
        ("step.12.seconds", "20, 30", "2 holds, one after the other: 20 and 30."),
        ("x.instruction", "Lean L/R.", "“L/R” is read with the word “slash”; write it in words, or"),
        ("x.tempo_words.0", "w/ me", "“w/” is read"),
        ("opening", "Go → up", "rightwards arrow"),
    ],
)
def test_a_field_is_read_as_soon_as_it_is_typed(
    client: FlaskClient, field: str, typed: str, hint: str
) -> None:
    answer = client.post(HINTS, data={"field": field, field: typed}, headers=HTMX)
    assert answer.status_code == 200
    assert hint in answer.text


@pytest.mark.parametrize("field", ["", "x.", "step.", "step.1", "field", "x.name"])
def test_where_nothing_is_to_be_said_the_answer_is_empty(client: FlaskClient, field: str) -> None:
    assert client.post(HINTS, data={"field": field}, headers=HTMX).text.strip() == ""


def test_the_hints_of_a_saved_exercise_are_on_its_page(client: FlaskClient) -> None:
    tempo = {"x.kind": "reps", "x.tempo": "1,5 - 0 - 1,5 - 0", "x.form_cue": "Heel → wall."}
    assert client.post("/editor/exercise/save", data={**EXERCISE, **tempo}).status_code == 303
    page = client.get("/editor/exercise/wall-lean").text
    assert "One rep takes 3 s" in page
    assert "rightwards arrow" in page


def test_the_hints_of_a_routine_are_beside_its_fields(client: FlaskClient) -> None:
    draft = form_of(client.get("/editor/new?from=heel-raise-strength").text)
    step = next(name for name in draft if name.endswith(".tempo")).removesuffix("tempo")
    typed = {**draft, "name": "L/R", "opening": "Up → down.", f"{step}tempo": "1,5 - 0 - 1,5 - 0"}
    page = client.post("/editor/draft", data=typed).text
    assert "“L/R” is read" in page
    assert "rightwards arrow" in page
    assert "One rep takes 3 s" in page
    steps = client.post("/editor/draft", data=typed, headers=HTMX).text
    assert "One rep takes 3 s" in steps


def test_hints_go_by_the_language_of_the_voice(
    client: FlaskClient, app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"field": "x.name", "x.name": "壁に手"}
    assert "An English voice spells Japanese letters" in client.post(HINTS, data=said, headers=HTMX).text
    preferences = services_of(app).preferences
    monkeypatch.setattr(preferences, "chosen_voice", lambda _choices: Voice("ja", "Japanese", "ja-JP"))
    assert client.post(HINTS, data=said, headers=HTMX).text.strip() == ""
