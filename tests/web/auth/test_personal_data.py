from __future__ import annotations

import io
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient

from server.store import Store
from server.web.context import services_of
from tests.helpers.app import paired


def test_a_person_takes_everything_away(client: FlaskClient) -> None:
    assert 'href="/your-data"' in client.get("/people").text
    assert 'href="/your-data/soleus.zip"' in client.get("/your-data").text
    answer = client.get("/your-data/soleus.zip")
    assert answer.mimetype == "application/zip"
    assert answer.cache_control.no_store
    assert answer.content_length == len(answer.data)
    assert "workouts.csv" in ZipFile(io.BytesIO(answer.data)).namelist()


def test_what_goes_is_told_before_it_goes(client: FlaskClient, app: Flask, store: Store) -> None:
    client.post("/people", data={"name": "Anna"})
    anna = store.people()[1]
    owned = services_of(app).user_library.owned
    owned.create("routine", "mine", "name: My own\npurpose: P.\nsteps:\n  - exercise: gastroc\n", anna.id)
    page = client.get("/your-data/delete").text
    for told in (
        "Delete Anna?",
        "1 routine of your own: My own",
        "Daily backups of the server: the last 7 days",
    ):
        assert told in page
    answer = client.post("/your-data/delete", data={"person": anna.id, "routines": "leave"})
    assert (answer.status_code, answer.location) == (303, "/people")
    assert [person.name for person in store.people()] == ["Me"]
    assert owned.owner("routine", "mine") is None
    assert client.get("/").location == "/people", "the device is asked who uses it"


def test_only_who_was_asked_about_is_deleted(client: FlaskClient, store: Store) -> None:
    me = store.people()[0]
    anna = store.add_person("Anna")
    client.post(f"/people/{anna.id}/choose")
    for form in ({"person": str(me.id)}, {}, {"person": "9" * 50}):
        assert client.post("/your-data/delete", data=form).status_code == 400
    assert store.people() == (me, anna)


def test_the_last_person_can_go_too(client: FlaskClient, store: Store) -> None:
    client.post("/your-data/delete", data={"person": store.people()[0].id})
    assert store.people() == ()
    assert client.get("/").location == "/people"
    assert client.post("/people", data={"name": "Anna"}).status_code == 303
    assert "Anna" in client.get("/").text


def test_another_phone_of_theirs_is_asked_who_uses_it(app: Flask, client: FlaskClient, store: Store) -> None:
    other, me = paired(app, store), store.people()[0]
    other.post(f"/people/{me.id}/choose")
    client.post("/your-data/delete", data={"person": me.id})
    assert other.get("/").location == "/people"
    assert other.post("/workouts/x/events", json=[]).status_code == 409


def test_a_stranger_gets_nothing(stranger: FlaskClient) -> None:
    for path in ("/your-data", "/your-data/soleus.zip", "/your-data/delete"):
        assert stranger.get(path).status_code == 401
    assert stranger.post("/your-data/delete").status_code == 401
