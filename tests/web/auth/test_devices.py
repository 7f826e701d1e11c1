"""A paired device invites another."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.web import formatting


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


def test_looking_makes_no_code(client: FlaskClient) -> None:
    assert 'class="qr"' not in client.get("/devices").text


def test_a_lost_phone_is_locked_out(client: FlaskClient, stranger: FlaskClient) -> None:
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", client.post("/devices").text)
    assert code
    stranger.post("/pair", data={"code": code[0]}, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    page = client.get("/devices").text
    lost = re.search(r"Safari on iPhone.*?action=\"(/devices/[^\"]+/remove)\"", page, re.DOTALL)
    assert lost
    assert client.post(lost[1]).status_code == 303
    assert stranger.get("/").status_code == 401
    assert client.get("/").status_code == 200


def test_a_device_is_not_removed_by_looking(client: FlaskClient) -> None:
    assert client.get("/devices/some/remove").status_code == 405


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari on Mac"),
        ("curl/8", "Unknown device"),
    ],
)
def test_a_browser_has_a_name(user_agent: str, name: str) -> None:
    assert formatting.browser_name(user_agent) == name


def test_an_unknown_device_gets_no_code(stranger: FlaskClient) -> None:
    assert stranger.post("/devices").status_code == 401
