from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from server import create_app
from server.config import Config
from server.store import Store
from server.web.assets import release
from server.web.context import services_of
from server.web.rate_limits import ALL_WRONG_KEYS
from tests.helpers.app import Clock, pair, paired

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
    phone = paired(app, store)
    assert phone.get("/").status_code == 303
    answer = phone.post("/workouts/x/events", json=[])
    assert (answer.status_code, answer.mimetype) == (409, "application/json")


@pytest.mark.parametrize("path", ["/pair", "/healthz", f"/static/{release()}/app.css"])
def test_some_addresses_are_open_to_all(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path, buffered=True).status_code == 200


def test_the_link_of_the_qr_code_pairs_and_leads_home(stranger: FlaskClient, store: Store) -> None:
    pair(stranger, store.new_pairing_code(minutes=1))
    assert stranger.get("/").status_code == 200


def test_a_typed_code_pairs(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    answer = stranger.post("/pair", data={"code": f"{code[:4].lower()} {code[4:]}"})
    assert (answer.status_code, answer.location) == (303, "/pair/done")
    assert stranger.get("/pair/done").location == "/welcome"
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


def test_a_code_pairs_one_device(app: Flask, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    pair(app.test_client(), code)
    late = app.test_client().post("/pair", data={"code": code})
    assert (late.status_code, "Set-Cookie" in late.headers) == (401, False)
    assert "has paired another device already" in late.text


def test_of_two_devices_that_hold_a_cookie_for_one_code_the_first_is_paired(app: Flask, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    first, second = app.test_client(), app.test_client()
    for device in (first, second):
        device.get(f"/pair/{code}")
    assert first.get("/pair/done").location == "/welcome"
    late = second.get("/pair/done")
    assert late.status_code == 401
    assert "paired another device" in late.text
    assert second.get("/").status_code == 401


def test_a_code_for_several_pairs_so_many(app: Flask, store: Store) -> None:
    code = store.new_pairing_code(minutes=1, devices=3)
    for _ in range(3):
        pair(app.test_client(), code)
    assert app.test_client().get(f"/pair/{code}").status_code == 401


def test_what_opens_the_link_without_keeping_cookies_uses_nothing_up(app: Flask, store: Store) -> None:
    """As the preview of a link in a messenger does, and a browser that blocks cookies."""
    code = store.new_pairing_code(minutes=1)
    for _ in range(3):
        preview = app.test_client(use_cookies=False)
        page = preview.get(f"/pair/{code}", follow_redirects=True)
        assert page.status_code == 401
        assert "did not keep the cookie" in page.text
        assert "The code was not used up" in page.text
    assert preview.head(f"/pair/{code}").status_code == 200
    assert store.devices() == ()
    pair(app.test_client(), code)


def test_looking_at_the_head_of_a_link_gives_no_cookie(stranger: FlaskClient, store: Store) -> None:
    assert "Set-Cookie" not in stranger.head(f"/pair/{store.new_pairing_code(minutes=1)}").headers


def test_whatever_is_opened_next_confirms_the_cookie(stranger: FlaskClient, store: Store) -> None:
    stranger.get(f"/pair/{store.new_pairing_code(minutes=1)}")
    assert stranger.get("/about").status_code == 200


def test_by_plain_http_a_device_is_told_where_https_is(tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, warm=False, public_url="https://soleus.example.org/"))
    code = services_of(app).store.new_pairing_code(minutes=1)
    for page in (app.test_client().get("/"), app.test_client(use_cookies=False).get("/pair/done")):
        assert '<a href="https://soleus.example.org">' in page.text
    assert "example.org" not in app.test_client().get("/", base_url="https://soleus.example.org").text
    pair(app.test_client(), code)
    services_of(app).close()


def test_the_right_code_is_taken_whatever_others_guessed(
    app: Flask, stranger: FlaskClient, store: Store
) -> None:
    tries = [stranger.post("/pair", data={"code": f"WRONG{n}"}) for n in range(12)]
    assert [answer.status_code for answer in tries] == [401] * 10 + [429] * 2
    assert tries[-1].headers["Retry-After"] == "60"
    assert "Wait a minute" in tries[-1].text
    assert 'name="code"' in tries[-1].text
    pair(stranger, store.new_pairing_code(minutes=1))


def test_guesses_from_many_addresses_are_limited_in_all(
    app: Flask, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(number: int) -> int:
        came_from = {"REMOTE_ADDR": f"10.1.{number // 5 // 200}.{number // 5 % 200}"}
        return app.test_client().post("/pair", data={"code": "WRONG"}, environ_base=came_from).status_code

    most = ALL_WRONG_KEYS.amount
    assert [answer(number) for number in range(most + 3)] == [401] * most + [429] * 3
    assert caplog.text.count("too many wrong keys") == 1
    pair(app.test_client(), store.new_pairing_code(minutes=1))


def test_a_paired_device_that_pairs_again_stays_who_it_is(client: FlaskClient, store: Store) -> None:
    before, code = store.devices(), store.new_pairing_code(minutes=1)
    answer = client.get(f"/pair/{code}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert store.devices() == before
    found = store.pairing_code(code)
    assert found
    assert found.devices_left == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    cookie = stranger.get(f"/pair/{code}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_stays_on_https(stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    assert "Secure" in stranger.get(f"/pair/{code}", base_url="https://localhost").headers["Set-Cookie"]


def test_a_forged_cookie_opens_nothing(app: Flask, stranger: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=1)
    cookie, _, attributes = stranger.get(f"/pair/{code}").headers["Set-Cookie"].partition(";")
    name, _, token = cookie.partition("=")
    stranger.set_cookie(name, token[:-2] + "xx")
    assert stranger.get("/").status_code == 401
    stranger.set_cookie("soleus", "eyJkZXZpY2UiOiJ4In0.aaaaaa.forged")
    assert stranger.get("/").status_code == 401
    assert "Max-Age=34560000" in attributes  # 400 days


def test_a_cookie_is_sent_again_once_a_day_and_lasts_while_it_is_used(
    client: FlaskClient, clock: Clock
) -> None:
    day = 86_400_000
    assert "Set-Cookie" not in client.get("/").headers
    for _ in range(3):
        clock.now_ms += 399 * day
        answer = client.get("/")
        assert "Max-Age=34560000" in answer.headers["Set-Cookie"]
        assert answer.status_code == 200
        clock.now_ms += day // 2
        assert "Set-Cookie" not in client.get("/").headers


def test_a_clock_that_is_set_back_unpairs_nobody(client: FlaskClient, clock: Clock) -> None:
    clock.now_ms -= 14 * 60_000
    assert client.get("/").status_code == 200
    assert "Set-Cookie" not in client.get("/").headers


def test_two_servers_on_one_host_keep_their_own_cookies(
    app: Flask, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = create_app(Config(data=tmp_path_factory.mktemp("other"), warm=False))
    here = paired(app, store)
    jar = {cookie.key: cookie.value for cookie in here._cookies.values()}  # type: ignore[union-attr]
    there = other.test_client()
    for name, value in jar.items():
        there.set_cookie(name, value)
    pair(there, services_of(other).store.new_pairing_code(minutes=1))
    for cookie in there._cookies.values():  # type: ignore[union-attr]
        here.set_cookie(cookie.key, cookie.value)
    assert [browser.get("/").status_code for browser in (here, there)] == [200, 200]
    services_of(other).close()


def test_by_https_and_by_http_one_host_has_two_cookies(app: Flask, store: Store) -> None:
    """Browsers drop a cookie that http sets where https has set one of the same name."""
    phone = app.test_client()
    code = store.new_pairing_code(minutes=1, devices=2)
    secure = phone.get(f"/pair/{code}", base_url="https://localhost").headers["Set-Cookie"]
    plain = phone.get(f"/pair/{code}").headers["Set-Cookie"]
    assert secure.startswith("__Host-soleus-")
    assert plain.startswith("soleus-")
    assert phone.get("/pair/done").location == "/welcome"
    answer = phone.get("/", base_url="https://localhost")
    assert answer.status_code == 200


def test_what_was_paired_by_http_is_known_by_https(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://localhost")
    assert answer.status_code == 200
    assert answer.headers["Set-Cookie"].startswith("__Host-soleus-")
    assert "Set-Cookie" not in client.get("/", base_url="https://localhost").headers


def old_cookie(app: Flask, store: Store, signed_ms: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the cookie that release 0.1.0 gave a device, which it kept under the id "old"."""
    with store._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO device (id, name, paired_ms) VALUES ('old', 'Firefox', 0)")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _: signed_ms // 1000)
        return str(serializer.dumps({"_permanent": True, "device": "old"}))


@pytest.mark.parametrize("age_days", [1, 401, -1])
def test_the_cookie_of_an_old_release_is_taken_once_and_renamed(
    app: Flask, store: Store, age_days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms = int(time.time() * 1000)
    phone, value = app.test_client(), old_cookie(app, store, now_ms - age_days * 86_400_000, monkeypatch)
    phone.set_cookie("soleus", value)
    store.only_person("Me")
    store.give_device("old", 1)
    for _ in range(2):  # the first answer may be lost
        lost = app.test_client()
        lost.set_cookie("soleus", value)
        assert lost.get("/").status_code == 200
    assert phone.get("/").status_code == 200
    assert [cookie.key[:7] for cookie in phone._cookies.values()] == ["soleus-"]  # type: ignore[union-attr]
    answer = phone.get("/")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    store.remove_device("old")
    assert [browser.get("/").status_code for browser in (phone, lost)] == [401, 401]


def test_the_old_cookie_of_another_server_is_left_to_it(stranger: FlaskClient, store: Store) -> None:
    stranger.set_cookie("soleus", "eyJkZXZpY2UiOiJ4In0.aaaaaa.another")
    pair(stranger, store.new_pairing_code(minutes=1))
    assert stranger.get("/").status_code == 200
    assert stranger.get_cookie("soleus")


def test_what_is_stored_of_a_device_opens_nothing(app: Flask, store: Store) -> None:
    phone = paired(app, store)
    with store._read() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM device").all())
    assert not any(cookie.value in stored for cookie in phone._cookies.values())  # type: ignore[union-attr]


def test_the_key_that_signs_is_kept(app: Flask, config: Config) -> None:
    assert (config.data / "secret.key").read_bytes() == app.secret_key
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
