from __future__ import annotations

import pytest

from server.voice.clips.memory_cache import MemoryCache


@pytest.fixture
def cache() -> MemoryCache[str]:
    return MemoryCache(30, len)


def test_the_least_recently_used_is_forgotten_first(cache: MemoryCache[str]) -> None:
    for name in "abc":
        cache.put(name, name * 10)
    assert cache.get("a") == "a" * 10
    cache.put("d", "d" * 10)
    assert [cache.get(name) for name in "abcd"] == ["a" * 10, None, "c" * 10, "d" * 10]


def test_a_value_put_again_counts_once(cache: MemoryCache[str]) -> None:
    for _ in range(10):
        cache.put("a", "a" * 20)
    cache.put("b", "b" * 10)
    assert (cache.get("a"), cache.get("b")) == ("a" * 20, "b" * 10)


def test_a_value_above_the_limit_stays_until_the_next(cache: MemoryCache[str]) -> None:
    cache.put("a", "a" * 100)
    assert cache.get("a") == "a" * 100
    cache.put("b", "b")
    assert (cache.get("a"), cache.get("b")) == (None, "b")
