from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.store import Store
from tests.helpers.app import pair


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/people/", "/people"),
        ("/routines/desk-break/", "/routines/desk-break"),
        ("/take-along/?routine=desk-break", "/take-along?routine=desk-break"),
        ("/healthz//", "/healthz"),
    ],
)
def test_a_slash_at_the_end_leads_to_the_page(client: FlaskClient, path: str, leads_to: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (308, leads_to)


def test_what_was_sent_there_is_sent_on(client: FlaskClient) -> None:
    answer = client.post("/people/", data={"name": "Anna"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Anna" in client.get("/people").text


def test_the_link_of_a_qr_code_may_have_one(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    assert stranger.get(f"/pair/{code}/").location == f"/pair/{code}"
    pair(stranger, code)


@pytest.mark.parametrize("path", ["/nothing/", "//example.org/", "//example.org/people/", "/routines/x/y/"])
def test_a_slash_leads_to_no_other_host(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (308, 404)
    assert re.match(r"$|/[^/]|http://localhost/", answer.headers.get("Location", ""))
