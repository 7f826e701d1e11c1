"""Episodes that a bucket sends."""

from __future__ import annotations

import urllib.request

import pytest

from server.config import Config
from server.web.context import services_of
from tests.helpers.app import OpenApp
from tests.helpers.running import until
from tests.helpers.s3 import S3Service

pytestmark = pytest.mark.scale


def test_a_podcast_app_is_sent_to_the_bucket_for_a_large_episode(
    open_app: OpenApp, config: Config, s3: S3Service
) -> None:
    stored = config.model_copy(update={"storage_url": s3.new_bucket(), "redirect_mb": 1})
    with open_app(stored) as app:
        services = services_of(app)
        person = services.store.add_person("Anna")
        address = f"/feeds/{services.store.new_feed(person.id)}/desk-break.m4a"
        client = app.test_client()
        until(lambda: client.get(address).status_code != 503)
        answer = client.get(address)
        assert answer.status_code == 302
        assert "no-cache" in answer.headers["Cache-Control"]
        digest = services.store.newest_episode(person.id, "desk-break").digest
        with urllib.request.urlopen(answer.headers["Location"]) as sent:
            assert sent.read() == services.studio.audio(digest).read_bytes()
