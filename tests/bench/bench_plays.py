"""What followers notice while many runners press Play at once, each with doses of their own.

Run ``python -m tests.bench.bench_plays``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.load import Generator, Load
from tests.bench.measuring import Row, print_table
from tests.helpers.running import Phone, Running
from tests.helpers.workouts import begun

ROUTINE = "desk-break"
PLAYS, RATES, LONGEST_WAIT_S = 200, (140, 160, 180), 60
#: Phones that press Play at the same time, each for a person of its own and again and again.
PHONES = 20
POLLERS = 20


def measure_plays() -> tuple[Row, ...]:
    """Press Play on many phones while others follow a workout of a server that has spoken nothing else."""
    with TemporaryDirectory() as folder:
        server = Running(Path(folder))
        try:
            return _measured(server)
        finally:
            server.end()


def _measured(server: Running) -> tuple[Row, ...]:
    phones = [_paired(server, number) for number in range(PHONES)]
    followed, _ = begun(phones[0], "plantar-fasciitis")
    path = f"{followed}/now?position_ms=60000&playing=1"
    polls = Load(server.port, [path], phones[0].cookie, POLLERS, LONGEST_WAIT_S / 3, pause_s=0.25)
    pollers = Generator(polls)
    began = time.monotonic()
    with ThreadPoolExecutor(PHONES) as pool:
        workouts = [each for many in pool.map(_press_play, phones, range(PHONES)) for each in many]
        pressed_s = time.monotonic() - began
        ready_ms = sorted(1000 * (at - began) for at in _ready(phones[0], workouts))
    polled = pollers.result()
    note = f"the last pressed after {pressed_s:.1f} s; limit {LONGEST_WAIT_S},000 ms for all"
    crowd = f"{POLLERS} pollers beside {PLAYS} plays at once"
    return (
        Row(f"{PLAYS} plays at once, first and last ready", ready_ms[0], ready_ms[-1], note),
        Row(f"{PLAYS} plays at once, half ready", ready_ms[0], median(ready_ms)),
        Row(f"one poll, {crowd}", polled.p50_ms, polled.p50_ms, f"p99 {polled.p99_ms:.0f} ms; limit 100 ms"),
    )


def _paired(server: Running, number: int) -> Phone:
    phone = Phone(server.port)
    phone.pair(server.new_link())
    assert phone.post("/people", {"name": f"Runner {number}"})[0] == 303
    return phone


def _press_play(phone: Phone, number: int) -> list[str]:
    """Press Play with one dose after the other, and return the workouts' paths."""
    paths = []
    for play in range(number, PLAYS, PHONES):
        doses = {"soleus.seconds": str(15 + play % 45), "pf-stretch.reps": str(2 + play // 45)}
        form = {**doses, "rate": str(RATES[play % len(RATES)])}
        status, _, page = phone.post(f"/routines/{ROUTINE}/doses", form)
        assert status == 303, page
        status, headers, _ = phone.post("/workouts", {"routine": ROUTINE})
        assert status == 303
        paths.append(headers["location"])
    return paths


def _ready(phone: Phone, workouts: Sequence[str]) -> list[float]:
    """Return when each workout was seen to be ready, in the order in which they became so."""
    waiting, times = list(workouts), []
    while waiting:
        for path in tuple(waiting):
            if 'data-state="ready"' in phone.get(f"{path}/now")[2]:
                waiting.remove(path)
                times.append(time.monotonic())
        time.sleep(0.2)
    return times


if __name__ == "__main__":
    print_table(measure_plays())
