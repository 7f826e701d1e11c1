from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.web.assets import release
from server.web.context import services_of
from server.web.security import HEADERS, MOST_BYTES


@pytest.mark.parametrize("address", ["/editor/exercise/save", "/routines/desk-break/doses", "/shared"])
@pytest.mark.parametrize("more", ["", '; filename="x.yaml"'])
def test_a_form_with_a_part_that_has_no_name_is_refused(client: FlaskClient, address: str, more: str) -> None:
    body = f"--part\r\nContent-Disposition: form-data; n=a{more}\r\n\r\ncut\r\n--part--\r\n"
    answer = client.post(address, data=body, content_type="multipart/form-data; boundary=part")
    assert answer.status_code == 400
    assert "A part of this form has no name" in answer.text


@pytest.mark.parametrize("path", ["/", f"/static/{release()}/soleus.css", "/healthz", "/nothing"])
def test_every_answer_keeps_frames_and_foreign_scripts_out(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_by_https_a_browser_is_told_to_come_by_https_again(client: FlaskClient) -> None:
    told = client.get("/healthz", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert told == "max-age=15552000"
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


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
        ({"Origin": "http://["}, 403),
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
    services_of(app).close()


@pytest.mark.parametrize("path", ["/people", "/pair", "/workouts"])
def test_a_large_request_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"name": "x" * MOST_BYTES})
    assert answer.status_code == 413
    assert "64 KB" in answer.text


@pytest.fixture
def open_to_all(tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at a Soleus that asks nobody to pair."""
    app = create_app(
        Config(data=tmp_path, warm=False, pairing=False, public_url="https://soleus.example.org:8443")
    )
    yield app.test_client()
    services_of(app).close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8420", 200),
        ("192.168.1.7:8420", 200),
        ("[fe80::1]:8420", 200),
        ("gym.local", 200),
        ("my_gym.local:8420", 200),
        ("my_gym.evil.example", 400),
        ("Gym.LAN:8420", 200),
        ("gym.home.arpa", 200),
        (socket.gethostname(), 200),
        ("soleus.example.org", 200),
        ("evil.example", 400),
        ("evil.example:8420", 400),
        ("local", 400),
        ("192.168.1.7.evil.example", 400),
        ("localhost.evil.example", 400),
    ],
)
def test_without_pairing_only_names_of_the_home_lead_here(
    open_to_all: FlaskClient, host: str, status: int
) -> None:
    answer = open_to_all.get("/people", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        assert answer.mimetype == "text/plain"
        assert "public_url" in answer.text


def test_with_pairing_a_device_may_use_any_name(client: FlaskClient) -> None:
    assert client.get("/pair", headers={"Host": "soleus.example.org"}).status_code == 200


@pytest.mark.parametrize("host", ["my_gym", "my_gym:8420", "_.example.org", "My_Gym.example.org.:80"])
def test_a_name_may_have_an_underscore(client: FlaskClient, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert client.get("/pair", headers=headers).status_code == 200
    assert client.post("/people", data={"name": "Anna"}, headers=headers).status_code == 303
    assert client.get("/pair/", headers=headers).headers["Location"] == "/pair"


@pytest.mark.parametrize(("prefix", "status"), [("/soleus", 400), ("/a/b/", 400), ("/", 200), ("", 200)])
def test_a_proxy_that_serves_it_under_a_path_is_told_in_plain_words(
    client: FlaskClient, prefix: str, status: int
) -> None:
    answer = client.get("/pair", headers={"X-Forwarded-Prefix": prefix})
    assert answer.status_code == status
    if status == 400:
        assert answer.text == (
            f"Soleus cannot be served under a path such as {prefix.rstrip('/')}. "
            "Let the proxy give it a host name of its own.\n"
        )


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a" * 64,
        "a" * 3000,
        "a..b",
        "[::1",
        "127.0.0.1:65536",
        "my_gym:99999",
        "a b",
        "a@b",
        "a:b",
        "\xe9",
        "a_b..c",
        "_" * 64,
        "a_b:0",
        "a_b@c",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_none_is_refused_in_plain_words(client: FlaskClient, host: str, method: str) -> None:
    answer = client.open("/people", method=method, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
