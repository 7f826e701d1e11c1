"""What following a workout costs: how often a page asks, and how large an answer is.

Run ``python -m tests.bench.bench_poll``.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from server.coach.model import Timeline
from server.config import Config
from server.routine.model import Choices
from server.services.services import open_services
from server.workout.polling import player_poll_s
from tests.bench.measuring import Row, print_table, timed
from tests.helpers.running import Phone, Running
from tests.helpers.workouts import begun

ROUTINE = "plantar-fasciitis"
POLLS = 500


def polls_a_minute(timeline: Timeline) -> float:
    """Return how often a page that plays the whole routine asks, as the server tells it to."""
    position_ms, polls = 0.0, 0
    while position_ms < timeline.duration_ms:
        position_ms += player_poll_s(timeline, int(position_ms), playing=True) * 1000
        polls += 1
    return polls / (timeline.duration_ms / 60_000)


def measure_polls() -> tuple[Row, ...]:
    """Poll a real server."""
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder)))
        try:
            rate = polls_a_minute(services.studio.timeline(services.library.routine(ROUTINE), Choices()))
        finally:
            services.close()
        server = Running(Path(folder))
        try:
            phone = Phone(server.port)
            phone.pair(server.link())
            workout, _ = begun(phone, ROUTINE)
            path = f"{workout}/now?position_ms=60000&playing=1"
            size = len(phone.get(path)[2].encode())
            note = f"{rate:.1f} polls a minute (limit 8), {size:,} bytes each (limit 2,048)"
            return (timed("one poll", lambda: phone.get(path), POLLS, note),)
        finally:
            server.end()


if __name__ == "__main__":
    print_table(measure_polls())
