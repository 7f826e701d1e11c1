"""What a phone needs from the server to do without it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.config import Config
from server.web.assets import digest_of_files, release, static_files
from server.web.workouts.offline import WORKER
from tests.helpers.app import Clock, made
from tests.helpers.short_routine import write_short_routine

OWN_ID = "0123456789abcdef" * 2


@pytest.fixture
def track(client: FlaskClient, config: Config) -> str:
    """Return the digest of the track that a phone has kept."""
    write_short_routine(config.data)
    client.post("/routines/short/doses", data={"verbosity": "minimal"})
    return made(client, "/kept/short").headers["Soleus-Track"]


def test_the_worker_names_its_release_and_every_file_of_it(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert f'const RELEASE = "{release()}";' in answer.text
    for name in static_files():
        if name not in WORKER:
            address = f"/static/{release()}/{name}"
            assert f'"{address}"' in answer.text
            assert client.get(address, buffered=True).status_code == 200


def test_static_files_are_kept_for_good_and_pages_are_not(client: FlaskClient) -> None:
    file = client.get(f"/static/{release()}/app.css", buffered=True)
    assert "immutable" in file.headers["Cache-Control"]
    assert "immutable" not in client.get("/").headers["Cache-Control"]
    assert client.get("/static/app.css").status_code == 404


def test_every_page_names_its_release_and_takes_files_of_no_other(client: FlaskClient) -> None:
    for path in ("/", "/kept", "/routines/morning-first-steps", "/about"):
        answer = client.get(path)
        assert answer.headers["Soleus-Release"] == release()
        assert set(re.findall(r"/static/([^/\"]+)/", answer.text)) == {release()}


def test_the_manifest_is_for_anyone_as_browsers_ask_without_a_cookie(stranger: FlaskClient) -> None:
    answer = stranger.get("/manifest.webmanifest")
    assert answer.status_code == 200
    assert answer.mimetype == "application/manifest+json"
    icons = answer.get_json()["icons"]
    sizes = {(icon["sizes"], icon["purpose"]) for icon in icons}
    assert sizes == {(size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")}
    assert stranger.get(icons[0]["src"], buffered=True).mimetype == "image/png"


def test_a_kept_page_plays_one_s_own_doses_and_asks_the_server_nothing(
    client: FlaskClient, track: str
) -> None:
    page = made(client, "/kept/short").text
    assert f'data-track="{track}"' in page
    assert 'data-kept="short"' in page
    assert "hx-get" not in page
    assert "/workouts/" not in page
    client.post("/routines/short/doses", data={"first-lean.seconds": "20"})
    assert made(client, "/kept/short").headers["Soleus-Track"] != track


def test_a_phone_finds_out_that_its_doses_are_no_longer_the_chosen_ones(
    client: FlaskClient, track: str
) -> None:
    kept = made(client, "/kept/short").headers["Soleus-Script"]
    answer = client.get("/kept.json?routine=short&routine=nothing")
    assert answer.json == {"short": kept}
    assert answer.headers["Cache-Control"] == "no-store"
    client.post("/routines/short/doses", data={"first-lean.seconds": "20"})
    present = client.get("/kept.json?routine=short").get_json()["short"]
    assert present not in ("", kept)
    assert made(client, "/kept/short").headers["Soleus-Script"] == present


def test_an_unknown_routine_cannot_be_kept(client: FlaskClient) -> None:
    assert client.get("/kept/nothing").status_code == 404


def test_a_workout_that_a_phone_began_by_itself_counts_once(
    client: FlaskClient, track: str, clock: Clock
) -> None:
    address = f"/kept/short/workouts/{OWN_ID}"
    assert client.put(address, json={"track": track}).json == {"new": True}
    assert client.put(address, json={"track": track}).json == {"new": False}
    begun_ms, length_ms = clock.now_ms, client.get(f"/tracks/{track}.json").json["duration_ms"]  # type: ignore[index]
    clock.now_ms += length_ms
    done = [
        {"id": "1", "kind": "play", "position_ms": 0, "at": begun_ms, "track": track},
        {"id": "2", "kind": "finish", "position_ms": length_ms, "at": clock.now_ms, "track": track},
    ]
    for new in (2, 0):
        assert client.post(f"/workouts/{OWN_ID}/events", json=done).json == {"new": new}
    assert "Well done" in client.get(f"/workouts/{OWN_ID}").text
    assert client.get("/").text.count("done today") == 1


@pytest.mark.parametrize(
    ("workout", "body", "status"),
    [
        ("short-id", {"track": "x"}, 400),
        (OWN_ID.upper(), {"track": "x"}, 400),
        (OWN_ID, {}, 400),
        (OWN_ID, ["track"], 400),
        (OWN_ID, {"track": 5}, 400),
        (OWN_ID, {"track": "never-made"}, 404),
        (OWN_ID, {"track": "\ud800"}, 404),
    ],
)
def test_what_no_phone_sends_is_refused(
    client: FlaskClient, track: str, workout: str, body: object, status: int
) -> None:
    assert client.put(f"/kept/short/workouts/{workout}", json=body).status_code == status
    assert client.get(f"/workouts/{workout}").status_code == 404


def test_what_is_nested_too_deeply_is_refused(client: FlaskClient, track: str) -> None:
    assert client.put(f"/kept/short/workouts/{OWN_ID}", data=b"[" * 60_000).status_code == 400


def test_another_site_can_begin_nothing(client: FlaskClient, track: str) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = client.put(f"/kept/short/workouts/{OWN_ID}", json={"track": track}, headers=foreign)
    assert answer.status_code == 403


def test_a_change_of_any_static_file_or_template_is_another_release(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "a.css").write_text("a", "utf-8")
    same = digest_of_files(one)
    assert digest_of_files(two) == same
    (two / "a.css").write_text("b", "utf-8")
    assert digest_of_files(two) != same
    (one / "a.css").rename(one / "b.css")
    assert digest_of_files(one) != same
