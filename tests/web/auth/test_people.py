from __future__ import annotations

import re
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
    assert (answer.status_code, answer.location) == (303, "/welcome/foot")
    assert "Anna" in client.get("/").text


def test_a_device_changes_hands(client: FlaskClient, store: Store) -> None:
    anna = store.add_person("Anna")
    assert client.post(f"/people/{anna.id}/choose").status_code == 303
    assert [device.person for device in store.devices()] == ["Anna"]


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
    client.get("/people")
    assert client.post(f"/people/{bert.id}/choose").location == "/"
    assert "Bert" in client.get("/").text
    assert anna.name not in client.get("/").text
    assert len(store.devices()) == 1
    services_of(app).close()


def test_without_pairing_a_browser_that_keeps_no_cookies_is_told_so(tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, warm=False, pairing=False))
    store = services_of(app).store
    anna, _ = store.add_person("Anna"), store.add_person("Bert")
    blocking = app.test_client(use_cookies=False)
    for _ in range(3):
        blocking.get("/people")
        page = blocking.post(f"/people/{anna.id}/choose", follow_redirects=True)
        assert "did not keep the cookie" in page.text
    assert store.devices() == ()
    services_of(app).close()


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_of_another_persons_page_is_refused(
    client: FlaskClient, store: Store, headers: dict[str, str]
) -> None:
    client.post("/people", data={"name": "Anna"})
    annas = re.search(r'action="(/routines/desk-break/doses[^"]*)"', client.get("/routines/desk-break").text)
    assert annas
    assert client.post(annas[1], data={"all": "75"}, headers=headers).status_code in (200, 303)
    client.post("/people", data={"name": "Bert"})
    refused = client.post(annas[1], data={"all": "150"}, headers=headers)
    assert refused.status_code == 409
    assert "meanwhile this device is used by Bert" in refused.text
    bert = next(person for person in store.people() if person.name == "Bert")
    assert store.preferences(bert.id, "desk-break").choices == {}


def test_every_form_that_changes_something_of_a_person_says_whose_page_it_is_on(client: FlaskClient) -> None:
    pages = (
        "/",
        "/welcome",
        "/welcome/foot",
        "/welcome/time",
        "/routines/desk-break",
        "/take-along",
        "/editor",
        "/editor/routines/new",
        "/kept",
    )
    actions = [
        action
        for page in pages
        for action in re.findall(
            r'(?:method="post" action|formaction|hx-post)="([^"]+)"', client.get(page).text
        )
    ]
    assert len(actions) > 10
    assert [action for action in actions if not re.search(r"[?;]person=1$", action)] == []


def test_more_people_than_a_page_lists_are_found_by_their_names(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.web.auth.people.LISTED", 2)
    for name in ("Anna", "Änne", "Bert", "100% Zoë", "1000"):
        store.add_person(name)
    client.post("/people/6/choose")
    assert shown(client, "") == ["1000", "Me"], "this person is always there"
    assert shown(client, "?named=ÄN") == ["1000", "Änne"]
    assert shown(client, "?named=100%25") == ["1000", "100% Zoë"], "no wildcard"
    assert shown(client, "?named=nn") == ["1000"]
    assert "No name begins so." in client.get("/people?named=nn").text
    assert "There are more than this page has room for." in client.get("/people").text
    assert "people.js" not in client.get("/people").text, "no draft goes of people who are not listed"


def test_a_page_that_lists_everybody_asks_for_no_name(client: FlaskClient) -> None:
    assert "named" not in client.get("/people").text
    assert "people.js" in client.get("/people").text


def shown(client: FlaskClient, query: str) -> list[str]:
    return re.findall(
        r'<span class="row-text"><strong>(?!Devices|Your|Voice|Sore|Leave|On)([^<]*)<',
        client.get(f"/people{query}").text,
    )
