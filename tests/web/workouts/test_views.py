from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.store import Store
from server.voice.clips import ClipStore
from server.web.context import services_of
from server.workout.polling import FOLLOWING_POLL_S
from tests.helpers.app import Clock, OpenApp, paired
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine

HTMX = {"HX-Request": "true"}


@pytest.fixture
def workout(client: FlaskClient, config: Config) -> str:
    """Return the address of a workout whose track is ready."""
    write_short_routine(config.data)
    client.post("/routines/short/doses", data={"verbosity": "minimal"})
    answer = client.post("/workouts", data={"routine": "short"})
    assert answer.status_code == 303
    until(lambda: shown(client, answer.location)["state"] == "ready")
    return answer.location


@pytest.fixture
def beginner(open_app: OpenApp, config: Config, new_speech: ClipStore) -> Iterator[FlaskClient]:
    """A paired browser of a Soleus that has not spoken yet."""
    with open_app(config, speech=new_speech) as app:
        yield paired(app, services_of(app).store)


def shown(client: FlaskClient, address: str, **query: object) -> dict[str, str]:
    """Ask what is going on, and return what the fragment carries."""
    answer = client.get(f"{address}/now", query_string=query, headers=HTMX)
    assert answer.status_code == 200
    return carried(answer.text)


def carried(fragment: str) -> dict[str, str]:
    opening = fragment[fragment.index("<section") :].partition(">")[0]
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', opening)) | dict(
        re.findall(r'hx-(trigger)="([^"]*)"', opening)
    )


def played(client: FlaskClient, workout: str, clock: Clock, kind: str, position_ms: int) -> None:
    event = {"id": f"{kind}{position_ms}", "kind": kind, "position_ms": position_ms, "at": clock.now_ms}
    assert client.post(f"{workout}/events", json=[event]).status_code == 200


def test_a_workout_begins_with_its_words_being_spoken(beginner: FlaskClient, config: Config) -> None:
    write_short_routine(config.data)
    answer = beginner.post("/workouts", data={"routine": "short"})
    assert answer.status_code == 303
    page = beginner.get(answer.location).text
    assert "Preparing the voice" in page or 'data-state="ready"' in page
    until(lambda: shown(beginner, answer.location)["state"] == "ready")


def test_the_drawings_are_there_before_the_track_is(client: FlaskClient) -> None:
    address = client.post("/workouts", data={"routine": "desk-break"}).location
    assert 'data-figure="soleus"' in client.get(f"{address}/figures").text


def test_a_page_brings_the_figure_that_it_shows(beginner: FlaskClient, config: Config) -> None:
    write_short_routine(config.data)
    address = beginner.post("/workouts", data={"routine": "short"}).location
    until(lambda: shown(beginner, address)["state"] == "ready")
    at_first, whole = beginner.get(address).text, beginner.get(f"{address}?figures=here").text
    every = re.findall(r'data-figure="([^"]+)"', beginner.get(f"{address}/figures").text)
    assert re.findall(r'data-figure="([^"]+)"', at_first) == every[:1]
    assert set(re.findall(r'data-figure="([^"]+)"', whole)) == set(every)
    assert len(every) > 1


def test_true_progress_is_shown(beginner: FlaskClient, config: Config) -> None:
    write_short_routine(config.data)
    address = beginner.post("/workouts", data={"routine": "short"}).location
    seen = set()

    def ready() -> bool:
        text = beginner.get(f"{address}/now").text
        seen.update(re.findall(r"(\d+) of (\d+) phrases", text))
        return carried(text)["state"] == "ready"

    until(ready)
    totals = {int(total) for _, total in seen}
    assert len(totals) <= 1
    assert all(int(done) <= int(total) for done, total in seen)


def test_an_unknown_routine_cannot_be_begun(client: FlaskClient) -> None:
    assert client.post("/workouts", data={"routine": "nothing"}).status_code == 404
    assert client.post("/workouts").status_code == 404


@pytest.mark.parametrize("address", ["/workouts/nothing", "/workouts/nothing/now"])
def test_an_unknown_workout_is_told(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_page_shows_the_first_exercise_and_its_sound(client: FlaskClient, workout: str) -> None:
    page = client.get(workout).text
    assert 'data-now="title">First lean<' in page
    scriptless = re.search(r"<noscript class=\"sound\">(.*)</noscript>", page)
    assert scriptless
    assert re.fullmatch(
        r'<audio controls preload="none" src="/tracks/\w+\.m4a#t=0.0"></audio>', scriptless[1]
    )
    assert page.count('<audio id="audio"></audio>') == 1


def test_the_page_comes_with_the_words_that_scripts_would_show(client: FlaskClient, workout: str) -> None:
    """Nothing moves when the scripts arrive."""
    assert 'data-now="word">Lean.<' in client.get(workout).text


def test_htmx_gets_the_page_of_a_workout_at_once_and_its_address(client: FlaskClient) -> None:
    answer = client.post("/workouts", data={"routine": "desk-break"}, headers=HTMX)
    address = answer.headers["HX-Push-Url"]
    assert answer.status_code == 200
    assert re.fullmatch(r"/workouts/[\w-]+", address)
    assert f'data-workout="{address.rpartition("/")[2]}"' in answer.text


def test_what_was_spoken_before_is_ready_with_the_page(client: FlaskClient, workout: str) -> None:
    again = client.post("/workouts", data={"routine": "short"}, headers=HTMX)
    assert carried(again.text)["state"] == "ready"


def test_the_answer_to_a_poll_is_a_small_fragment_that_names_the_next(
    client: FlaskClient, workout: str
) -> None:
    answer = client.get(f"{workout}/now", headers=HTMX)
    assert "<html" not in answer.text
    assert len(answer.data) <= 2048
    assert re.search(r'hx-trigger="every [\d.]+s', answer.text)


def test_the_players_position_is_shown_to_the_others(client: FlaskClient, workout: str, clock: Clock) -> None:
    played(client, workout, clock, "play", 0)
    shown(client, workout, position_ms=20_000, playing=1)
    clock.now_ms += 3000
    seen = shown(client, workout)
    assert (seen["position"], seen["playing"]) == ("23000", "yes")


def test_a_pause_keeps_the_place(client: FlaskClient, workout: str, clock: Clock) -> None:
    played(client, workout, clock, "play", 0)
    clock.now_ms += 9000
    played(client, workout, clock, "pause", 9000)
    clock.now_ms += 60_000
    seen = shown(client, workout)
    assert (seen["position"], seen["playing"]) == ("9000", "no")
    assert "#t=9.0" in client.get(workout).text


def test_a_phone_that_fell_silent_is_resumed_where_it_was_last_heard_of(
    client: FlaskClient, workout: str, clock: Clock
) -> None:
    played(client, workout, clock, "play", 0)
    clock.now_ms += 8000
    shown(client, workout, position_ms=8000, playing=1)
    clock.now_ms += 3_600_000
    seen = shown(client, workout)
    assert (seen["position"], seen["playing"]) == ("8000", "no")


def test_events_count_once(client: FlaskClient, workout: str, clock: Clock) -> None:
    event = {"id": "one", "kind": "play", "position_ms": 0, "at": clock.now_ms}
    assert client.post(f"{workout}/events", json=[event]).json == {"new": 1}
    assert client.post(f"{workout}/events", json=[event]).json == {"new": 0}


def test_a_phone_whose_clock_is_wrong_is_understood(client: FlaskClient, workout: str, clock: Clock) -> None:
    wrong_ms = clock.now_ms + 3_600_000
    event = {"id": "one", "kind": "play", "position_ms": 0, "at": wrong_ms - 5000}
    assert client.post(f"{workout}/events?sent={wrong_ms}", json=[event]).status_code == 200
    assert shown(client, workout)["position"] == "5000"


@pytest.mark.parametrize(
    "body", ["[" * 60_000, "", "{}", '[{"kind": "dance"}]', "[1]", '[{"kind": "play", "position_ms": -1}]']
)
def test_events_that_cannot_be_read_are_refused(client: FlaskClient, workout: str, body: str) -> None:
    answer = client.post(f"{workout}/events", data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.fixture
def other(app: Flask, store: Store) -> FlaskClient:
    """A paired browser of somebody else."""
    browser = paired(app, store)
    browser.post("/people", data={"name": "Bert"})
    return browser


def test_somebody_else_follows_a_workout_and_changes_nothing(
    client: FlaskClient, other: FlaskClient, workout: str, clock: Clock
) -> None:
    played(client, workout, clock, "play", 0)
    before = shown(other, workout)
    event = {"id": "stop", "kind": "pause", "position_ms": 0, "at": clock.now_ms}
    assert other.post(f"{workout}/events", json=[event]).status_code == 404
    assert other.post(f"{workout}/dose", data={"change": "+5"}).status_code == 404
    assert shown(other, workout, position_ms=9000, playing=0) == before
    assert other.get(workout).status_code == 200
    assert shown(client, workout)["position"] == before["position"]


def test_another_device_is_told_which_one_plays_and_asks_often(
    client: FlaskClient, other: FlaskClient, workout: str, clock: Clock
) -> None:
    played(client, workout, clock, "play", 0)
    there = shown(other, workout, position_ms=9000, playing=1)
    assert (there["player"], there["trigger"]) == ("Me’s device", f"every {FOLLOWING_POLL_S}s, refresh")
    here = shown(client, workout, position_ms=0, playing=1)
    assert here["player"] == ""
    assert here["trigger"] != there["trigger"]


@pytest.mark.parametrize(
    ("site", "position"), [("cross-site", "0"), ("same-site", "0"), ("same-origin", "9000"), ("none", "9000")]
)
def test_another_sites_page_does_not_say_where_the_player_is(
    client: FlaskClient, workout: str, clock: Clock, site: str, position: str
) -> None:
    played(client, workout, clock, "play", 0)
    address = f"{workout}/now?position_ms=9000&playing=1"
    assert client.get(address, headers={**HTMX, "Sec-Fetch-Site": site}).status_code == 200
    assert shown(client, workout)["position"] == position


@pytest.mark.parametrize("position", ["soon", "-5", "99999999999", "1e9"])
def test_a_position_that_is_none_is_refused(client: FlaskClient, workout: str, position: str) -> None:
    assert client.get(f"{workout}/now?position_ms={position}").status_code == 400


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 200)], ids=["plain", "htmx"])
def test_a_longer_hold_is_a_new_track_at_the_same_place(
    client: FlaskClient, store: Store, workout: str, clock: Clock, headers: dict[str, str], status: int
) -> None:
    before = shown(client, workout)["track"]
    hold = next(segment for segment in store.timeline(before).segments if segment.kind == "hold")
    played(client, workout, clock, "play", hold.start_ms)
    form = {"change": "+5", "position_ms": hold.start_ms + 2000}
    answer = client.post(f"{workout}/dose", data=form, headers=headers)
    assert answer.status_code == status
    seen = carried(answer.text) if headers else shown(client, workout)
    longer = next(segment for segment in store.timeline(seen["track"]).segments if segment.kind == "hold")
    assert seen["track"] != before
    assert longer.end_ms - longer.start_ms == 15_000
    assert int(seen["position"]) == longer.start_ms + 2000
    assert seen["playing"] == "yes"


def test_shorter_means_the_next_hold_and_can_mean_all_from_there(
    client: FlaskClient, store: Store, workout: str
) -> None:
    timeline = store.timeline(shown(client, workout)["track"])
    second = next(segment for segment in timeline.segments if segment.step == "second-lean")
    form = {"change": "-5", "position_ms": second.start_ms}
    answer = client.post(f"{workout}/dose", data=form, headers=HTMX).text
    assert "Next hold: 5 s" in answer
    assert "All from here" in answer
    form = {"change": "all", "position_ms": second.start_ms}
    answer = client.post(f"{workout}/dose", data=form, headers=HTMX).text
    assert "Holds from here: 5 s" in answer
    seen = carried(answer)
    holds = {
        segment.step: segment.end_ms - segment.start_ms
        for segment in store.timeline(seen["track"]).segments
        if segment.kind == "hold"
    }
    assert holds == {"first-lean": 10_000, "second-lean": 5000}


def test_a_dose_can_be_named(client: FlaskClient, store: Store, workout: str) -> None:
    seen = carried(client.post(f"{workout}/dose", data={"first-lean.seconds": "20"}, headers=HTMX).text)
    holds = [segment for segment in store.timeline(seen["track"]).segments if segment.kind == "hold"]
    assert holds[0].end_ms - holds[0].start_ms == 20_000


def test_two_quick_taps_both_count(client: FlaskClient, store: Store, workout: str) -> None:
    before = shown(client, workout)["track"]
    form = {"change": "+5", "position_ms": "9000", "track": before}
    client.post(f"{workout}/dose", data=form, headers=HTMX)
    seen = carried(client.post(f"{workout}/dose", data=form, headers=HTMX).text)
    hold = next(segment for segment in store.timeline(seen["track"]).segments if segment.kind == "hold")
    assert hold.end_ms - hold.start_ms == 20_000


def test_taps_at_the_same_moment_all_count(
    app: Flask, client: FlaskClient, store: Store, workout: str
) -> None:
    taps = 4
    phones = [paired(app, store) for _ in range(taps)]
    together = Barrier(taps)

    def tap(phone: FlaskClient) -> int:
        together.wait()
        return phone.post(f"{workout}/dose", data={"change": "+5", "position_ms": "9000"}).status_code

    with ThreadPoolExecutor(taps) as pool:
        assert set(pool.map(tap, phones)) == {303}
    timeline = store.timeline(shown(client, workout)["track"])
    hold = next(segment for segment in timeline.segments if segment.kind == "hold")
    assert hold.end_ms - hold.start_ms == 10_000 + taps * 5000
    assert len([event for event in store.events(workout.rpartition("/")[2]) if event.kind == "dose"]) == taps


@pytest.mark.parametrize(
    "form", [{}, {"change": "much"}, {"change": "+5", "position_ms": "x"}, {"no.seconds": "9"}]
)
def test_a_change_that_cannot_be_made_is_refused(
    client: FlaskClient, workout: str, form: dict[str, str]
) -> None:
    before = shown(client, workout)["track"]
    assert client.post(f"{workout}/dose", data=form).status_code == 400
    assert shown(client, workout)["track"] == before


@pytest.mark.parametrize(("change", "end"), [("+5", "60"), ("-5", "5")])
def test_a_change_that_changes_nothing_is_told_and_not_kept(
    client: FlaskClient, store: Store, workout: str, change: str, end: str
) -> None:
    client.post(f"{workout}/dose", data={"first-lean.seconds": end, "second-lean.seconds": end})
    kept = store.events(workout.rpartition("/")[2])
    answer = client.post(f"{workout}/dose", data={"change": change, "position_ms": "0"})
    assert answer.status_code == 400
    assert f"{end} s is the {'longest' if change == '+5' else 'shortest'} hold here." in answer.text
    assert store.events(workout.rpartition("/")[2]) == kept


def test_the_end_tells_what_was_done(client: FlaskClient, store: Store, workout: str, clock: Clock) -> None:
    duration_ms = store.timeline(shown(client, workout)["track"]).duration_ms
    played(client, workout, clock, "play", 0)
    clock.now_ms += duration_ms
    played(client, workout, clock, "finish", duration_ms)
    page = client.get(workout).text
    assert 'data-state="finished"' in page
    assert "hx-trigger" not in page.partition('id="now"')[2].partition("</section>")[0]
    assert "<dt>holds</dt><dd>4</dd>" in page
    assert f"<dd>{max(1, round(duration_ms / 60_000))}</dd>" in page


def test_what_was_skipped_does_not_count(
    client: FlaskClient, store: Store, workout: str, clock: Clock
) -> None:
    duration_ms = store.timeline(shown(client, workout)["track"]).duration_ms
    played(client, workout, clock, "play", 0)
    clock.now_ms += 1000
    played(client, workout, clock, "seek", duration_ms - 500)
    clock.now_ms += 500
    played(client, workout, clock, "finish", duration_ms)
    assert "hold" not in client.get(workout).text.partition('class="figures"')[2].partition("</dl>")[0]


@pytest.mark.parametrize("part", ["events", "dose"])
def test_a_workout_is_not_changed_by_looking(client: FlaskClient, workout: str, part: str) -> None:
    assert client.get(f"{workout}/{part}").status_code == 405


def test_workouts_are_not_begun_by_looking(client: FlaskClient) -> None:
    assert client.get("/workouts").status_code == 405


def test_the_track_is_for_ever(client: FlaskClient, workout: str) -> None:
    digest = shown(client, workout)["track"]
    for kind, mimetype in (("m4a", "audio/mp4"), ("vtt", "text/vtt"), ("json", "application/json")):
        answer = client.get(f"/tracks/{digest}.{kind}", buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, mimetype)
        assert answer.cache_control.immutable
        assert answer.cache_control.max_age == 31_536_000
        assert answer.last_modified is None  # what continues a download by date would load all of it again
        again = client.get(
            f"/tracks/{digest}.{kind}", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True
        )
        assert again.status_code == 304


def test_a_download_goes_on_in_the_same_recording_after_the_cache_is_gone(
    client: FlaskClient, workout: str, config: Config
) -> None:
    address = f"/tracks/{shown(client, workout)['track']}.m4a"
    first = client.get(address, buffered=True)
    shutil.rmtree(config.data / "cache" / "tracks")
    rest = {"Range": "bytes=1000-", "If-Range": first.headers["ETag"]}
    answer = client.get(address, headers=rest, buffered=True)
    assert (answer.status_code, answer.headers["ETag"]) == (206, first.headers["ETag"])
    assert first.data[:1000] + answer.data == first.data


def test_a_part_of_the_track_is_sent(client: FlaskClient, workout: str) -> None:
    digest = shown(client, workout)["track"]
    whole = client.get(f"/tracks/{digest}.m4a", buffered=True).data
    answer = client.get(f"/tracks/{digest}.m4a", headers={"Range": "bytes=100-199"}, buffered=True)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert answer.data == whole[100:200]
    assert (
        client.get(f"/tracks/{digest}.m4a", headers={"Range": "bytes=999999999-"}, buffered=True).status_code
        == 416
    )


@pytest.mark.parametrize(
    "address",
    [
        "/tracks/0.m4a",
        "/tracks/..%2f..%2fsoleus.db.m4a",
        "/tracks/0.vtt",
        "/tracks/0.json",
        "/tracks/%00.m4a",
        "/tracks/%00.json",
        "/tracks/%ED%A0%80.m4a",
    ],
)
def test_an_unknown_track_is_told(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("routine", "reports"),
    [("plantar-fasciitis", True), ("plantar-fasciitis", False), ("morning-first-steps", False)],
    ids=["player", "follower", "follower of many changes"],
)
def test_the_longest_and_the_busiest_routine_are_polled_seldom_and_briefly(
    client: FlaskClient, store: Store, clock: Clock, routine: str, reports: bool
) -> None:
    address = client.post("/workouts", data={"routine": routine}).location
    until(lambda: shown(client, address)["state"] == "ready")
    duration_ms = store.timeline(shown(client, address)["track"]).duration_ms
    played(client, address, clock, "play", 0)
    position_ms, polls = 0.0, 0
    while position_ms < duration_ms:
        query = {"position_ms": round(position_ms), "playing": 1} if reports else {}
        answer = client.get(f"{address}/now", query_string=query, headers=HTMX)
        assert len(answer.data) <= 2048
        seconds = re.search(r"every ([\d.]+)s", answer.text)
        assert seconds
        position_ms += float(seconds[1]) * 1000
        clock.now_ms += round(float(seconds[1]) * 1000)
        polls += 1
    assert polls / (duration_ms / 60_000) <= 8
