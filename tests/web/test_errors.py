from __future__ import annotations

import logging

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient

from server.digests import digest_of
from server.errors import BadInput, SoleusError
from server.store import Store
from server.web.errors import WORDS

HTMX = {"HX-Request": "true"}


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with an address that fails as it is told."""

    def fail(kind: str) -> str:
        if kind == "input":
            raise BadInput("pace: 7 is no pace")
        if kind == "ours":
            raise SoleusError("The disk is full.")
        if kind == "fault":
            raise ZeroDivisionError
        abort(int(kind))

    app.add_url_rule("/fail/<kind>", "fail", fail, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_error_has_its_words(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/fail/{status}")
    assert answer.status_code == status
    assert WORDS[status][0] in answer.text
    assert "</html>" in answer.text


@pytest.mark.parametrize(("kind", "status"), [("404", 404), ("input", 400), ("fault", 500)])
def test_htmx_gets_a_fragment(client: FlaskClient, kind: str, status: int) -> None:
    answer = client.get(f"/fail/{kind}", headers=HTMX)
    assert answer.status_code == status
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_who_sends_json_is_answered_in_json(client: FlaskClient) -> None:
    assert client.post("/fail/input", json=[]).get_json() == {"error": "pace: 7 is no pace"}


def test_what_a_person_did_wrong_is_told_and_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert "pace: 7 is no pace" in client.get("/fail/input").text
    assert caplog.text == ""


def test_our_own_faults_are_logged_in_a_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/fail/ours")
    assert answer.status_code == 500
    assert "The disk is full." in answer.text
    assert "Traceback" not in caplog.text
    assert caplog.records[0].getMessage() == "GET /fail/<kind>: The disk is full."


def test_what_nobody_foresaw_is_logged_whole_and_told_in_general(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    answer = client.get("/fail/fault")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_no_secret_is_in_the_log_whatever_fails(
    app: Flask, client: FlaskClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    code, feed = store.new_pairing_code(minutes=1), store.new_feed(store.people()[0].id)
    caplog.set_level(logging.DEBUG)
    phone = app.test_client()
    phone.get(f"/pair/{code}")
    cookies = [cookie.value for each in (client, phone) for cookie in each._cookies.values()]  # type: ignore[union-attr]
    for table in ("pairing", "feed", "device"):
        with store._engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO lost_{table}")
        asked = [
            app.test_client().get(f"/pair/{code}"),
            app.test_client().post("/pair", data={"code": code}),
            app.test_client().get(f"/feeds/{feed}.xml"),
            phone.get("/pair/done"),
            client.post("/take-along/address"),
            client.post("/devices"),
        ]
        assert 500 in [answer.status_code for answer in asked]
    app.after_request_funcs[None].append(fail_at_the_end)
    app.test_client().get(f"/pair/{code}")
    assert "failed at its end" in caplog.text
    assert "no such table" in caplog.text
    secrets = [code, f"{code[:4]}-{code[4:]}", feed, digest_of(code, 64), digest_of(feed, 64), *cookies]
    assert len(cookies) == 2
    assert [secret for secret in secrets if secret in caplog.text] == []


def fail_at_the_end(_: object) -> Response:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "path", ["/nothing", "/routines/nothing", "/workouts/nothing", "/tracks/nothing.json"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_method_that_does_not_fit_names_those_that_do(client: FlaskClient) -> None:
    answer = client.get("/workouts")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
