"""What others see of somebody's routines and exercises."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.digests import digest_of
from server.store import Store
from server.web.context import services_of
from tests.helpers.app import paired
from tests.helpers.samples import CALF, ROUTINE

OWN = ROUTINE.replace("raise", "gastroc")


@pytest.fixture
def anna(app: Flask, store: Store) -> FlaskClient:
    """The device of Anna, who has made a routine and an exercise."""
    browser = paired(app, store)
    browser.post("/people", data={"name": "Anna"})
    owner = next(person for person in store.people() if person.name == "Anna")
    owned = services_of(app).user_library.owned
    owned.create("exercise", "calf", CALF, owner.id)
    owned.create("routine", "mine", OWN, owner.id)
    return browser


@pytest.fixture
def bert(app: Flask, store: Store, anna: FlaskClient) -> FlaskClient:
    browser = paired(app, store)
    browser.post("/people", data={"name": "Bert"})
    return browser


def test_who_made_them_may_edit_and_delete_them(anna: FlaskClient) -> None:
    page = anna.get("/editor").text
    for link in ("routines/mine", "routines/mine/delete", "exercise/calf", "exercises/calf/delete"):
        assert f'href="/editor/{link}"' in page
    assert "Made by" not in page
    assert anna.get("/editor/of/mine").location == "/editor/routines/mine"


def test_others_may_use_and_copy_but_not_change_them(bert: FlaskClient) -> None:
    page = bert.get("/editor").text
    for link in ("routines/mine", "routines/mine/delete", "exercise/calf", "exercises/calf/delete"):
        assert f'href="/editor/{link}"' not in page
    assert "Made by Anna." in page
    assert bert.get("/routines/mine").status_code == 200
    assert bert.get("/editor/of/mine").location == "/editor/new?from=mine"
    assert page.count(">Copy it</a>") == 2
    assert 'value="My Calf stretch"' in bert.get("/editor/exercise?from=calf").text
    assert bert.get("/editor/exercise?from=gone").status_code == 404
    assert "My My calves" in bert.get("/editor/new?from=mine").text


@pytest.mark.parametrize(
    "path", ["routines/mine", "routines/mine/delete", "exercise/calf", "exercises/calf/delete"]
)
def test_others_are_told_whose_it_is(bert: FlaskClient, path: str) -> None:
    answer = bert.get(f"/editor/{path}")
    assert answer.status_code == 403
    assert "is Anna&#39;s. Make a copy, and change that." in answer.text


def test_others_cannot_delete_what_is_not_theirs(bert: FlaskClient, app: Flask) -> None:
    assert bert.post("/editor/routines/mine/delete").status_code == 403
    assert services_of(app).user_library.files.content("routine", "mine") == OWN.encode()


def test_what_was_typed_becomes_a_copy_if_the_device_changed_hands_meanwhile(
    anna: FlaskClient, bert: FlaskClient, store: Store, app: Flask
) -> None:
    form = {
        "id": "mine",
        "digest": "x",
        "name": "Mine too",
        "purpose": "P",
        "step": "0",
        "exercise-0": "calf",
    }
    answer = bert.post("/editor/save", data=form)
    assert answer.status_code == 409
    assert "is Anna&#39;s" in answer.text
    assert 'name="copied-from" value="mine"' in answer.text
    assert 'value="Mine too"' in answer.text
    assert services_of(app).user_library.files.content("routine", "mine") == OWN.encode()


def test_what_anna_deleted_only_she_restores(anna: FlaskClient, bert: FlaskClient, app: Flask) -> None:
    anna.post("/editor/routines/mine/delete")
    deleted = services_of(app).user_library.files.deleted()[0].name
    assert "Restore: mine" in anna.get("/editor").text
    assert "Restore: mine" not in bert.get("/editor").text
    assert bert.post("/editor/restore/routines", data={"name": deleted}).status_code == 403
    assert anna.post("/editor/restore/routines", data={"name": deleted}).status_code == 303
    assert 'href="/editor/routines/mine"' in anna.get("/editor").text


def test_what_is_shared_becomes_the_persons_and_does_not_replace_anothers(
    anna: FlaskClient, bert: FlaskClient, app: Flask
) -> None:
    text = anna.get("/share/mine.yaml").text.replace("Two things", "Three things")
    page = bert.post("/shared", data={"pasted": text}).text
    assert "It is Anna’s. Yours will be kept beside it." in page
    assert "Replace it" not in page
    assert "Replace it" in anna.post("/shared", data={"pasted": text}).text
    code = re.search('name="code" value="([^"]+)"', page)
    assert code
    saved = {"code": code[1], "replace-0": "mine", "digest-0": digest_of(OWN)}
    assert bert.post("/shared/save", data=saved).status_code == 403
    assert bert.post("/shared/save", data={"code": code[1]}).location == "/routines/my-calves"
    owner = services_of(app).user_library.owned.owner("routine", "my-calves")
    assert owner
    assert owner.name == "Bert"
