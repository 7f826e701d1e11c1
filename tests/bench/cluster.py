"""Nodes that share a database, with many people in it, and what they use while runners run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import cast

from sqlalchemy import text

from server.config import Config
from server.digests import digest_of
from server.routine import Amount, Choices, Routine, Step
from server.services import open_services
from server.store import Store
from tests.bench.runners import Plan, Ran, Runners, RunnersProcess
from tests.helpers.postgres import PostgresServer
from tests.helpers.running import Phone, Running, answering, family, until
from tests.helpers.worker import Worker

#: Processes that play the runners: one would be busier than the server.
GENERATORS = 2
#: Seconds in which all begin, and after that before anything is counted: the first half minute of a server
#: reads what it keeps in memory later.
_FILLING_S, _SETTLING_S = 60.0, 20.0
#: The one that needs no download.
VOICE = {"SOLEUS_VOICE_ENGINES": "pyttsx3"}
_TICKS = os.sysconf("SC_CLK_TCK")
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
    """ CAST('{"done_percent": 100, "minutes": 5, "holds": 4, "reps": 2}' AS jsonb)"""
    " FROM person p, generate_series(1, CAST(:each AS int)) n"
)
_EVENTS = text(
    "INSERT INTO workout_event (workout_id, event_id, kind, position_ms, at_ms, track)"
    " SELECT id, 'e' || n, CASE n WHEN 1 THEN 'play' WHEN 5 THEN 'finish' ELSE 'pause' END, n * 1000,"
    " created_ms + n * 1000, '' FROM workout, generate_series(1, 5) n WHERE id LIKE 'old-%'"
)


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
        for number in range(self.setting.nodes):
            self.nodes.append(self.new_node(number))
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
            _, headers, _ = phone.post("/workouts", {"routine": plan.routine})
            until(partial(_is_ready, phone, headers["location"]))
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
        return Used(cpu_s(answer), cpu_s(others), cpu_s(postgres), memory(answer), *figures)


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


def _is_ready(phone: Phone, workout: str) -> bool:
    return 'data-state="ready"' in phone.get(f"{workout}/now")[2]


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


def lost(database: str, ran: Ran) -> int:
    """Return how many events were acknowledged and are not kept."""
    store = Store(database)
    with store._read() as connection:
        rows = connection.execute(text("SELECT workout_id, event_id FROM workout_event"))
        kept = {(workout, event) for workout, event in rows}
    store.close()
    told = {(workout, each) for workout, ids in ran.acknowledged.items() for each in ids}
    return len(told - kept)


def percentile(took: Sequence[float], part: float) -> float:
    """Return how long at most that part took."""
    return sorted(took)[min(int(len(took) * part), len(took) - 1)] if took else 0.0


def middle(took: Sequence[float]) -> float:
    """Return the median; 0 of nothing."""
    return median(took) if took else 0.0


def cpu_s(processes: Iterable[int]) -> float:
    """Return the seconds of CPU that processes have used."""
    used = 0
    for process in processes:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def memory(processes: Iterable[int]) -> int:
    """Return the bytes of memory that processes have, what they share counted in parts (PSS)."""
    found = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return found
