"""The publisher with a real studio and a real voice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from server.config import Config
from server.feed.publishing import Publisher
from server.jobs import ThreadScheduler
from server.routine.model import Choices, Routine
from server.services.services import Services, open_services
from tests.helpers.short_routine import write_short_routine

PATIENCE_S = 60.0
ANNA, BERT = 1, 2
NOBODY = replace(Choices(), voice="nobody")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path_factory.mktemp("data")))
    write_short_routine(opened.config.data)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def routine(opened: Services) -> Routine:
    return opened.library.routine("short")


@pytest.fixture
def publisher(opened: Services) -> Iterator[Publisher]:
    scheduler = ThreadScheduler("feed", 1)
    yield Publisher(opened.studio, scheduler)
    scheduler.close()


class Shown:
    """What was published, in order."""

    def __init__(self) -> None:
        self.episodes: list[tuple[str, str, int]] = []

    def __call__(self, routine_id: str, digest: str, length_bytes: int) -> None:
        self.episodes.append((routine_id, digest, length_bytes))


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_a_track_is_published_with_its_exact_length(
    opened: Services, publisher: Publisher, routine: Routine, shown: Shown
) -> None:
    publisher.refresh(ANNA, [(routine, Choices())], shown, PATIENCE_S)
    [(routine_id, digest, length_bytes)] = shown.episodes
    assert (routine_id, digest) == ("short", opened.studio.track(routine, Choices()).digest)
    assert length_bytes == len(opened.studio.audio(digest).read_bytes())


def test_what_did_not_change_is_not_made_again(publisher: Publisher, routine: Routine, shown: Shown) -> None:
    for _ in range(3):
        publisher.refresh(ANNA, [(routine, Choices())], shown, PATIENCE_S)
    assert len(shown.episodes) == 1


def test_a_changed_dose_is_published(publisher: Publisher, routine: Routine, shown: Shown) -> None:
    longer = Choices(doses={"first-lean": {"seconds": 15}})
    for choices in (Choices(), longer, Choices()):
        publisher.refresh(ANNA, [(routine, choices)], shown, PATIENCE_S)
    digests = [digest for _, digest, _ in shown.episodes]
    assert digests[0] == digests[2] != digests[1]


def test_a_changed_file_is_published(publisher: Publisher, routine: Routine, shown: Shown) -> None:
    for each in (routine, replace(routine, name="Renamed")):
        publisher.refresh(ANNA, [(each, Choices())], shown, PATIENCE_S)
    assert len({digest for _, digest, _ in shown.episodes}) == 2


def test_one_that_cannot_be_spoken_holds_nobody_up_and_is_tried_again(
    publisher: Publisher, routine: Routine, shown: Shown
) -> None:
    other = replace(routine, id="other")
    publisher.refresh(ANNA, [(other, NOBODY), (routine, Choices())], shown, PATIENCE_S)
    assert [routine_id for routine_id, _, _ in shown.episodes] == ["short"]
    assert publisher.pending(ANNA) == 0
    publisher.refresh(ANNA, [(other, Choices())], shown, PATIENCE_S)
    assert [routine_id for routine_id, _, _ in shown.episodes] == ["short", "other"]


def test_asking_is_quick_while_an_episode_is_made(
    publisher: Publisher, routine: Routine, shown: Shown
) -> None:
    let_go = threading.Event()

    def slowly(*episode: object) -> None:
        let_go.wait(PATIENCE_S)
        shown(*episode)  # type: ignore[arg-type]

    publisher.refresh(ANNA, [(routine, Choices())], slowly)
    publisher.refresh(ANNA, [(routine, Choices())], slowly)
    assert (publisher.pending(ANNA), publisher.pending(BERT), shown.episodes) == (1, 0, [])
    let_go.set()
    publisher.refresh(ANNA, [(routine, Choices())], slowly, PATIENCE_S)
    assert (publisher.pending(ANNA), len(shown.episodes)) == (0, 1)


def test_a_dose_that_was_changed_again_meanwhile_is_left_out(
    publisher: Publisher, routine: Routine, shown: Shown
) -> None:
    let_go = threading.Event()

    def slowly(*_: object) -> None:
        let_go.wait(PATIENCE_S)

    doses = [Choices(doses={"first-lean": {"seconds": seconds}}) for seconds in (15, 20, 25)]
    publisher.refresh(BERT, [(routine, Choices())], slowly)
    for choices in doses:
        publisher.refresh(ANNA, [(routine, choices)], shown)
    let_go.set()
    publisher.refresh(ANNA, [(routine, doses[-1])], shown, PATIENCE_S)
    assert len(shown.episodes) == 1


def test_people_have_episodes_of_their_own(publisher: Publisher, routine: Routine) -> None:
    published: dict[int, Shown] = {ANNA: Shown(), BERT: Shown()}
    for person, seen in published.items():
        publisher.refresh(person, [(routine, Choices())], seen, PATIENCE_S)
    assert [len(seen.episodes) for seen in published.values()] == [1, 1]
