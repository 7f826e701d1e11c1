from __future__ import annotations

import stat
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.store import Store
from server.web.assets import release
from server.web.context import services_of
from tests.helpers.app import Clock, paired

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    "path", ["/", "/routines/plantar-fasciitis", "/people", "/about", "/no/such/page", "/tracks/x.m4a"]
)
def test_an_unknown_device_is_asked_to_pair(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert 'name="code"' in answer.text


def test_an_unknown_device_can_change_nothing(stranger: FlaskClient, store: Store) -> None:
    assert stranger.post("/people", data={"name": "Eve"}).status_code == 401
    assert store.people() == ()


def test_htmx_of_an_unknown_device_is_sent_to_the_pairing_page(stranger: FlaskClient) -> None:
    answer = stranger.get("/workouts/x/now", headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/pair"


def test_who_sends_json_is_told_to_pair_in_json(stranger: FlaskClient) -> None:
    answer = stranger.post("/workouts/x/events", json=[])
    assert (answer.status_code, answer.mimetype) == (401, "application/json")
    assert "Pair it" in answer.get_json()["error"]


def test_who_sends_json_for_nobody_is_not_led_to_a_page(app: Flask, store: Store) -> None:
    store.add_person("Anna")
    store.add_person("Ben")
    phone = app.test_client()
    phone.get(f"/pair/{store.new_pairing_code(minutes=1)}")
    assert phone.get("/").status_code == 303
    answer = phone.post("/workouts/x/events", json=[])
    assert (answer.status_code, answer.mimetype) == (409, "application/json")


@pytest.mark.parametrize("path", ["/pair", "/healthz", f"/static/{release()}/app.css"])
def test_some_addresses_are_open_to_all(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path, buffered=True).status_code == 200


def test_the_link_of_the_qr_code_pairs_and_leads_home(stranger: FlaskClient, store: Store) -> None:
    answer = stranger.get(f"/pair/{store.new_pairing_code(minutes=1)}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert stranger.get("/").status_code == 200


def test_a_typed_code_pairs(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    answer = stranger.post("/pair", data={"code": f"{code[:4].lower()} {code[4:]}"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("code", ["", "WRONG", "2222-2222", "x" * 5000])
def test_a_wrong_code_does_not_pair(stranger: FlaskClient, code: str) -> None:
    assert stranger.post("/pair", data={"code": code}).status_code == 401
    assert stranger.get("/").status_code == 401


def test_an_old_code_does_not_pair(stranger: FlaskClient, store: Store, clock: Clock) -> None:
    code = store.new_pairing_code(minutes=60)
    clock.now_ms += 60 * 60_000
    answer = stranger.get(f"/pair/{code}")
    assert answer.status_code == 401
    assert "has expired" in answer.text


def test_the_eleventh_try_in_a_minute_is_refused(stranger: FlaskClient, store: Store) -> None:
    tries = [stranger.post("/pair", data={"code": f"WRONG{n}"}).status_code for n in range(10)]
    assert tries == [401] * 10
    refused = stranger.get(f"/pair/{store.new_pairing_code(minutes=1)}")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "Wait a minute" in refused.text


def test_devices_that_pair_rightly_are_not_held_up(app: Flask, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    assert [app.test_client().get(f"/pair/{code}").status_code for _ in range(12)] == [303] * 12


def test_a_paired_device_that_pairs_again_stays_who_it_is(client: FlaskClient, store: Store) -> None:
    with client.session_transaction() as before:
        device = before["device"]
    assert client.get(f"/pair/{store.new_pairing_code(minutes=1)}").status_code == 303
    with client.session_transaction() as after:
        assert after["device"] == device


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    cookie = stranger.get(f"/pair/{code}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_stays_on_https(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    assert "Secure" in stranger.get(f"/pair/{code}", base_url="https://localhost").headers["Set-Cookie"]


def test_a_forged_cookie_opens_nothing(stranger: FlaskClient) -> None:
    stranger.set_cookie("soleus", "eyJkZXZpY2UiOiJ4In0.aaaaaa.forged")
    assert stranger.get("/").status_code == 401


def test_the_key_that_signs_is_for_its_owner_alone_and_is_kept(app: Flask, config: Config) -> None:
    path = config.data / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == app.secret_key
    assert list(config.data.glob("secret.key.*")) == []


def test_without_pairing_everyone_comes_in(tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, warm=False, pairing=False))
    assert app.test_client().get("/").status_code == 200
    services_of(app).close()


def test_forwarded_addresses_are_believed_only_of_trusted_proxies(
    tmp_path: Path, stranger: FlaskClient, store: Store
) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "soleus.example.org"}
    code = store.new_pairing_code(minutes=1)
    assert "Secure" not in stranger.get(f"/pair/{code}", headers=forwarded).headers["Set-Cookie"]
    behind = create_app(Config(data=tmp_path, warm=False, trusted_proxies=1))
    code = services_of(behind).store.new_pairing_code(minutes=1)
    answer = behind.test_client().get(f"/pair/{code}", headers=forwarded)
    assert "Secure" in answer.headers["Set-Cookie"]
    services_of(behind).close()


def test_the_first_device_trains_for_the_only_person(client: FlaskClient, store: Store) -> None:
    assert client.get("/").status_code == 200
    assert [person.name for person in store.people()] == ["Me"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_with_several_people_a_new_device_is_asked_who_uses_it(
    app: Flask, store: Store, headers: dict[str, str]
) -> None:
    store.add_person("Anna")
    bert = store.add_person("Bert")
    device = paired(app, store)
    answer = device.get("/", headers=headers)
    address = answer.headers["HX-Redirect"] if headers else answer.location
    assert address == "/people"
    assert device.post(f"/people/{bert.id}/choose").location == "/"
    assert "Bert" in device.get("/").text
