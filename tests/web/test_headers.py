from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.parts import parts
from server.release import release
from server.web.headers import HEADERS, MOST_BYTES


@pytest.mark.parametrize("path", ["/", f"/static/{release()}/app.css", "/healthz", "/nothing"])
def test_every_answer_keeps_frames_and_foreign_scripts_out(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_no_script_or_style_may_stand_in_a_page() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_only_our_own_pages_and_scripts_change_anything(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/people", data={"name": "Anna"}, headers=headers).status_code == status


def test_the_public_address_is_our_own(tmp_path: Path) -> None:
    app = create_app(
        Config(data=tmp_path, warm=False, pairing=False, public_url="https://soleus.example.org")
    )
    client = app.test_client()
    for origin, status in (("https://soleus.example.org", 303), ("https://other.example.org", 403)):
        answer = client.post("/people", data={"name": origin}, headers={"Origin": origin})
        assert answer.status_code == status
    parts(app).close()


@pytest.mark.parametrize("path", ["/people", "/pair", "/workouts"])
def test_a_large_request_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"name": "x" * MOST_BYTES})
    assert answer.status_code == 413
    assert "64 KB" in answer.text
