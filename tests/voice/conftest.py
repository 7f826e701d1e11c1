"""Workers with engines of our own, and a folder in which they write down what they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.voice.clips import ClipStore, DiskCache
from server.voice.worker.pool import IDLE_S, SpeakingPool
from server.voice.worker.process import FORKS
from tests.helpers.engines import DIARY
from tests.helpers.voice import MakePool, MakeStore


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which engines write down what they do."""
    folder = tmp_path / "diary"
    folder.mkdir()
    monkeypatch.setenv(DIARY, str(folder))
    return folder


@pytest.fixture
def make_pool(diary: Path) -> Iterator[MakePool]:
    """Makes pools with an engine of ``tests.helpers.engines``, and closes them."""
    pools: list[SpeakingPool] = []

    def make(
        engine: str = "Player",
        workers: int = 1,
        limit_s: float = 20,
        forks: bool = FORKS,
        idle_s: float = IDLE_S,
    ) -> SpeakingPool:
        pools.append(SpeakingPool(f"tests.helpers.engines:{engine}", workers, limit_s, forks, idle_s))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def make_store(make_pool: MakePool, tmp_path: Path) -> Iterator[MakeStore]:
    """Makes stores that share a folder of clips, and closes them."""
    stores: list[ClipStore] = []

    def make(engine: str = "Player", workers: int = 1, limit_bytes: int = 10**9) -> ClipStore:
        stores.append(ClipStore(DiskCache(tmp_path / "clips", limit_bytes), make_pool(engine, workers)))
        return stores[-1]

    yield make
    for store in stores:
        store.close()
