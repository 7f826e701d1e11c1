"""What pages say when the database is in use elsewhere or damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.store import Store
from server.store.read_cache import ALL_STALE
from tests.helpers.app import paired

PAGE = 4096


def test_while_another_program_writes_pages_are_shown_and_changes_are_put_off(
    client: FlaskClient, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/")
    with closing(sqlite3.connect(config.data / "soleus.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert client.get("/").status_code == 200
        answer = client.post("/people", data={"name": "Ben"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Another program is using the database" in answer.text
    assert [record.getMessage() for record in caplog.records] == [
        "POST /people: Another program is using the database, so this was not done. Try again in a moment."
    ]
    assert client.post("/people", data={"name": "Ben"}).status_code == 303


@pytest.mark.parametrize("path", ["/", "/routines/desk-break", "/people", "/history", "/devices", "/editor"])
def test_damage_is_told_on_every_page_and_in_one_line_of_the_log(
    app: Flask, store: Store, config: Config, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = paired(app, store)
    with store._read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file = config.data / "soleus.db"
    file.write_bytes(file.read_bytes()[:PAGE] + bytes(range(1, 256)) * 1000)
    store._engine.dispose()  # or pages that were read before are not read again
    store._caches.forget(*ALL_STALE)
    answer = client.get(path)
    assert answer.status_code == 503
    assert "is damaged" in answer.text
    assert "soleus restore" in answer.text
    assert "</html>" in answer.text
    assert "Traceback" not in caplog.text
    assert len(caplog.records) == 1
