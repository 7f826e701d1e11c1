"""What runners notice when something dies under them: a node, a worker, Redis, PostgreSQL, the storage.

Run ``python -m tests.bench.bench_chaos``.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.cluster import Cluster, Setting, begin, cluster, lost
from tests.bench.crowd import Crowd
from tests.bench.runners import Ran
from tests.helpers.postgres import postgres_server
from tests.helpers.redis_server import RedisServer, redis_server
from tests.helpers.s3 import S3Service, s3_service

#: Seconds between two faults, and how long most of them last: what a service manager needs to see it.
_APART_S, _LASTS_S = 60.0, 5.0
_STORAGE_REFUSES_S = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that fails, and comes back."""

    what: str
    fail: Callable[[], None]
    come_back: Callable[[], object]
    lasts_s: float = _LASTS_S


def faults(made: Cluster, redis: RedisServer, s3: S3Service) -> tuple[Fault, ...]:
    """Return all that fails, one after the other."""
    ports = [node.port for node in made.nodes]

    def start_node() -> None:
        made.nodes[0] = made.new_node(0, ports[0])

    def start_worker() -> None:
        made.workers[0] = made.new_worker(0)

    return (
        Fault("a node is killed", lambda: made.nodes[0].kill(), start_node),
        Fault("a worker is killed", lambda: made.workers[0].kill(), start_worker),
        Fault("Redis is killed, and has forgotten all", redis.kill, redis.start),
        Fault("PostgreSQL is restarted", lambda: made.server.stop("fast"), made.server.start),
        Fault("PostgreSQL is killed", made.server.kill, made.server.start),
        Fault("the storage refuses", s3.stop, s3.start, _STORAGE_REFUSES_S),
    )


def measured(clients: int, speed: float) -> list[str]:
    """Let all of it fail while runners run, and return the rows of a table."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(fsync="on", max_connections=300))
        redis, s3 = stack.enter_context(redis_server()), stack.enter_context(s3_service())
        setting = Setting(2, 1, redis.url, s3.new_bucket(), s3.environ, job_workers=2)
        made = stack.enter_context(cluster(server, setting))
        all_faults = faults(made, redis, s3)
        trial = begin(made, Crowd(clients, speed, new_times=0.2), _APART_S * (len(all_faults) + 0.5))
        began_s = []
        for number, fault in enumerate(all_faults):
            _wait_until(trial.counted_from_s + _APART_S * (number + 0.25))
            began_s.append(time.monotonic())
            fault.fail()
            _wait_until(began_s[-1] + fault.lasts_s)
            fault.come_back()
        ran = trial.result()
        rows = [_row(*each, ran) for each in zip(all_faults, began_s, strict=True)]
        requests = sum(len(took) for took in ran.took_ms.values())
        told = sum(len(ids) for ids in ran.acknowledged.values())
        rows.append(
            f"\n{requests:,} requests, {len(ran.failed)} failed; {ran.finished:,} workouts went on to their "
            f"end; {told:,} events acknowledged, {lost(made.database, ran)} of them lost."
        )
        return rows


def _row(fault: Fault, began_s: float, ran: Ran) -> str:
    ours = [each for each in ran.failed if 0 <= each[0] - began_s < _APART_S * 0.9]
    waited = [seconds for at_s, seconds in ran.waited if -1 <= at_s - began_s < _APART_S * 0.9]
    last_s = max((at_s - began_s for at_s, _ in ours), default=0.0)
    kinds = ", ".join(f"{count} {what}" for what, count in Counter(what for _, what in ours).most_common())
    figures = (
        f"{fault.lasts_s:.0f}",
        f"{len(ours)}",
        kinds,
        f"{last_s:.1f}",
        f"{max(waited, default=0):.1f}",
    )
    return f"| {fault.what} | {' | '.join(figures)} |"


def _wait_until(moment_s: float) -> None:
    time.sleep(max(0.0, moment_s - time.monotonic()))


def main() -> None:
    """Print the rows as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--speed", type=float, default=10)
    given = parser.parse_args()
    print(
        "| what fails | for s | requests failed | of these | the last after s | longest wait of an event, s |"
    )
    print("|---|---:|---:|---|---:|---:|")
    for row in measured(given.clients, given.speed):
        print(row)


if __name__ == "__main__":
    main()
