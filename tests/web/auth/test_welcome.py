from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.store import Store
from server.store.values import About
from server.web.context import services_of
from tests.helpers.app import paired


def answer(client: FlaskClient, address: str, **form: str) -> str:
    """Answer a question as its form does, and return where that leads."""
    actions = re.findall(r'method="post" action="([^"]+)"', client.get(address).text)
    assert len(set(actions)) == 1, "its answers and Skip go to the same address"
    sent = client.post(actions[0], data=form)
    assert sent.status_code == 303
    return sent.location


def test_a_new_person_is_welcomed_with_three_questions(client: FlaskClient, store: Store) -> None:
    me = store.people()[0]
    assert answer(client, "/welcome", name="Ana") == "/welcome/foot"
    assert answer(client, "/welcome/foot", sore="right") == "/welcome/time"
    assert answer(client, "/welcome/time", minutes="10") == "/"
    assert store.person(me.id).name == "Ana"
    assert store.about(me.id) == About("right", 10, welcomed=True)
    assert store.settings(me.id) == {"side": "right-first"}
    page = client.get("/").text
    assert page.index("To begin with") < page.index("Morning first steps") < page.index("Before the first")
    assert "right foot sore, 10 min on most days" in client.get("/people").text


def test_each_question_can_be_skipped(client: FlaskClient, store: Store) -> None:
    me = store.people()[0]
    assert answer(client, "/welcome") == "/welcome/foot"
    assert answer(client, "/welcome/foot") == "/welcome/time"
    assert answer(client, "/welcome/time") == "/"
    assert store.person(me.id) == me
    assert store.about(me.id) == About(welcomed=True)
    assert store.settings(me.id) == {}
    assert "not said yet" in client.get("/people").text


def test_who_was_welcomed_goes_home_with_the_next_device(app: Flask, store: Store) -> None:
    first = app.test_client()
    first.get(f"/pair/{store.new_pairing_code(minutes=60)}")
    assert first.get("/pair/done").location == "/welcome"
    assert "Today" in first.get("/").text, "home is there all the same"
    answer(first, "/welcome/time")
    second = app.test_client()
    second.get(f"/pair/{store.new_pairing_code(minutes=60)}")
    assert second.get("/pair/done").location == "/"


def test_who_is_added_has_a_name_already(client: FlaskClient) -> None:
    assert client.post("/people", data={"name": "Anna"}).location == "/welcome/foot"
    assert 'value="Anna"' in client.get("/welcome").text


def test_a_name_that_is_taken_is_told_beside_it(client: FlaskClient, store: Store) -> None:
    store.add_person("Anna")
    refused = client.post("/welcome", data={"name": "anna"})
    assert refused.status_code == 422
    assert 'id="name-fault" role="alert">There is already' in refused.text
    assert 'value="anna"' in refused.text


@pytest.mark.parametrize(
    ("before", "foot", "side"),
    [("both", "right", "right-first"), ("right-first", "left", "both"), ("left", "right", "left")],
)
def test_each_step_begins_with_the_sore_side(
    client: FlaskClient, store: Store, before: str, foot: str, side: str
) -> None:
    client.post("/routines/desk-break/doses", data={"side": before})
    client.post("/welcome/foot", data={"sore": foot})
    assert store.settings(store.people()[0].id)["side"] == side


def test_what_is_no_answer_is_none(client: FlaskClient, store: Store) -> None:
    client.post("/welcome/foot", data={"sore": "nose"})
    client.post("/welcome/time", data={"minutes": "7"})
    assert store.about(store.people()[0].id) == About(welcomed=True)


def test_a_persons_answers_are_theirs(app: Flask, client: FlaskClient, store: Store) -> None:
    client.post("/welcome/foot", data={"sore": "left"})
    client.post("/people", data={"name": "Anna"})
    assert "Which foot" in client.get("/welcome/foot").text
    assert 'aria-current="true"' not in client.get("/welcome/foot").text
    assert paired(app, store).get("/people").status_code == 200
    assert services_of(app).welcome.is_due(store.people()[1])
