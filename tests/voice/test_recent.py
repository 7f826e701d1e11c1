from __future__ import annotations

from server.voice.recent import Recent


def test_the_least_recently_used_is_forgotten_first() -> None:
    recent: Recent[str] = Recent(30)
    for name in "abc":
        recent.put(name, name.upper(), 10)
    assert recent.get("a") == "A"
    recent.put("d", "D", 10)
    assert [recent.get(name) for name in "abcd"] == ["A", None, "C", "D"]


def test_a_thing_put_again_counts_once() -> None:
    recent: Recent[str] = Recent(30)
    for _ in range(10):
        recent.put("a", "A", 20)
    recent.put("b", "B", 10)
    assert (recent.get("a"), recent.get("b")) == ("A", "B")


def test_a_thing_above_the_limit_stays_until_the_next() -> None:
    recent: Recent[str] = Recent(30)
    recent.put("a", "A", 100)
    assert recent.get("a") == "A"
    recent.put("b", "B", 1)
    assert (recent.get("a"), recent.get("b")) == (None, "B")
