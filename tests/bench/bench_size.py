"""How much a thousand dose changes leave in the data folder, beside the cache.

Run ``python -m tests.bench.bench_size``.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from server.config import Config
from server.errors import BadInput
from server.services import DoseRequest
from server.services.services import Services, open_services
from server.store import Person
from server.workout.model import Workout
from tests.bench.measuring import Row, print_table
from tests.helpers.running import until

ROUTINE = "plantar-fasciitis"
CHANGES = 1000
IN_ONE_WORKOUT = 10
SECONDS = range(5, 61, 5)


def measure_size(changes: int = CHANGES) -> tuple[Row, ...]:
    """Change doses in some workouts, to values at random, and measure what stays."""
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder)))
        try:
            took_ms = _change(services, changes)
            running_mb = _megabytes(Path(folder))
        finally:
            services.close()
        after_mb = _megabytes(Path(folder))
        note = f"{after_mb:.1f} MB without the cache, {running_mb:.1f} while running; limit 10 MB"
    return (Row(f"{changes:,} dose changes, each", min(took_ms), median(took_ms), note),)


def _change(services: Services, changes: int) -> list[float]:
    rng, person, tracks = random.Random(1), services.store.add_person("Anna"), set[str]()
    routine = services.library.routine(ROUTINE)
    steps = [step.id for step in routine.steps if step.exercise.kind == "hold"]
    took_ms: list[float] = []
    while len(took_ms) < changes:
        if len(took_ms) % IN_ONE_WORKOUT == 0:
            workout = _begun(services, person)
        figures = ((f"{rng.choice(steps)}.seconds", str(rng.choice(SECONDS))),)
        began = perf_counter()
        with suppress(BadInput):  # not every hold may last so long
            request = DoseRequest(figures, position_ms=0)
            tracks.add(services.workouts.change_dose(person.id, workout.id, request).track)
            took_ms.append((perf_counter() - began) * 1000)
    assert len(tracks) > changes / 2, "the changes should make different tracks"
    return took_ms


def _begun(services: Services, person: Person) -> Workout:
    workout = services.workouts.begin(person, ROUTINE)
    until(lambda: services.store.workout(workout.id).track)
    return workout


def _megabytes(folder: Path) -> float:
    cache = folder / "cache"
    files = [path for path in folder.rglob("*") if path.is_file() and cache not in path.parents]
    return sum(path.stat().st_size for path in files) / 1e6


if __name__ == "__main__":
    print_table(measure_size())
