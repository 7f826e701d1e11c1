"""A paired device invites another."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def test_a_new_code_pairs_another_device(client: FlaskClient, stranger: FlaskClient) -> None:
    page = client.post("/devices").text
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page)
    assert code
    assert stranger.post("/pair", data={"code": code[0]}).status_code == 303
    assert stranger.get("/").status_code == 200


def test_the_code_is_drawn_without_inline_style(client: FlaskClient) -> None:
    page = client.post("/devices").text
    assert 'class="qr"' in page
    assert "style=" not in page


def test_a_link_makes_no_code(client: FlaskClient) -> None:
    assert client.get("/devices").status_code == 405


def test_an_unknown_device_gets_no_code(stranger: FlaskClient) -> None:
    assert stranger.post("/devices").status_code == 401
