"""Values that are kept until they change."""

from server.store.read_cache import ReadCache


def test_a_value_is_read_once_until_it_changes() -> None:
    cache: ReadCache[str, int] = ReadCache(10)
    read = iter(range(10))
    assert [cache.get("a", lambda: next(read)) for _ in range(3)] == [0, 0, 0]
    cache.forget("a")
    assert cache.get("a", lambda: next(read)) == 1
    cache.clear()
    assert cache.get("a", lambda: next(read)) == 2


def test_what_was_read_while_it_changed_is_not_kept() -> None:
    cache: ReadCache[str, str] = ReadCache(10)

    def read_before_the_change() -> str:
        cache.forget("a")  # another thread has just committed
        return "old"

    assert cache.get("a", read_before_the_change) == "old"
    assert cache.get("a", lambda: "new") == "new"


def test_only_the_last_ones_used_are_kept() -> None:
    cache: ReadCache[int, int] = ReadCache(2)
    for key in (1, 2, 1, 3):
        cache.get(key, lambda key=key: key)  # type: ignore[misc]
    assert cache.get(1, lambda: 0) == 1
    assert cache.get(2, lambda: 0) == 0
