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
def test_a_tap_takes_three_statements(client: FlaskClient, earlier_taps: int) -> None:
    for _ in range(earlier_taps):
        tap(client)
    with recorded_statements() as statements:
        tap(client)
    assert [(statement.split()[0], "FROM device" in statement) for statement in statements] == [
        ("SELECT", True),
        ("SELECT", False),
        ("UPDATE" if earlier_taps else "INSERT", False),
    ]


def test_a_tap_works_out_the_dose_of_each_step_once(client: FlaskClient) -> None:
    tap(client)  # reads the files, and checks each routine's length
    with counted_doses() as steps:
        tap(client)
    assert sorted(steps) == sorted(
        part.id for part in services_of(client.application).library.routine(ROUTINE).parts
    )


def test_a_page_works_out_the_dose_of_each_step_once(client: FlaskClient) -> None:
    client.get(f"/routines/{ROUTINE}")  # reads the files, and checks each routine's length
    with counted_doses() as steps:
        client.get(f"/routines/{ROUTINE}")
    assert len(steps) == len(set(steps)) == 9


def test_the_home_page_works_out_the_dose_of_each_step_once(client: FlaskClient) -> None:
    client.get("/")
    with counted_doses() as steps:
        client.get("/")
    routines = services_of(client.application).library.routines()
    assert len(steps) == sum(len(routine.parts) for routine in routines)


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
    assert len(statements) == 3
