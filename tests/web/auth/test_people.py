from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.store import Store
from server.web.context import services_of


def test_everybody_is_shown(client: FlaskClient, store: Store) -> None:
    store.add_person("Anna <3")
    page = client.get("/people").text
    assert "Anna &lt;3" in page
    assert "Me" in page


def test_who_is_added_trains_with_this_device(client: FlaskClient, store: Store) -> None:
    answer = client.post("/people", data={"name": "Anna"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Anna" in client.get("/").text


def test_a_device_changes_hands(client: FlaskClient, store: Store) -> None:
    anna = store.add_person("Anna")
    assert client.post(f"/people/{anna.id}/choose").status_code == 303
    with client.session_transaction() as session:
        device = store.device(session["device"])
    assert device
    assert device.person == anna


def test_somebody_is_renamed(client: FlaskClient, store: Store) -> None:
    me = store.people()[0]
    answer = client.post(f"/people/{me.id}/name", data={"name": "Anna"})
    assert (answer.status_code, answer.location) == (303, "/people")
    assert store.person(me.id).name == "Anna"


@pytest.mark.parametrize("path", ["/people", "/people/1/name"])
@pytest.mark.parametrize("name", ["", "x" * 41, "ANNA"])
def test_a_name_that_cannot_be_taken_is_told_on_the_page(
    client: FlaskClient, store: Store, path: str, name: str
) -> None:
    store.add_person("Anna")
    answer = client.post(path, data={"name": name})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("name", ["👩\u200d⚕️ Ana", "می\u200cنا", "❤️"])
def test_a_name_may_hold_joiners(client: FlaskClient, store: Store, name: str) -> None:
    assert client.post("/people", data={"name": name}).status_code == 303
    assert name in [person.name for person in store.people()]
    assert name in client.get("/people").text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Anna\u202e", "character 5 is invisible, a right-to-left override (U+202E); delete it."),
        ("\u200d", "there is nothing to see in this text; write something."),
    ],
)
def test_a_name_that_misleads_is_refused_with_the_reason(client: FlaskClient, name: str, reason: str) -> None:
    answer = client.post("/people", data={"name": name})
    assert answer.status_code == 422
    assert f"This name cannot be used: {reason}" in answer.text


def test_nobody_can_be_chosen_who_is_not_there(client: FlaskClient) -> None:
    for number in ("99", "9" * 30, "9" * 5000, "-1", "x", "%C2%B2"):
        assert client.post(f"/people/{number}/choose").status_code == 404
        assert client.post(f"/people/{number}/name", data={"name": "Anna"}).status_code == 404
    assert client.get("/people/1/choose").status_code == 405


def test_without_pairing_a_device_is_remembered_once_it_says_who_uses_it(tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, warm=False, pairing=False))
    store = services_of(app).store
    anna, bert = store.add_person("Anna"), store.add_person("Bert")
    client = app.test_client()
    assert client.get("/").location == "/people"
    client.post(f"/people/{bert.id}/choose")
    assert "Bert" in client.get("/").text
    assert anna.name not in client.get("/").text
    services_of(app).close()
