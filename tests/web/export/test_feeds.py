"""Feeds of two short routines, spoken once for all tests; each test has listeners of its own."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import av
import podcastparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rss_parser import PodcastParser
from werkzeug.test import TestResponse

from server import create_app
from server.config import Config
from server.resources import DEFAULT_COVER, artwork
from server.routine.library.library import Library
from server.store import Store
from server.store.values import Person
from server.web.context import services_of
from tests.feed.test_podcast import rules_broken
from tests.helpers.app import OpenApp, paired
from tests.helpers.running import until
from tests.helpers.short_routine import ROUTINE, write_short_routine

_names = (f"Listener {number}" for number in itertools.count(1))
_addresses = (f"10.0.0.{number}" for number in range(1, 255))


class Client(FlaskClient):
    """Reads each answer to its end, and so closes the file that it came from."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **options})


@pytest.fixture(scope="module")
def app(open_app: OpenApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("data")
    write_short_routine(data)
    (data / "routines" / "two.yaml").write_text(ROUTINE.replace("Short one", "Shins & calves"), "utf-8")
    config = Config(data=data, warm=False, voice_workers=1)
    with open_app(config, library=Library(data / "routines")) as built:
        built.test_client_class = Client
        services_of(built).store.add_person("Somebody")  # so that no new device is taken for the only person
        yield built


@dataclass(frozen=True)
class Listener:
    """A person with a feed, a paired browser, and an app that is not paired."""

    person: Person
    token: str
    browser: FlaskClient
    app: FlaskClient
    store: Store

    @property
    def address(self) -> str:
        return f"/feeds/{self.token}.xml"

    def whole_feed(self) -> TestResponse:
        """Return the feed with both episodes in it."""
        until(lambda: self.app.get(self.address).data.count(b"<item>") == 2)
        return self.app.get(self.address)

    def episodes(self) -> dict[str, dict[str, Any]]:
        """Return what a podcast client reads, by the routine's id."""
        feed = podcastparser.parse(f"http://localhost{self.address}", io.BytesIO(self.whole_feed().data))
        return {each["guid"].rpartition(":")[2]: each for each in feed["episodes"]}

    def audio(self, routine: str = "short") -> str:
        """Return the path of a routine's enclosure."""
        return str(urlsplit(self.episodes()[routine]["enclosures"][0]["url"]).path)

    def digest(self, routine: str = "short") -> str:
        """Return what names the present version of a routine's episode."""
        return str(self.app.head(self.audio(routine)).headers["ETag"].strip('"'))

    def version(self, digest: str, routine: str = "short") -> str:
        """Return the path of one version, as the feeds of release 0.1.0 showed it."""
        return f"/feeds/{self.token}/{routine}/{digest}.m4a"

    def change(self, **dose: str) -> None:
        """Change doses of the routine "short" in the browser."""
        form = {f"first-lean.{name}": value for name, value in dose.items()}
        assert self.browser.post("/routines/short/doses", data=form).status_code == 303


@pytest.fixture
def listeners(app: Flask, store: Store) -> Callable[[], Listener]:
    def new() -> Listener:
        person = store.add_person(next(_names))
        browser = paired(app, store)
        assert browser.post(f"/people/{person.id}/choose").status_code == 303
        return Listener(person, store.new_feed(person.id), browser, app.test_client(), store)

    return new


@pytest.fixture
def anna(listeners: Callable[[], Listener]) -> Listener:
    return listeners()


@pytest.fixture
def elsewhere(app: Flask) -> FlaskClient:
    """An app at an address that no other test comes from."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = next(_addresses)
    return client


def test_an_app_that_is_not_paired_reads_the_feed(anna: Listener) -> None:
    answer = anna.whole_feed()
    assert answer.mimetype == "application/rss+xml"
    assert rules_broken(answer.data) == []
    assert PodcastParser.parse(answer.text)
    assert "Set-Cookie" not in answer.headers


def test_a_player_on_another_site_may_play_it(anna: Listener) -> None:
    for path in (anna.address, anna.audio()):
        assert anna.app.get(path).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert anna.browser.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_routine_is_an_episode(anna: Listener) -> None:
    episodes = anna.episodes()
    assert {each["title"] for each in episodes.values()} == {"Short one", "Shins & calves"}
    assert all("not medical advice" in each["description"] for each in episodes.values())


def test_the_feed_names_its_own_address_and_its_listener(anna: Listener) -> None:
    text = anna.whole_feed().text
    assert f'<atom:link href="http://localhost{anna.address}" rel="self"/>' in text
    assert f"<title>Soleus, {anna.person.name}</title>" in text


def test_an_episode_is_as_long_as_it_says(anna: Listener) -> None:
    episode = anna.episodes()["short"]
    sound = anna.app.get(anna.audio())
    assert sound.mimetype == episode["enclosures"][0]["mime_type"] == "audio/x-m4a"
    assert len(sound.data) == episode["enclosures"][0]["file_size"]
    with av.open(io.BytesIO(sound.data), "r") as file:
        assert file.duration is not None
        assert episode["total_time"] == round(file.duration / av.time_base)
        assert file.metadata["title"] == "Short one"


def test_chapters_in_the_file_and_beside_it_are_the_same(anna: Listener) -> None:
    beside = anna.app.get(anna.audio().replace(".m4a", ".json"))
    assert beside.mimetype == "application/json+chapters"
    document = beside.get_json(force=True)
    assert document["version"] == "1.2.0"
    with av.open(io.BytesIO(anna.app.get(anna.audio()).data), "r") as file:
        inside = [
            (float(each["start"] * (each["time_base"] or 0)), each["metadata"]["title"])
            for each in file.chapters()
        ]
    assert [(each["startTime"], each["title"]) for each in document["chapters"]] == inside
    assert len(inside) == 4


@pytest.mark.parametrize("routine", ["short", DEFAULT_COVER, "plantar-fasciitis"])
def test_covers_are_shown(anna: Listener, routine: str) -> None:
    path = f"/feeds/{anna.token}/{routine}.png"
    answer = anna.app.get(path)
    assert (answer.mimetype, answer.data) == ("image/png", artwork(routine))
    assert anna.app.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_feed_that_did_not_change_is_not_sent_again(anna: Listener) -> None:
    seen = anna.whole_feed().headers["ETag"]
    again = anna.app.get(anna.address, headers={"If-None-Match": seen})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", seen)


def test_a_changed_dose_is_a_new_version_of_the_same_episode(anna: Listener) -> None:
    before, seen = anna.episodes(), anna.whole_feed().headers["ETag"]
    anna.change(seconds="20")
    until(lambda: anna.app.get(anna.address, headers={"If-None-Match": seen}).status_code == 200)
    after = anna.episodes()
    assert after["short"]["guid"] == before["short"]["guid"]
    (new,), (old,) = after["short"]["enclosures"], before["short"]["enclosures"]
    assert (new["url"], new["mime_type"]) == (old["url"], old["mime_type"])
    assert new["file_size"] != old["file_size"]
    assert after["short"]["total_time"] > before["short"]["total_time"] + 15
    assert after["short"]["published"] >= before["short"]["published"]
    assert after["two"] == before["two"]


def test_an_app_that_remembers_an_address_plays_the_present_doses(anna: Listener) -> None:
    """It asks for the sound alone, without having read the feed again."""
    path = anna.audio()
    old = anna.app.get(path)
    anna.change(seconds="15")
    tag = {"If-None-Match": old.headers["ETag"]}
    until(lambda: anna.app.get(path, headers=tag).status_code == 200)
    new = anna.app.get(path, headers=tag)
    assert seconds_of(new.data) > seconds_of(old.data) + 5
    assert anna.app.get(path.replace(".m4a", ".json")).get_json(force=True)["chapters"][-1][
        "endTime"
    ] == pytest.approx(seconds_of(new.data), abs=0.1)
    # What was begun is not continued with another sound.
    resumed = {"Range": "bytes=1000-", "If-Range": old.headers["ETag"]}
    assert anna.app.get(path, headers=resumed).data == new.data


def seconds_of(sound: bytes) -> float:
    with av.open(io.BytesIO(sound), "r") as file:
        assert file.duration is not None
        return file.duration / av.time_base


def test_an_app_may_finish_loading_what_was_changed_meanwhile(anna: Listener) -> None:
    old, sound = anna.digest(), anna.app.get(anna.audio()).data
    anna.change(seconds="25")
    until(lambda: anna.digest() != old)
    answer = anna.app.get(anna.version(old))
    assert (answer.status_code, answer.data) == (200, sound)
    assert answer.cache_control.immutable


def test_an_episode_stays_in_the_feed_after_a_restart_and_without_a_cache(anna: Listener, app: Flask) -> None:
    """Nothing of what was published depends on memory or on the cache."""
    before = anna.whole_feed()
    own = services_of(app)
    for path in (own.config.data / "cache" / "tracks").iterdir():
        path.unlink()
    fresh = create_app(own.config, library=own.library, speech=own.speech)
    assert fresh.test_client().get(anna.address).data == before.data
    services_of(fresh).close()
    assert len(anna.app.get(anna.audio()).data) == anna.episodes()["short"]["enclosures"][0]["file_size"]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [("bytes=0-0", slice(0, 1)), ("bytes=1000-1999", slice(1000, 2000)), ("bytes=-10", slice(-10, None))],
)
def test_an_app_can_load_in_parts(anna: Listener, wanted: str, sent: slice) -> None:
    whole = anna.app.get(anna.audio()).data
    part = anna.app.get(anna.audio(), headers={"Range": wanted})
    assert (part.status_code, part.data) == (206, whole[sent])
    assert part.headers["Content-Range"].endswith(f"/{len(whole)}")


def test_an_app_can_ask_for_the_head_alone(anna: Listener) -> None:
    for path in (anna.address, anna.audio()):
        head, whole = anna.app.head(path), anna.app.get(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == str(len(whole.data))
        assert head.headers["ETag"] == whole.headers["ETag"]


def test_an_app_asks_each_time_whether_an_episode_has_changed(anna: Listener) -> None:
    for path in (anna.audio(), anna.audio().replace(".m4a", ".json")):
        answer = anna.app.get(path)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert anna.app.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("ending", ["m4a", "json"])
def test_an_episode_that_is_not_there_is_not_found(anna: Listener, ending: str) -> None:
    assert anna.app.get(f"/feeds/{anna.token}/nothing.{ending}").status_code == 404


def test_a_revoked_address_opens_nothing(anna: Listener, elsewhere: FlaskClient) -> None:
    audio, version = anna.audio(), anna.version(anna.digest())
    assert anna.browser.post("/take-along/address/revoke").location == "/take-along#feed"
    beside = audio.replace(".m4a", ".json")
    for path in (anna.address, audio, beside, version, f"/feeds/{anna.token}/short.png"):
        assert elsewhere.get(path).status_code == 404


def test_a_new_address_closes_the_old_one_and_keeps_the_episodes(
    anna: Listener, elsewhere: FlaskClient
) -> None:
    before = anna.episodes()
    anna.browser.post("/take-along/address")
    assert elsewhere.get(anna.address).status_code == 404
    after = replace(anna, token=anna.store.feed_token(anna.person.id)).episodes()
    assert {each["guid"] for each in after.values()} == {each["guid"] for each in before.values()}
    assert {each["published"] for each in after.values()} == {each["published"] for each in before.values()}


@pytest.mark.parametrize(
    "path", ["/feeds/wrong.xml", "/feeds/wrong/short.png", "/feeds/wrong/short/0.m4a", "/feeds/.xml"]
)
def test_a_wrong_address_is_not_found(elsewhere: FlaskClient, path: str) -> None:
    assert elsewhere.get(path).status_code == 404


def test_wrong_addresses_are_limited_and_right_ones_are_not(anna: Listener, elsewhere: FlaskClient) -> None:
    tries = [elsewhere.get(f"/feeds/wrong{number}.xml").status_code for number in range(10)]
    assert tries == [404] * 10
    refused = elsewhere.get("/feeds/wrong.xml")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert elsewhere.get(anna.address).status_code == 200
    assert elsewhere.post("/pair", data={"code": "WRONG"}).status_code == 401  # those tries are counted apart


def test_nobody_hears_another_persons_doses(listeners: Callable[[], Listener]) -> None:
    anna, bert = listeners(), listeners()
    anna.change(seconds="30")
    until(lambda: anna.digest() != bert.digest())
    digest = anna.digest()
    assert anna.app.get(anna.version(digest)).status_code == 200
    assert bert.app.get(bert.version(digest)).status_code == 404
    assert bert.app.get(bert.version(digest).replace(".m4a", ".json")).status_code == 404
    assert anna.app.get(anna.version(digest, "two")).status_code == 404
    assert not {each["guid"] for each in anna.episodes().values()} & {
        each["guid"] for each in bert.episodes().values()
    }


def test_a_key_opens_nothing_but_its_feed(anna: Listener) -> None:
    track = f"/tracks/{anna.digest()}.m4a"
    for path in ("/", "/routines/short", track, "/routines/short/download", "/take-along"):
        assert anna.app.get(path).status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_feed_is_only_read(anna: Listener, method: str) -> None:
    for path in (anna.address, anna.audio(), f"/feeds/{anna.token}/short.png"):
        assert anna.app.open(path, method=method).status_code == 405


@pytest.mark.parametrize("path", ["/feeds/", "/feeds", "/feeds/x/y/z/w.m4a", "/feedsx/a.xml"])
def test_nothing_else_is_near(anna: Listener, path: str) -> None:
    assert anna.app.get(path).status_code in (401, 404)


def test_addresses_are_those_of_the_outside(anna: Listener, app: Flask) -> None:
    own = services_of(app)
    anna.whole_feed()
    outside = own.config.model_copy(update={"public_url": "https://soleus.example.org/"})
    public = create_app(outside, library=own.library)
    text = public.test_client().get(anna.address).text
    services_of(public).close()
    assert "https://soleus.example.org/feeds/" in text
    assert "localhost" not in text
    assert rules_broken(text.encode()) == []


def test_a_trusted_proxys_address_is_taken_and_a_strangers_is_not(anna: Listener, app: Flask) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "soleus.example.org"}
    assert "example.org" not in anna.app.get(anna.address, headers=forwarded).text
    own = services_of(app)
    behind = create_app(own.config.model_copy(update={"trusted_proxies": 1}), library=own.library)
    text = behind.test_client().get(anna.address, headers=forwarded).text
    services_of(behind).close()
    assert f"https://soleus.example.org{anna.address}" in text
