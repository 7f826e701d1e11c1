from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.routine.library.library import Library
from server.services.episodes import Episodes
from server.store import Store
from server.web.context import services_of
from tests.helpers.app import Clock, OpenApp, paired
from tests.helpers.preferences import keep_settings
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine

HTMX = {"HX-Request": "true"}
PAGE = "/take-along"


@pytest.fixture
def app(open_app: OpenApp, config: Config, clock: Clock) -> Iterator[Flask]:
    """An application whose only routine is a short one, so that a feed is soon made."""
    write_short_routine(config.data)
    with open_app(config, clock=clock, library=Library(config.data / "routines")) as built:
        yield built


def token(store: Store) -> str:
    return store.feed_token(store.people()[0].id)


def test_a_routine_leads_to_its_file(client: FlaskClient) -> None:
    assert 'href="/take-along?routine=short"' in client.get("/routines/short").text
    page = client.get(f"{PAGE}?routine=short").text
    assert 'href="/routines/short/download"' in page
    assert "QR code that downloads Short one" in page


def test_without_a_routine_all_are_listed(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert 'href="/take-along?routine=short"' in page
    assert "Make my feed" in page


def test_there_is_no_feed_until_it_is_asked_for(client: FlaskClient, store: Store) -> None:
    client.get(PAGE)
    assert token(store) == ""


def test_a_plain_form_makes_the_feed_and_leads_back(client: FlaskClient, store: Store) -> None:
    answer = client.post(f"{PAGE}/address")
    assert (answer.status_code, answer.location) == (303, "/take-along#feed")
    page = client.get(PAGE).text
    assert f"/feeds/{token(store)}.xml" in page
    assert "Follow a Show by URL" in page


def test_htmx_gets_the_section_alone(client: FlaskClient, store: Store) -> None:
    answer = client.post(f"{PAGE}/address", headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.startswith('<section class="section" id="feed"')
    assert f"/feeds/{token(store)}.xml" in answer.text
    assert "hx-request" in answer.vary.as_set()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_an_address_is_made_anew_and_taken_away(
    client: FlaskClient, store: Store, headers: dict[str, str]
) -> None:
    client.post(f"{PAGE}/address")
    old = token(store)
    client.post(f"{PAGE}/address", headers=headers)
    assert token(store) not in ("", old)
    client.post(f"{PAGE}/address/revoke", headers=headers)
    assert token(store) == ""
    assert "Make my feed" in client.get(PAGE).text


@pytest.mark.parametrize("path", [f"{PAGE}/address", f"{PAGE}/address/revoke"])
def test_looking_changes_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/episodes"])
def test_the_page_takes_no_posts(client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 405


def test_another_site_can_make_no_feed(client: FlaskClient, store: Store) -> None:
    refused = client.post(f"{PAGE}/address", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert token(store) == ""


def test_the_page_tells_when_the_episodes_are_ready(client: FlaskClient) -> None:
    client.post(f"{PAGE}/address", headers=HTMX)
    until(lambda: "All episodes are ready" in client.get(f"{PAGE}/episodes", headers=HTMX).text)
    told = client.get(f"{PAGE}/episodes", headers=HTMX).text
    assert "hx-trigger" not in told


def test_the_page_asks_on_while_episodes_are_made(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        making = Episodes(ready=0, pending=1, total=1)
        told = render_template("export/partials/episodes.html", episodes=making)
    assert 'hx-get="/take-along/episodes" hx-trigger="every 2s"' in told


def test_what_cannot_be_spoken_is_told(client: FlaskClient, store: Store) -> None:
    keep_settings(store, store.people()[0].id, {"voice": "nobody"})
    client.post(f"{PAGE}/address")
    until(lambda: "could not be spoken" in client.get(f"{PAGE}/episodes").text)


def test_codes_are_drawn_without_inline_styles(client: FlaskClient) -> None:
    client.post(f"{PAGE}/address")
    page = client.get(f"{PAGE}?routine=short").text
    codes = re.findall(r"<svg[^>]*class=\"qr\".*?</svg>", page)
    assert len(codes) == 2
    assert "style=" not in page


@pytest.mark.parametrize("host", ["192.168.1.7:8420", "soleus.local"])
def test_the_address_is_the_one_that_the_page_was_reached_by(client: FlaskClient, host: str) -> None:
    client.post(f"{PAGE}/address")
    page = client.get(PAGE, base_url=f"http://{host}").text
    # The cookie belongs to localhost, so a stranger's page is not what is shown.
    assert "Pair this device" in page
    (cookie,) = client._cookies.values()  # type: ignore[union-attr]
    client.set_cookie(cookie.key, cookie.value, domain=host.partition(":")[0])
    page = client.get(PAGE, base_url=f"http://{host}").text
    assert f'value="http://{host}/feeds/' in page
    assert "same network as Soleus" in page


def test_on_the_machine_itself_the_address_is_the_networks(client: FlaskClient) -> None:
    client.post(f"{PAGE}/address")
    address = re.search(r'id="feed-address" value="([^"]*)"', client.get(PAGE).text)
    assert address is not None
    assert address[1].startswith("http://")
    assert "localhost" not in address[1]


def test_a_public_address_goes_before_all_others(client: FlaskClient, app: Flask) -> None:
    client.post(f"{PAGE}/address")
    own = services_of(app)
    public = own.config.model_copy(update={"public_url": "https://soleus.example.org"})
    behind = create_app(public, clock=own.clock, library=own.library, speech=own.speech)
    page = paired(behind, own.store).get(PAGE).text
    services_of(behind).close()
    assert 'value="https://soleus.example.org/feeds/' in page
    assert "same network as Soleus" not in page


def test_people_have_feeds_of_their_own(client: FlaskClient, store: Store) -> None:
    client.post(f"{PAGE}/address")
    mine = token(store)
    client.post("/people", data={"name": "Anna"})
    assert mine not in client.get(PAGE).text
    client.post(f"{PAGE}/address/revoke")
    assert token(store) == mine


def test_a_stranger_sees_no_address(stranger: FlaskClient) -> None:
    assert stranger.get(PAGE).status_code == 401
    assert stranger.post(f"{PAGE}/address").status_code == 401


def test_an_unknown_routine_is_told(client: FlaskClient) -> None:
    assert client.get(f"{PAGE}?routine=shirt").status_code == 404
