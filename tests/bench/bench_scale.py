"""What nodes hold that share a database: runners of a club, or of a host, played ten times as fast as life.

Run ``python -m tests.bench.bench_scale``; ``--clients 1000 --speed 10`` stand for 10,000 runners.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from itertools import product
from statistics import median

from tests.bench.cluster import Setting, Used, begin, cluster, lost
from tests.bench.crowd import Crowd
from tests.bench.measuring import percentile
from tests.bench.processes import cpu_s
from tests.bench.runners import Ran
from tests.helpers.postgres import PostgresServer, postgres_server
from tests.helpers.redis_server import redis_server

_HEADS = (
    "nodes x processes",
    "runners",
    "people",
    "old workouts",
    "polls/s",
    "requests/s",
    "poll p50 ms",
    "p99 ms",
    "event p99 ms",
    "begin p99 ms",
    "CPU ms a request",
    "of PostgreSQL",
    "cores answering",
    "speaking",
    "of PostgreSQL",
    "of runners",
    "rows written/s",
    "commits/s",
    "WAL kB/s",
    "traffic kB/s",
    "memory MB",
    "failed",
    "lost",
)


def played(server: PostgresServer, setting: Setting, crowd: Crowd, seconds: float) -> str:
    """Let runners run, and return a row of a table."""
    with cluster(server, setting) as made:
        trial = begin(made, crowd, seconds)
        before, generators_s = made.used(), cpu_s(each.pid for each in trial.playing)
        time.sleep(max(0.0, trial.ends_s - time.monotonic()))
        spent_s = cpu_s(each.pid for each in trial.playing) - generators_s
        used = made.used().since(before)
        ran = trial.result()
        gone = lost(made.database, ran)
    what = f"{setting.nodes} x {setting.workers}"
    return _row(what, crowd, ran, used, spent_s, seconds, gone)


def _row(
    what: str, crowd: Crowd, ran: Ran, used: Used, generators_s: float, seconds: float, gone: int
) -> str:
    requests = sum(len(took) for took in ran.took_ms.values())
    polls, events, begins = (ran.took_ms.get(each, []) for each in ("poll", "event", "begin"))
    figures = (
        f"{crowd.runners:,.0f}",
        f"{crowd.clients + crowd.others:,}",
        f"{(crowd.clients + crowd.others) * crowd.history:,}",
        f"{len(polls) / seconds:.0f}",
        f"{requests / seconds:.0f}",
        f"{median(polls):.1f}",
        f"{percentile(polls, 0.99):.0f}",
        f"{percentile(events, 0.99):.0f}",
        f"{percentile(begins, 0.99):.0f}",
        f"{1000 * used.answering_s / requests:.2f}",
        f"{1000 * used.postgres_s / requests:.2f}",
        f"{used.answering_s / seconds:.2f}",
        f"{used.working_s / seconds:.2f}",
        f"{used.postgres_s / seconds:.2f}",
        f"{generators_s / seconds:.2f}",
        f"{used.rows / seconds:.0f}",
        f"{used.commits / seconds:.0f}",
        f"{used.wal / seconds / 1024:.0f}",
        f"{ran.traffic / seconds / 1024:,.0f}",
        f"{used.memory / 2**20:.0f}",
        f"{len(ran.failed)}",
        f"{gone}",
    )
    return f"| {what} | {' | '.join(figures)} |"


def main() -> None:
    """Print the rows as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="*", default=[1000])
    parser.add_argument("--speed", type=float, default=10)
    parser.add_argument("--new-times", type=float, default=0.05)
    parser.add_argument("--others", type=int, nargs="*", default=[0])
    parser.add_argument("--history", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--nodes", type=int, nargs="*", default=[1])
    parser.add_argument("--workers", type=int, nargs="*", default=[2])
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("--pinned", action="store_true")
    given = parser.parse_args()
    print(f"| {' | '.join(_HEADS)} |", "|---|" + "---:|" * (len(_HEADS) - 1), sep="\n")
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(fsync="on", max_connections=300))
        redis_url = stack.enter_context(redis_server()).url if given.redis else ""
        for clients, others in product(given.clients, given.others):
            crowd = Crowd(clients, given.speed, 0.3, given.new_times, others, given.history)
            for count, workers in product(given.nodes, given.workers):
                print(
                    played(
                        server, Setting(count, workers, redis_url, pinned=given.pinned), crowd, given.seconds
                    ),
                    flush=True,
                )


if __name__ == "__main__":
    main()
