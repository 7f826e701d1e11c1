"""A paired device invites another."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.errors import SoleusError
from server.store import Store
from server.web import formatting
from server.web.auth.authentication import SEEN_MS
from tests.helpers.app import Clock, pair, paired


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
    iphone = {"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"}
    stranger.post("/pair", data={"code": code[0]}, headers=iphone, follow_redirects=True)
    page = client.get("/devices").text
    lost = re.search(r'href="(/devices/[^"]+)".*Safari on iPhone', page)
    assert lost
    remove = re.search(r'href="(/devices/[^"]+/remove)"', client.get(lost[1]).text)
    assert remove
    assert "Remove Me’s iPhone?" in client.get(remove[1]).text
    assert stranger.get("/").status_code == 200
    assert client.post(remove[1]).status_code == 303
    assert stranger.get("/").status_code == 401
    assert client.get("/").status_code == 200


def test_a_device_does_not_remove_itself_by_one_tap(client: FlaskClient, store: Store) -> None:
    path = f"/devices/{store.devices()[0].id}/remove"
    assert f'href="{path}"' in client.get(path.removesuffix("/remove")).text
    assert "/remove" not in client.get("/devices").text
    assert "Remove this device?" in client.get(path).text
    assert client.post(path).location == path
    assert client.get("/").status_code == 200
    gone = client.post(path, data={"sure": "yes"})
    assert (gone.status_code, gone.location) == (303, "/")
    assert client.get("/").status_code == 401
    assert len(client._cookies) == 0  # type: ignore[arg-type]


def test_a_removed_device_cannot_come_back_by_its_code(app: Flask, client: FlaskClient, store: Store) -> None:
    code = store.new_pairing_code(minutes=60, devices=5)
    guest = app.test_client()
    pair(guest, code)
    client.post(f"/devices/{next(iter(ids(store) - {own_id(client)}))}/remove")
    assert guest.get("/").status_code == 401
    assert guest.get(f"/pair/{code}").status_code == 401


def test_with_a_device_the_addresses_of_podcasts_can_be_changed(client: FlaskClient, store: Store) -> None:
    me, anna = store.people()[0], store.add_person("Anna")
    kept, changed = store.new_feed(me.id), store.new_feed(anna.id)
    store.add_person("Bert")
    store.add_device("token", "Firefox", anna.id)
    path = f"/devices/{next(iter(ids(store) - {own_id(client)}))}/remove"
    page = client.get(path).text
    assert [name for name in ("Me", "Anna", "Bert") if f"{name}’s podcast" in page] == ["Me", "Anna"]
    client.post(path, data={"sure": "yes", "feed": str(anna.id)})
    assert store.feed_owner(kept) == me
    assert store.feed_owner(changed) is None
    assert store.feed_token(anna.id)


def test_more_devices_than_a_page_lists_are_found_by_who_uses_them(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("devices", "people"):
        monkeypatch.setattr(f"server.web.auth.{module}.LISTED", 2)
    for name in ("Anna", "Bert"):
        person = store.add_person(name)
        store.add_device(f"first of {name}", "Firefox", person.id)
        store.add_device(f"second of {name}", "Firefox", person.id)

    def shown(query: str) -> list[str]:
        return re.findall(r"<strong>([^<]*)</strong>", client.get(f"/devices{query}").text)

    assert shown("")[0] == "Me’s device"
    assert len(shown("")) == 2
    assert "There are more than this page has room for." in client.get("/devices").text
    assert shown("?named=ANN") == ["Anna’s device"] * 2
    assert shown("?named=x") == []
    assert "No name begins so." in client.get("/devices?named=x").text


def test_a_device_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/devices/some/remove").status_code == 404
    assert client.get("/devices/some").status_code == 404
    assert client.post("/devices/some/name", data={"name": "Some"}).status_code == 404


def test_a_device_is_renamed_and_gets_its_proposed_name_back(client: FlaskClient, store: Store) -> None:
    page = f"/devices/{store.devices()[0].id}"
    assert 'value="Me’s device"' in client.get(page).text
    answer = client.post(f"{page}/name", data={"name": " Kitchen  tablet "})
    assert (answer.status_code, answer.location) == (303, "/devices")
    assert "<strong>Kitchen tablet</strong>" in client.get("/devices").text
    client.post(f"{page}/name", data={"name": " "})
    assert "<strong>Me’s device</strong>" in client.get("/devices").text


def test_a_name_that_cannot_be_taken_is_told_beside_it(client: FlaskClient, store: Store) -> None:
    page = f"/devices/{store.devices()[0].id}"
    refused = client.post(f"{page}/name", data={"name": "x" * 41})
    assert refused.status_code == 422
    assert 'id="name-fault" role="alert">A name must have' in refused.text
    assert f'value="{"x" * 41}"' in refused.text


def test_when_a_device_was_last_seen_is_told(
    app: Flask, client: FlaskClient, store: Store, clock: Clock
) -> None:
    other = paired(app, store)
    clock.now_ms += SEEN_MS - 1
    other.get("/")
    assert {device.seen_ms for device in store.devices()} == {clock.now_ms - SEEN_MS + 1}, "seldom written"
    clock.now_ms += 1
    other.get("/")
    assert {device.seen_ms for device in store.devices()} == {clock.now_ms - SEEN_MS, clock.now_ms}
    clock.now_ms += 3 * 86_400_000
    assert "seen 3 days ago" in client.get("/devices").text


def test_a_page_is_shown_although_its_device_cannot_be_noted(
    client: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store, _device: str) -> None:
        raise SoleusError("The disk is full.")

    monkeypatch.setattr(Store, "device_seen", full)
    clock.now_ms += SEEN_MS
    assert client.get("/").status_code == 200


def ids(store: Store) -> set[str]:
    return {device.id for device in store.devices()}


def own_id(client: FlaskClient) -> str:
    page = client.get("/devices").text
    found = re.search(r'/devices/([^"]+)".*this device', page)
    assert found
    return found[1]


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
