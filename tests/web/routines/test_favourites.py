from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.store import Store

HTMX = {"HX-Request": "true"}


def star(client: FlaskClient) -> tuple[str, bool]:
    """Return where the star of a routine's page leads, and whether it shines."""
    page = client.get("/routines/desk-break").text
    form = re.search(r'<form class="favourite.*?action="([^"]+)".*?aria-pressed="(\w+)"', page, re.DOTALL)
    assert form
    return form[1], form[2] == "true"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_favourite_stands_first_on_home_and_only_there(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    address, shines = star(client)
    assert not shines
    assert "Favourites" not in client.get("/").text
    answer = client.post(address, data={"favourite": "yes"}, headers=headers)
    assert answer.status_code == (200 if headers else 303)
    assert ('aria-pressed="true"' in answer.text) == bool(headers)
    assert star(client)[1]
    page = client.get("/").text
    assert page.index("Favourites") < page.index("<strong>Desk break") < page.index("Before the first step")
    assert page.count("<strong>Desk break") == 1
    assert "At the desk" not in page
    client.post(address, data={"favourite": "no"}, headers=headers)
    assert not star(client)[1]
    assert "Favourites" not in client.get("/").text


def test_favourites_are_a_persons_own_and_go_with_them(client: FlaskClient, store: Store) -> None:
    client.post(star(client)[0], data={"favourite": "yes"})
    me = store.people()[0]
    client.post("/people", data={"name": "Anna"})
    assert not star(client)[1]
    assert store.favourites(me.id) == {"desk-break"}
    store.delete_person(me.id, lambda _: None)
    assert store.favourites(me.id) == frozenset()


def test_what_is_not_there_is_no_favourite(client: FlaskClient) -> None:
    assert client.post("/routines/nothing/favourite", data={"favourite": "yes"}).status_code == 404
