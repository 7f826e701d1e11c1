"""What is kept on the phone is renewed whenever a page is online, and said to be older until it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.phone import LOST, Open, choose, expected, keep, open_app, wait
from tests.helpers.running import until

#: Longer than a page waits for more changes.
SETTLED_MS = 2500
KEPT = """
async () => {
    for (const name of await caches.keys()) {
        const page = await (await caches.open(name)).match("/kept/short", { ignoreVary: true });
        if (page) return page.headers.get("Soleus-Track");
    }
    return null;
}
"""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture
def app(open_page: Open) -> Iterator[Page]:
    """A phone that keeps the short routine with its usual doses."""
    page = open_app(open_page)
    choose(page, "short", reset="1", rate="160")
    keep(page)
    yield page
    page.context.set_offline(False)
    choose(page, "short", reset="1", rate="160")


def kept(page: Page) -> str:
    """Return the digest of the track that the phone keeps."""
    return str(page.evaluate(KEPT))


def present(page: Page) -> str:
    """Return the digest of the track that the server would give it."""
    return page.request.get("/kept/short").headers["soleus-track"]


def seconds(page: Page) -> int:
    """Return the first hold's length, as the page shows it."""
    return int(page.locator('input[name="first-lean.seconds"]').input_value())


def tap_plus(page: Page) -> None:
    """Make the first hold longer, and wait until the server has it."""
    with page.expect_response("**/doses?*"):
        page.locator('[id="first-lean.seconds-plus"]').click()


def test_a_changed_dose_is_kept_too_though_the_page_is_left_at_once(app: Page, complaints: list[str]) -> None:
    before = kept(app)
    tap_plus(app)
    app.goto("/")
    until(lambda: kept(app) != before)
    assert kept(app) == present(app)
    app.context.set_offline(True)
    app.reload()
    app.get_by_role("button", name="Play Short one").click()
    app.wait_for_url("**/kept/short")
    assert app.locator("#now").get_attribute("data-track") == kept(app)
    app.goto("about:blank")  # no more complaints come after that
    expected(complaints, *LOST)


def test_a_changed_dose_is_kept_too_though_soleus_is_left(app: Page) -> None:
    """The page goes before it has settled; the service worker stays."""
    before = kept(app)
    tap_plus(app)
    app.goto("about:blank")
    app.wait_for_timeout(SETTLED_MS)
    (worker,) = app.context.service_workers
    until(lambda: worker.evaluate(KEPT) != before)
    assert worker.evaluate(KEPT) == present(app)


def test_several_taps_are_renewed_together(app: Page, complaints: list[str]) -> None:
    given: list[str] = []
    app.context.on("response", lambda answer: given.append(answer.url) if answer.status == 200 else None)
    before = kept(app)
    first_s = seconds(app)
    for _ in range(3):
        app.locator('[id="first-lean.seconds-plus"]').click()
    until(lambda: seconds(app) == first_s + 15)
    until(lambda: kept(app) != before)
    assert kept(app) == present(app)
    assert sum(url.endswith("/kept/short") for url in given) == 1
    # A tap takes the place of one that has no answer yet.
    expected(complaints, "htmx:afterRequest", "htmx:sendAbort")


def test_a_dose_that_was_changed_on_another_device_is_kept_too(app: Page) -> None:
    app.clock.install()
    app.goto("/")
    app.wait_for_timeout(500)
    before = kept(app)
    choose(app, "short", **{"first-lean.seconds": "20"})
    app.clock.fast_forward(61_000)
    until(lambda: kept(app) != before)
    assert kept(app) == present(app)


def test_what_was_changed_while_there_was_no_network_is_renewed_when_it_is_back(
    app: Page, complaints: list[str]
) -> None:
    app.goto("/")
    before = kept(app)
    app.context.set_offline(True)
    elsewhere = app.context.browser
    assert elsewhere
    with elsewhere.new_context(base_url=app.url, storage_state=app.context.storage_state()) as other:
        assert other.request.post("/routines/short/doses", form={"first-lean.seconds": "25"}).ok
    app.wait_for_timeout(300)
    assert kept(app) == before
    app.context.set_offline(False)
    until(lambda: kept(app) != before)
    expected(complaints, *LOST)


def test_the_home_card_says_that_what_is_kept_is_older_until_it_is_renewed(
    app: Page, complaints: list[str]
) -> None:
    choose(app, "short", rate="131")  # all of it must be spoken anew, which takes a while
    app.goto("/")
    note = app.locator('[data-older="short"]')
    expect(note).to_be_visible()
    app.context.set_offline(True)
    before = kept(app)
    app.reload()
    expect(note).to_be_visible()
    app.context.set_offline(False)
    until(lambda: kept(app) != before)
    expect(note).to_be_hidden()
    expected(complaints, *LOST)


def test_a_page_that_plays_what_is_kept_leaves_it_as_it_is(app: Page) -> None:
    app.goto("/kept/short")
    wait(app, "navigator.serviceWorker.ready.then(() => true)")
    before = kept(app)
    choose(app, "short", **{"first-lean.seconds": "30"})
    app.evaluate("dispatchEvent(new Event('online'))")
    app.wait_for_timeout(1500)
    assert kept(app) == before
