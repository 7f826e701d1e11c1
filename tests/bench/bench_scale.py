"""What nodes hold that share a database: runners of a club, or of a host, played ten times as fast as life.

Run ``python -m tests.bench.bench_scale``; ``--clients 1000 --speed 10`` stand for 10,000 runners.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import text

from server.digests import digest_of
from server.store import Store
from tests.bench.runners import Ran, Runners, RunnersProcess
from tests.helpers.postgres import PostgresServer, postgres_server
from tests.helpers.redis_server import redis_server
from tests.helpers.running import Phone, Running, family, until

ROUTINE = "desk-break"
#: Processes that play the runners: one would be busier than the server.
GENERATORS = 2
_PEOPLE = text(
    "INSERT INTO person (id, name, name_key, settings, created_ms) SELECT n, 'R' || n, 'r' || n, '{}', 0"
    " FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n"
)
_DEVICES = text(
    "INSERT INTO device (id, person_id, name, paired_ms, token_hash, cookie_ms, seen_ms)"
    " VALUES (:id, :person, 'Firefox', :now, :hash, :now, :now)"
)
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(processes: Sequence[int]) -> float:
    """Return the seconds of CPU that processes have used."""
    used = 0
    for process in processes:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def enrolled(database: str, cookie_name: str, count: int) -> list[str]:
    """Add people with a paired device each, and return the cookies of these."""
    store = Store(database)
    tokens = [f"token-of-runner-{number}" for number in range(count)]
    rows = [
        {
            "id": f"runner {number}",
            "person": 1_000 + number,
            "now": store.clock(),
            "hash": digest_of(token, hex_digits=64),
        }
        for number, token in enumerate(tokens)
    ]
    with store._engine.begin() as connection:
        connection.execute(_PEOPLE, {"first": 1_000, "last": 1_000 + count})
        connection.execute(_DEVICES, rows)
    store.close()
    return [f"{cookie_name}={token}" for token in tokens]


@contextmanager
def nodes(folder: Path, database: str, count: int, workers: int, redis_url: str) -> Iterator[list[Running]]:
    """Run nodes; they share a folder for sounds."""
    environ = {
        "SOLEUS_DATABASE_URL": database,
        "SOLEUS_STORAGE_URL": f"file://{folder / 'sounds'}",
        "SOLEUS_REDIS_URL": redis_url,
        "SOLEUS_VOICE_ENGINES": "pyttsx3",
    }
    with ExitStack() as stack:
        found = []
        for number in range(count):
            jobs = "1" if number == 0 else "0"
            options = ("--workers", str(workers), "--jobs", jobs, "--log-level", "warning")
            node = Running(folder / str(number), 0, *options, environ=environ)
            stack.callback(node.end)
            node.link()
            found.append(node)
        yield found


@dataclass(frozen=True, slots=True)
class Trial:
    """How many run, how fast, and for how long."""

    clients: int
    speed: float
    seconds: float
    redis_url: str = ""


def played(server: PostgresServer, count: int, workers: int, trial: Trial) -> str:
    """Let runners run on some nodes of some processes each, and return a row of a table."""
    database = server.new_database(migrated=True)
    name = database.rpartition("/")[2]
    with (
        TemporaryDirectory() as folder,
        nodes(Path(folder), database, count, workers, trial.redis_url) as running,
    ):
        phone = Phone(running[0].port)
        phone.pair(running[0].link())
        _, headers, _ = phone.post("/workouts", {"routine": ROUTINE})
        until(lambda: 'data-state="ready"' in phone.get(f"{headers['location']}/now")[2])
        cookies = enrolled(database, phone.cookie.partition("=")[0], trial.clients)
        ours = [child for node in running for child in family(node.process.pid)]
        before = cpu_s(ours), cpu_s(_postgres(server)), _commits(server, name)
        began = time.monotonic()
        ports = [node.port for node in running]
        parts = [cookies[part::GENERATORS] for part in range(GENERATORS)]
        playing = [
            RunnersProcess(Runners(ports, part, ROUTINE, trial.seconds, trial.speed, seed))
            for seed, part in enumerate(parts)
        ]
        results = [each.result() for each in playing]
        took_s = time.monotonic() - began
        after = cpu_s(ours), cpu_s(_postgres(server)), _commits(server, name)
        lost = _lost(database, results)
    server.drop_database(database)
    return _row(f"{count} x {workers}", results, before, after, took_s, trial.clients * trial.speed, lost)


def _row(
    what: str,
    results: Sequence[Ran],
    before: tuple[float, float, int],
    after: tuple[float, float, int],
    took_s: float,
    runners: float,
    lost: int,
) -> str:
    polls = sorted(ms for each in results for ms in each.took_ms.get("poll", []))
    events = sorted(ms for each in results for ms in each.took_ms.get("event", []))
    requests = sum(len(took) for each in results for took in each.took_ms.values())
    failed = sum(sum(each.failed.values()) for each in results)
    own_s, database_s = after[0] - before[0], after[1] - before[1]
    figures = (
        f"{runners:,.0f}",
        f"{len(polls) / took_s:.0f}",
        f"{median(polls):.1f}",
        f"{polls[int(len(polls) * 0.99)]:.0f}",
        f"{events[int(len(events) * 0.99)]:.0f}",
        f"{1000 * own_s / requests:.2f}",
        f"{1000 * database_s / requests:.2f}",
        f"{100 * own_s / took_s:.0f} %",
        f"{(after[2] - before[2]) / took_s:.0f}",
        f"{failed}",
        f"{lost}",
    )
    return f"| {what} | {' | '.join(figures)} |"


def _postgres(server: PostgresServer) -> list[int]:
    return [server.pid, *family(server.pid)]


def _commits(server: PostgresServer, name: str) -> int:
    rows = server.execute(f"SELECT tup_inserted + tup_updated FROM pg_stat_database WHERE datname = '{name}'")
    return int(str(rows[0][0]))


def _lost(database: str, results: Sequence[Ran]) -> int:
    """Return how many events were acknowledged and are not kept."""
    store = Store(database)
    with store._read() as connection:
        rows = connection.execute(text("SELECT workout_id, event_id FROM workout_event"))
        kept = {(workout, event) for workout, event in rows}
    store.close()
    told = {(workout, each) for ran in results for workout, ids in ran.acknowledged.items() for each in ids}
    return len(told - kept)


def main() -> None:
    """Print the rows as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--speed", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--nodes", type=int, nargs="*", default=[1])
    parser.add_argument("--workers", type=int, nargs="*", default=[2])
    parser.add_argument("--redis", action="store_true")
    given = parser.parse_args()
    heads = "nodes x processes, runners, polls/s, p50 ms, p99 ms, events p99 ms, CPU ms a request"
    heads += ", of PostgreSQL, CPU, rows written/s, failed, lost"
    print(f"| {heads.replace(', ', ' | ')} |", "|---|" + "---:|" * heads.count(","), sep="\n")
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(fsync="on", max_connections=300))
        redis_url = stack.enter_context(redis_server()).url if given.redis else ""
        trial = Trial(given.clients, given.speed, given.seconds, redis_url)
        for count in given.nodes:
            for workers in given.workers:
                row = played(server, count, workers, trial)
                print(row, flush=True)


if __name__ == "__main__":
    main()
