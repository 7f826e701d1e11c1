"""Nodes that share a database, and what they use while runners run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from server.store import Store
from tests.bench.crowd import Crowd, enrolled, plans
from tests.bench.processes import cpu_s, pss_bytes
from tests.bench.runners import Plan, Ran, Runners, RunnersProcess
from tests.helpers.postgres import PostgresServer
from tests.helpers.running import Phone, Running, answering, family
from tests.helpers.worker import Worker
from tests.helpers.workouts import begun

#: Processes that play the runners: one would be busier than the server.
GENERATORS = 2
#: Seconds in which all begin, and after that before anything is counted: the first half minute of a server
#: reads what it keeps in memory later.
_FILLING_S, _SETTLING_S = 60.0, 20.0
#: The one that needs no download.
VOICE = {"SOLEUS_VOICE_ENGINES": "pyttsx3"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What is set up."""

    nodes: int = 1
    #: Answering processes of each node.
    workers: int = 2
    redis_url: str = ""
    #: By default a folder that the nodes share.
    storage_url: str = ""
    environ: Mapping[str, str] | None = None
    #: Processes of their own that do jobs; without any, the first node does them.
    job_workers: int = 0
    #: Whether the nodes have the first core for themselves, and all else has the others (Linux).
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """What processes and the database have done so far."""

    answering_s: float
    working_s: float
    postgres_s: float
    memory: int
    rows: int
    commits: int
    wal: int

    def since(self, before: Used) -> Used:
        """Return what was done after an earlier moment; of memory, how much there is."""
        return Used(
            self.answering_s - before.answering_s,
            self.working_s - before.working_s,
            self.postgres_s - before.postgres_s,
            self.memory,
            self.rows - before.rows,
            self.commits - before.commits,
            self.wal - before.wal,
        )


class Cluster:
    """Nodes on one database; they are ended with the block."""

    def __init__(self, folder: Path, server: PostgresServer, setting: Setting) -> None:
        self.server, self.setting = server, setting
        self.database = server.new_database(migrated=True)
        self.nodes: list[Running] = []
        self.workers: list[Worker] = []
        self._folder = folder
        self._environ = {
            **VOICE,
            **(setting.environ or {}),
            "SOLEUS_DATABASE_URL": self.database,
            "SOLEUS_STORAGE_URL": setting.storage_url or f"file://{folder / 'sounds'}",
            "SOLEUS_REDIS_URL": setting.redis_url,
        }

    def start(self) -> None:
        """Start all nodes; the first makes what others ask for too."""
        cores = os.sched_getaffinity(0)
        own = {min(cores)} if self.setting.pinned else cores
        os.sched_setaffinity(0, own)
        for number in range(self.setting.nodes):
            self.nodes.append(self.new_node(number))
        for process in (0, self.server.pid):  # whatever these start from now on, too
            os.sched_setaffinity(process, cores - own or cores)
        for number in range(self.setting.job_workers):
            self.workers.append(self.new_worker(number))
        for node in self.nodes:
            node.link()

    def new_node(self, number: int, port: int = 0) -> Running:
        """Start a node, again or for the first time."""
        jobs = 0 if number or self.setting.job_workers else 1
        options = ("--workers", str(self.setting.workers), "--jobs", str(jobs))
        folder = self._folder / str(number)
        return Running(folder, port, *options, "--log-level", "warning", environ=self._environ)

    def new_worker(self, number: int) -> Worker:
        """Start a worker, again or for the first time."""
        return Worker(self._folder / f"worker-{number}", self._environ)

    def end(self) -> None:
        """End all nodes, and remove the database."""
        for worker in self.workers:
            worker.end()
        for node in self.nodes:
            node.end()
        self.server.drop_database(self.database)

    @property
    def processes(self) -> set[int]:
        """The ids of all processes of the nodes."""
        roots = {node.process.pid for node in self.nodes} | {each.process.pid for each in self.workers}
        return roots.union(*(family(root) for root in roots))

    def prepare(self, plans: Sequence[Plan]) -> str:
        """Speak all routines, and return the name of the cookies."""
        phone = Phone(self.nodes[0].port)
        phone.pair(self.nodes[0].link())
        for plan in plans:
            begun(phone, plan.routine)
        return phone.cookie.partition("=")[0]

    def used(self) -> Used:
        """Return what was done so far."""
        name = self.database.rpartition("/")[2]
        counts = "tup_inserted + tup_updated + tup_deleted, xact_commit"
        rows, commits = self.server.execute(
            f"SELECT {counts} FROM pg_stat_database WHERE datname = '{name}'"
        )[0]
        ((wal,),) = self.server.execute("SELECT wal_bytes FROM pg_stat_wal")
        postgres = {self.server.pid, *family(self.server.pid)}
        answer = {each for node in self.nodes for each in answering(node.process.pid)}
        others = self.processes - answer
        figures = int(str(rows)), int(str(commits)), int(str(wal))
        return Used(cpu_s(answer), cpu_s(others), cpu_s(postgres), sum(map(pss_bytes, answer)), *figures)


@contextmanager
def cluster(server: PostgresServer, setting: Setting) -> Iterator[Cluster]:
    """Run nodes as long as the block lasts."""
    with TemporaryDirectory() as folder:
        made = Cluster(Path(folder), server, setting)
        try:
            made.start()
            yield made
        finally:
            made.end()


@dataclass(frozen=True, slots=True)
class Trial:
    """Runners that run, from when on they count."""

    playing: Sequence[RunnersProcess]
    counted_from_s: float
    ends_s: float

    def result(self) -> Ran:
        """Wait until they have run, and return how all of them did."""
        whole = Ran()
        for each in (process.result() for process in self.playing):
            for what, took in each.took_ms.items():
                whole.took_ms.setdefault(what, []).extend(took)
            whole.failed.extend(each.failed)
            whole.waited.extend(each.waited)
            whole.traffic += each.traffic
            whole.finished += each.finished
            for workout, ids in each.acknowledged.items():
                whole.acknowledged.setdefault(workout, []).extend(ids)
        whole.failed.sort()
        return whole


def begin(made: Cluster, crowd: Crowd, seconds: float) -> Trial:
    """Let runners begin, one after the other; return once they count, which is for some seconds."""
    found = plans()
    cookies = enrolled(made.database, made.prepare(found), crowd)
    full_s = time.monotonic() + _FILLING_S
    counted_from_s = full_s + _SETTLING_S
    ends_s = counted_from_s + seconds
    ports = [node.port for node in made.nodes]
    playing = [
        RunnersProcess(
            Runners(
                ports,
                cookies[part::GENERATORS],
                found,
                crowd.speed,
                crowd.own_times,
                crowd.new_times,
                full_s,
                counted_from_s,
                ends_s,
                part,
            )
        )
        for part in range(GENERATORS)
    ]
    time.sleep(max(0.0, counted_from_s - time.monotonic()))
    return Trial(playing, counted_from_s, ends_s)


def lost(database: str, ran: Ran) -> int:
    """Return how many events were acknowledged and are not kept."""
    store = Store(database)
    with store._read() as connection:
        rows = connection.execute(text("SELECT workout_id, event_id FROM workout_event"))
        kept = {(workout, event) for workout, event in rows}
    store.close()
    told = {(workout, each) for workout, ids in ran.acknowledged.items() for each in ids}
    return len(told - kept)
