from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import NotFound
from server.store import Store
from server.store.values import Episode, Person


class Clock:
    """Stands still until a test moves it."""

    now_ms = 1_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'soleus.db'}", clock)
    for digest in ("old", "new"):
        opened.save_track(digest, {}, {})
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Person:
    return store.add_person("Anna")


def test_a_feed_is_opened_by_its_key_alone(store: Store, anna: Person) -> None:
    token = store.new_feed(anna.id)
    assert store.feed_owner(token) == anna
    assert store.feed_token(anna.id) == token
    assert store.feed_owner(token[:-1]) is None
    assert store.feed_owner("") is None


def test_keys_are_long_and_never_the_same(store: Store, anna: Person) -> None:
    keys = {store.new_feed(anna.id) for _ in range(20)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}


def test_a_new_key_closes_the_old_one(store: Store, anna: Person) -> None:
    old = store.new_feed(anna.id)
    new = store.new_feed(anna.id)
    assert store.feed_owner(old) is None
    assert store.feed_owner(new) == anna


def test_a_revoked_key_opens_nothing(store: Store, anna: Person) -> None:
    token = store.new_feed(anna.id)
    store.revoke_feed(anna.id)
    assert store.feed_owner(token) is None
    assert store.feed_token(anna.id) == ""


def test_revoking_takes_nobody_elses_key(store: Store, anna: Person) -> None:
    bert = store.add_person("Bert")
    token = store.new_feed(bert.id)
    store.revoke_feed(anna.id)
    assert store.feed_owner(token) == bert


def test_the_newest_track_of_a_routine_is_shown(store: Store, anna: Person, clock: Clock) -> None:
    store.publish(anna.id, "calf", "old", 10)
    clock.now_ms = 2_000
    store.publish(anna.id, "calf", "new", 20)
    assert store.newest_episodes(anna.id) == {"calf": Episode("calf", "new", 20, 2_000)}


def test_publishing_again_what_is_shown_changes_nothing(store: Store, anna: Person, clock: Clock) -> None:
    store.publish(anna.id, "calf", "old", 10)
    clock.now_ms = 2_000
    store.publish(anna.id, "calf", "old", 10)
    assert store.newest_episodes(anna.id)["calf"].published_ms == 1_000


def test_a_dose_changed_back_is_news(store: Store, anna: Person) -> None:
    for digest in ("old", "new", "old"):
        store.publish(anna.id, "calf", digest, 10)
    assert store.newest_episodes(anna.id)["calf"].digest == "old"


def test_an_app_may_still_load_what_was_shown_before(store: Store, anna: Person) -> None:
    store.publish(anna.id, "calf", "old", 10)
    store.publish(anna.id, "calf", "new", 20)
    assert store.episode(anna.id, "calf", "old").length_bytes == 10


@pytest.mark.parametrize(("routine", "digest"), [("calf", "new"), ("shin", "old")])
def test_what_was_never_shown_is_not_found(store: Store, anna: Person, routine: str, digest: str) -> None:
    store.publish(anna.id, "calf", "old", 10)
    with pytest.raises(NotFound):
        store.episode(anna.id, routine, digest)


def test_each_person_has_episodes_of_their_own(store: Store, anna: Person) -> None:
    bert = store.add_person("Bert")
    store.publish(anna.id, "calf", "old", 10)
    assert store.newest_episodes(bert.id) == {}
    with pytest.raises(NotFound):
        store.episode(bert.id, "calf", "old")
