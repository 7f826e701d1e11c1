"""How soon a job of somebody who waits begins, on a cluster that has nothing else to do.

Run ``python -m tests.bench.bench_queue``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from server.jobs import Priority
from server.store import Store
from tests.bench.cluster import VOICE
from tests.bench.measuring import Row, percentile, print_table
from tests.helpers.postgres import postgres_server
from tests.helpers.running import until
from tests.helpers.worker import Worker

_JOBS = 200
#: Milliseconds between the rows that PgQueuer writes of a job when it is queued, and when it is begun.
_BEGUN_MS = (
    "SELECT extract(epoch FROM min(created) FILTER (WHERE status = 'picked')"
    " - min(created) FILTER (WHERE status = 'queued')) * 1000 FROM pgqueuer_log GROUP BY job_id"
)


def measure_queue() -> tuple[Row, ...]:
    """Ask an idle worker for one phrase after the other."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(fsync="on"))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        database = server.new_database(migrated=True)
        store = Store(database)
        stack.callback(store.close)
        worker = Worker(folder, {**VOICE, "SOLEUS_DATABASE_URL": database})
        stack.callback(worker.end)
        worker.line()
        heard_ms = [_heard_ms(store, number) for number in range(_JOBS)]
        rows = server.execute(_BEGUN_MS, database.rpartition("/")[2])
        return (
            _row("a job is begun after it was queued", [float(str(ms)) for (ms,) in rows], "limit 50"),
            _row("a phrase is spoken, and its end heard", heard_ms, ""),
        )


def _heard_ms(store: Store, number: int) -> float:
    """Have a phrase spoken that never was, and return how long that took."""
    key, text = f"clip {number}", f"Number {number}."
    payload = {"text": text, "said": text, "voice": "", "rate": 160, "clip": "none"}
    began = time.perf_counter()
    store.ask_job(key, payload, Priority.URGENT)
    until(lambda: store.job_outcome(key) is not None)
    took_ms = (time.perf_counter() - began) * 1000
    time.sleep(0.1)  # the worker has nothing to do then
    return took_ms


def _row(what: str, took_ms: Sequence[float], limit: str) -> Row:
    return Row(what, min(took_ms), median(took_ms), f"p99 {percentile(took_ms, 0.99):.0f} ms {limit}".strip())


if __name__ == "__main__":
    print_table(measure_queue())
