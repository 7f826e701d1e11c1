"""What one tap on plus costs, and how often a page works out the doses that it shows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from flask.testing import FlaskClient

from server.routine.choices.doses import dose_of
from server.web.context import services_of
from tests.helpers.statements import recorded_statements

ROUTINE = "plantar-fasciitis"
DOSES = f"/routines/{ROUTINE}/doses"
HTMX = {"HX-Request": "true"}


def tap(client: FlaskClient, field: str = "gastroc.seconds") -> None:
    assert client.post(DOSES, data={field: "more"}, headers=HTMX).status_code == 200


@contextmanager
def counted_doses() -> Iterator[list[str]]:
    """Record the step of each call of ``dose_of``, however it was imported."""
    steps: list[str] = []

    def record(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code is dose_of.__code__:
            steps.append(frame.f_locals["part"].id)

    sys.setprofile(record)
    try:
        yield steps
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("earlier_taps", [0, 1])
def test_a_tap_takes_two_statements(client: FlaskClient, earlier_taps: int) -> None:
    for _ in range(earlier_taps):
        tap(client)
    client.get("/about")  # from now on the device is known
    with recorded_statements() as statements:
        tap(client)
    assert [statement.split()[0] for statement in statements] == [
        "SELECT",
        "UPDATE" if earlier_taps else "INSERT",
    ]


def test_a_tap_works_out_the_dose_of_each_step_once(client: FlaskClient) -> None:
    tap(client)  # reads the files, and checks each routine's length
    with counted_doses() as steps:
        tap(client)
    assert sorted(steps) == sorted(
        part.id for part in services_of(client.application).library.routine(ROUTINE).parts
    )


def test_a_page_works_out_the_dose_of_each_step_once(client: FlaskClient) -> None:
    tap(client)  # reads the files, and checks each routine's length
    with counted_doses() as steps:
        client.get(f"/routines/{ROUTINE}")
    assert len(steps) == len(set(steps)) == 9


@pytest.mark.parametrize("page", ["/", f"/routines/{ROUTINE}"])
def test_a_page_that_was_shown_before_works_out_nothing(client: FlaskClient, page: str) -> None:
    before = client.get(page).data
    with counted_doses() as steps:
        again = client.get(page).data
    assert (steps, again) == ([], before)


def test_a_page_shows_a_change_and_who_is_training(client: FlaskClient) -> None:
    pages = ("/", f"/routines/{ROUTINE}")
    tap(client)
    after = [client.get(page).text for page in pages]
    assert "your times" in after[0]
    assert 'value="35"' in after[1]
    client.post("/people", data={"name": "Xaver"})
    home, routine = [client.get(page).text for page in pages]
    assert "your times" not in home
    assert 'value="35"' not in routine
    assert "Xaver" in home


def test_a_dose_does_not_write_the_settings(client: FlaskClient) -> None:
    client.post(DOSES, data={"rate": "180"})
    with recorded_statements() as statements:
        tap(client)
    assert not [statement for statement in statements if "UPDATE person" in statement]


def test_a_setting_does_not_write_the_doses(client: FlaskClient) -> None:
    tap(client)
    with recorded_statements() as statements:
        client.post(DOSES, data={"rate": "180"}, headers=HTMX)
    assert [statement.split()[:2] for statement in statements if not statement.startswith("SELECT")] == [
        ["UPDATE", "person"]
    ]
    assert len(statements) == 2
