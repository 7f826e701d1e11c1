"""What ``soleus doctor`` says of what nodes share."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Config
from server.services import Examined, examine
from tests.helpers.redis_server import RedisServer
from tests.helpers.running import free_port
from tests.helpers.s3 import S3Service

pytestmark = pytest.mark.scale


def examined(data: Path, name: str, **settings: str) -> Examined:
    """Return what was found of one thing."""
    config = Config(data=data, voice_engines="pyttsx3", port=free_port(), **settings)
    (found,) = (each for each in examine(config) if each.name == name)
    return found


def test_a_redis_and_a_storage_that_answer_are_well(
    tmp_path: Path, redis: RedisServer, s3: S3Service
) -> None:
    assert examined(tmp_path, "Redis", redis_url=redis.url).well
    assert examined(tmp_path, "Storage", storage_url=s3.new_bucket()).well


def test_a_household_is_told_nothing_of_them(tmp_path: Path) -> None:
    config = Config(data=tmp_path, voice_engines="pyttsx3", port=free_port())
    assert not {"Redis", "Storage"} & {each.name for each in examine(config)}


def test_those_that_do_not_answer_are_told_with_what_to_do(tmp_path: Path, s3: S3Service) -> None:
    away = f"redis://:secret@127.0.0.1:{free_port()}/0"
    told = examined(tmp_path, "Redis", redis_url=away)
    assert "Redis cannot be used" in told.told
    assert "redis_url" in told.advice
    assert "secret" not in told.told
    missing = examined(
        tmp_path, "Storage", storage_url=f"{s3.new_bucket()[:-1].rpartition('/')[0]}-not-there/x"
    )
    assert "cannot be used" in missing.told
    assert "key" in missing.advice
