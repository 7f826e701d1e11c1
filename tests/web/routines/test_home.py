from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.store import Store, TrackOrigin
from server.web.context import services_of
from server.workout.model import Event
from tests.helpers.app import Clock, paired
from tests.helpers.running import until

DAY_MS = 86_400_000


def begun(store: Store, clock: Clock, finished: bool) -> str:
    """Keep a workout that was played a little, or to its end."""
    workout = store.create_workout(store.people()[0].id, "desk-break", "Desk break", TrackOrigin({}, {}))
    store.add_events(workout.id, [Event("one", "play", 0, clock.now_ms)])
    if finished:
        store.add_events(workout.id, [Event("two", "finish", 5000, clock.now_ms)])
    return workout.id


def test_routines_stand_under_their_occasions(client: FlaskClient) -> None:
    page = client.get("/").text
    places = [
        page.index(text) for text in ("Before the first step", "Before a run", "After a run", "Strength")
    ]
    assert places == sorted(places)
    assert page.index("After a run") < page.index("Runner&#39;s cool-down") < page.index("Strength")


def test_a_new_person_begins_with_the_heel(client: FlaskClient) -> None:
    page = client.get("/").text
    assert page.index("To begin with") < page.index("Plantar fasciitis") < page.index("Before the first step")
    assert page.count("Plantar fasciitis</a>") == 1


def test_each_routine_plays_by_one_tap(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<input type="hidden" name="routine" value="plantar-fasciitis">' in page
    assert 'action="/workouts?person=1"' in page


def test_lengths_are_those_of_ones_own_doses(client: FlaskClient) -> None:
    before = client.get("/").text
    client.post("/routines/desk-break/doses", data={"all": "150"})
    after = client.get("/").text
    assert before != after
    assert after.count("your times") == 1


def test_nothing_is_to_be_continued_at_first(client: FlaskClient) -> None:
    assert "Continue" not in client.get("/").text


def test_an_unfinished_workout_is_continued(client: FlaskClient, store: Store, clock: Clock) -> None:
    workout_id = begun(store, clock, finished=False)
    assert re.search(rf'href="/workouts/{workout_id}"[^>]*>.*Continue', client.get("/").text)


def test_a_workout_of_long_ago_is_not_offered_again(client: FlaskClient, store: Store, clock: Clock) -> None:
    begun(store, clock, finished=False)
    clock.now_ms += 2 * DAY_MS
    assert "Continue" not in client.get("/").text


@pytest.mark.parametrize(("days", "told"), [(0, "done today"), (1, "done yesterday"), (3, "done 3 days ago")])
def test_what_was_done_last_is_told(
    client: FlaskClient, store: Store, clock: Clock, days: int, told: str
) -> None:
    begun(store, clock, finished=True)
    clock.now_ms += days * DAY_MS
    page = client.get("/").text
    assert told in page
    assert "Continue" not in page


def test_an_unfinished_workout_is_let_go(client: FlaskClient, store: Store, clock: Clock) -> None:
    workout_id = begun(store, clock, finished=False)
    action = re.search(rf'action="(/workouts/{workout_id}/let-go[^"]*)"', client.get("/").text)
    assert action
    answer = client.post(action[1])
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Continue" not in client.get("/").text
    assert "To begin with" in client.get("/").text


def test_what_plays_elsewhere_is_followed(
    app: Flask, client: FlaskClient, store: Store, clock: Clock
) -> None:
    workout = services_of(app).workouts.begin(store.people()[0], "desk-break")
    until(lambda: store.workout(workout.id).track)
    other = paired(app, store)

    def happens(kind: str, position_ms: int) -> None:
        event = {"kind": kind, "position_ms": position_ms, "at": clock.now_ms}
        assert other.post(f"/workouts/{workout.id}/events", json=[event]).json == {"new": 1}

    happens("play", 60_000)
    clock.now_ms += 1000
    page = client.get("/").text
    assert "Playing on Me’s device" in page
    assert "Follow" in page
    assert "Let it go" not in page
    assert "Stopped at step" in other.get("/").text, "its own page was left"
    happens("pause", 61_000)
    assert "Stopped at step 1 of" in client.get("/").text


def test_a_broken_file_is_shown_with_its_message_and_takes_nothing_down(
    client: FlaskClient, config: Config
) -> None:
    path: Path = config.data / "routines" / "mine.yaml"
    path.write_text("name: Mine\nsteps:\n  - exercise: gastroc\n    seconds: 900\n", "utf-8")
    page = client.get("/").text
    told, _, details = page.partition("What is wrong")
    assert "This routine has a fault." in told
    assert "mine.yaml" not in told
    assert "Line 4. " in details
    assert "File mine.yaml" in details
    assert str(config.data) not in page
    assert 'href="/editor/routines/mine" aria-label="Fix mine"' in page
    assert "Plantar fasciitis" in page
    path.with_name("exercises").mkdir(exist_ok=True)
    path.with_name("exercises").joinpath("lean.yaml").write_text("name: Lean\n", "utf-8")
    page = client.get("/").text
    assert "This exercise has faults." in page
    assert 'href="/editor/exercise/lean" aria-label="Fix lean"' in page
    assert client.get("/editor/exercise/lean").status_code == 200


def test_a_broken_file_of_somebody_else_is_not_theirs_to_fix(
    client: FlaskClient, config: Config, store: Store
) -> None:
    (config.data / "routines" / "mine.yaml").write_text("name: Mine\n", "utf-8")
    ana = store.add_person("Ana")
    store.change_files(lambda set_owner: set_owner("mine.yaml", ana.id))
    page = client.get("/").text
    assert "It is Ana’s." in page
    assert "Fix mine" not in page


def test_the_safety_page_is_one_tap_away_everywhere(client: FlaskClient) -> None:
    for address in ("/", "/routines/plantar-fasciitis", "/people", "/nowhere"):
        assert 'href="/about"' in client.get(address).text
    assert "cannot put weight on the leg" in client.get("/about").text


def test_looking_at_pages_speaks_nothing(client: FlaskClient, config: Config) -> None:
    client.get("/")
    assert not list((config.data / "cache").rglob("*.m4a"))
    assert services_of(client.application).store.unfinished(1) == ()
