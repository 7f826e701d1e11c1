"""Many people with their devices and their history, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from sqlalchemy import text

from server.config import Config
from server.digests import digest_of
from server.routine import Amount, Choices, Routine, Step
from server.services import open_services
from server.store import Store
from tests.bench.runners import Plan

_FIRST_PERSON = 1_000
_PEOPLE = text(
    "INSERT INTO person (id, name, name_key, settings, created_ms)"
    " SELECT n, 'R' || n, 'r' || n, '{}', 0 FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n"
)
_DEVICES = text(
    "INSERT INTO device (id, person_id, name, paired_ms, token_hash, cookie_ms, seen_ms)"
    " VALUES (:id, :person, 'Firefox', :now, :hash, :now, :now)"
)
#: Finished workouts of all people, one a day until yesterday.
_WORKOUTS = text(
    "INSERT INTO workout (id, person_id, routine_id, title, choices, created_ms, first_track, track,"
    " finished_ms, summary) SELECT 'old-' || p.id || '-' || n, p.id, 'desk-break', 'Desk break',"
    " CAST('{}' AS jsonb), :now - n * 86400000, NULL, NULL, :now - n * 86400000 + 275000,"
    """ CAST('{"played_ms": 275000, "holds": 4, "reps": 2, "done_percent": 100}' AS jsonb)"""
    " FROM person p, generate_series(1, CAST(:each AS int)) n"
)
_EVENTS = text(
    "INSERT INTO workout_event (workout_id, event_id, kind, position_ms, at_ms, track)"
    " SELECT id, 'e' || n, CASE n WHEN 1 THEN 'play' WHEN 5 THEN 'finish' ELSE 'pause' END, n * 1000,"
    " created_ms + n * 1000, '' FROM workout, generate_series(1, 5) n WHERE id LIKE 'old-%'"
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who runs."""

    clients: int
    #: How much faster than life they live: so many runners is each client.
    speed: float = 10
    own_times: float = 0.3
    new_times: float = 0.05
    #: People beside those who run, and finished workouts of each of all.
    others: int = 0
    history: int = 0

    @property
    def runners(self) -> float:
        """How many runners in life ask as much as these."""
        return self.clients * self.speed


def plans() -> tuple[Plan, ...]:
    """Return the shipped routines, and for each the first hold that one may change."""
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder), voice_engines="pyttsx3"))
        try:
            return tuple(
                Plan(
                    routine.id,
                    services.studio.duration_ms(routine, Choices()) / 1000,
                    f"{step.id}.seconds",
                    cast(int, hold.lowest),
                    cast(int, hold.highest),
                    _usual(hold),
                )
                for routine in services.library.routines()
                for step, hold in _holds(routine)[:1]
            )
        finally:
            services.close()


def _holds(routine: Routine) -> list[tuple[Step, Amount]]:
    found = [(step, step.amounts["seconds"]) for step in routine.steps if "seconds" in step.amounts]
    return [(step, hold) for step, hold in found if isinstance(hold.default, int)]


def _usual(hold: Amount) -> list[int]:
    """Return what a tap or two on "longer" and "shorter" make of a hold."""
    lowest, highest, default = (cast(int, each) for each in (hold.lowest, hold.highest, hold.default))
    return [max(lowest, min(highest, default + by_s)) for by_s in (-10, -5, 5, 10)]


def enrolled(database: str, cookie_name: str, crowd: Crowd) -> list[str]:
    """Add people with a device each, and others, all with a history; return the cookies of the first."""
    store = Store(database)
    tokens = [f"token-of-runner-{number}" for number in range(crowd.clients)]
    now = store.clock()
    rows = [
        {
            "id": f"runner {number}",
            "person": _FIRST_PERSON + number,
            "now": now,
            "hash": digest_of(token, hex_digits=64),
        }
        for number, token in enumerate(tokens)
    ]
    with store._engine.begin() as connection:
        last = _FIRST_PERSON + crowd.clients + crowd.others - 1
        connection.execute(_PEOPLE, {"first": _FIRST_PERSON, "last": last})
        connection.execute(_DEVICES, rows)
        if crowd.history:
            connection.execute(_WORKOUTS, {"now": now, "each": crowd.history})
            connection.execute(_EVENTS)
        connection.execute(text("ANALYZE"))
    store.close()
    return [f"{cookie_name}={token}" for token in tokens]
