"""A server that is killed while a phone writes: nothing acknowledged is lost, and files are whole."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from html import unescape
from pathlib import Path
from random import Random

import pytest

from server.routine.library.check import check_files
from tests.helpers.fuzzing.values import FIXTURES
from tests.helpers.running import PATIENCE_S, Phone, Running, until

pytestmark = pytest.mark.fuzz

ROUTINE, STEP = "plantar-fasciitis", "gastroc"
_SECONDS = ("30", "35", "40", "45")
_VERBOSITIES = ("brief", "minimal", "full")
#: None in which the step is done.
_POSITIONS = ("kneeling", "lying", "floor")
#: Acknowledged writes after which the server is killed, at most.
_MOST_WRITES = 60
#: Seconds after these, at most, so that it happens anywhere within a write.
_LATER_S = 0.05
_THERE, _GONE = "there", "gone"


class Household:
    """A phone that goes on changing things, and notes what was acknowledged."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.phone = Phone(0)
        self.acknowledged: Counter[str] = Counter()
        #: What may be true of a subject: what was acknowledged last, and what was asked for since.
        self.states: dict[str, set[str]] = {}
        #: Ids of the acknowledged events of each workout.
        self.events: dict[str, set[str]] = {}
        #: Answers that should have been others.
        self.refused: list[str] = []
        self._life = 0

    def first(self) -> None:
        """Change once what is never away, so that it has a state before the first kill."""
        for change in (self._dose, self._setting, self._person, self._left_out):
            change(0)

    def begin(self) -> list[threading.Thread]:
        """Go on changing everything until the server is gone."""
        self._life += 1
        changes = (
            self._event,
            self._dose,
            self._setting,
            self._person,
            self._left_out,
            self._saved,
            self._imported,
        )
        threads = [threading.Thread(target=self._repeat, args=(change,), daemon=True) for change in changes]
        for thread in threads:
            thread.start()
        return threads

    def _repeat(self, change: Callable[[int], None]) -> None:
        with suppress(OSError, http.client.HTTPException):
            for number in range(10_000):
                change(number)

    def _change(self, kind: str, subject: str, state: str, path: str, form: dict[str, str]) -> str:
        """Send a form, and note what is true while it is on its way and once it is acknowledged."""
        self.states[subject] = {*self.states.get(subject, {_GONE}), state}
        status, headers, page = self.phone.post(path, form)
        if status == 303:
            self.acknowledged[kind] += 1
            self.states[subject] = {state}
        else:
            self.refused.append(f"{path}: {status} {page[-500:]}")
        return headers.get("location", "")

    def _event(self, number: int) -> None:
        if number % 500 == 0:
            _, headers, _ = self.phone.post("/workouts", {"routine": ROUTINE})
            self.acknowledged["workouts"] += 1
            self._workout = headers["location"].rpartition("/")[2]
            self.events[self._workout] = set()
        kind = ("play", "pause", "seek")[number % 3]
        sent = [{"kind": kind, "position_ms": number, "at": number, "id": f"event{number}"}]
        status, _, told = self.phone.post(f"/workouts/{self._workout}/events", json=json.dumps(sent))
        if status == 200:
            self.acknowledged["events"] += 1
            self.events[self._workout].add(f"event{number}")
        else:
            self.refused.append(told)

    def _dose(self, number: int) -> None:
        seconds = _SECONDS[number % len(_SECONDS)]
        self._change("doses", "dose", seconds, f"/routines/{ROUTINE}/doses", {f"{STEP}.seconds": seconds})

    def _setting(self, number: int) -> None:
        chosen = _VERBOSITIES[number % len(_VERBOSITIES)]
        self._change("settings", "setting", chosen, f"/routines/{ROUTINE}/doses", {"verbosity": chosen})

    def _left_out(self, number: int) -> None:
        position = _POSITIONS[number % len(_POSITIONS)]
        form = {"group": "positions", "chosen": position}
        self._change("left out", "position", position, "/leave-out", form)

    def _person(self, number: int) -> None:
        name = f"Anna {self._life} {number}"
        self._change("people", "person", name, "/people/1/name", {"name": name})

    def _saved(self, number: int) -> None:
        """Write a routine of one's own, and delete every second one."""
        name = f"own {self._life} {number}"
        form = {
            "name": name,
            "purpose": "x",
            "occasion": "my own",
            "step": "0",
            "step.0.exercise": STEP,
            "step.0.seconds": "40",
        }
        self._change("routines", name.replace(" ", "-"), _THERE, "/editor/save", form)
        if number % 2:
            subject = name.replace(" ", "-")
            self._change("deletions", subject, _GONE, f"/editor/routines/{subject}/delete", {})

    def _imported(self, number: int) -> None:
        name = f"import {self._life} {number}"
        file = json.loads((FIXTURES / "importing" / "jawt-workout.json").read_text("utf-8"))
        _, _, page = self.phone.post("/shared", {"pasted": json.dumps({**file, "title": name})})
        code = re.search(r'name="code-0" value="([^"]*)"', page)
        if code is None:
            self.refused.append(page[-500:])
            return
        form = {"take-0": "1", "code-0": unescape(code[1])}
        subject = name.replace(" ", "-")
        self._change("imports", subject, _THERE, "/shared/import", form)
        self._change("deletions", subject, _GONE, f"/editor/routines/{subject}/delete", {})

    def wait_for(self, writes: int) -> None:
        """Wait until so many writes were acknowledged, or one was refused."""
        until(lambda: self.refused or self.acknowledged.total() >= writes)

    def found(self) -> dict[str, str]:
        """Return what is true of each subject, as the server and the disk tell."""
        page = self.phone.get(f"/routines/{ROUTINE}")[2]
        dose = re.search(rf'<input[^>]*name="{STEP}\.seconds"[^>]*value="(\d+)"', page)
        coach = self.phone.get(f"/routines/{ROUTINE}/coach")[2]
        setting = re.search(r'<input[^>]*name="verbosity"[^>]*value="([^"]*)"[^>]* checked', coach)
        person = re.search(r"Anna \d+ \d+", self.phone.get("/people")[2])
        left_out = self.phone.get("/leave-out")[2]
        position = re.search(r'id="positions-\d+"[^>]*value="([^"]*)"[^>]* checked', left_out)
        told = {
            "dose": dose and dose[1],
            "setting": setting and setting[1],
            "person": person and person[0],
            "position": position and position[1],
        }
        files = {file.stem for file in (self.data / "routines").glob("*.yaml")}
        there = {each: _THERE if each in files else _GONE for each in self.states if each not in told}
        return there | {subject: told[subject] or "" for subject in told}

    def lost(self) -> list[str]:
        """Return what was acknowledged and is not there."""
        found = self.found()
        lost = [
            f"{subject} is {found[subject]!r}, but was one of {sorted(allowed)}"
            for subject, allowed in self.states.items()
            if found[subject] not in allowed
        ]
        with closing(sqlite3.connect(self.data / "soleus.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = database.execute("SELECT workout_id, event_id FROM workout_event").fetchall()
        kept = set(rows)
        for workout, events in self.events.items():
            lost += [f"{event} of {workout}" for event in sorted(events) if (workout, event) not in kept]
        self.states = {subject: {found[subject]} for subject in ("dose", "setting", "person", "position")}
        return lost


def test_nothing_acknowledged_is_lost_however_often_the_server_is_killed(
    tmp_path: Path, kills: int, seed: str, record_property: Callable[[str, object], None]
) -> None:
    random, household = Random(f"kills {seed}"), Household(tmp_path)
    server = Running(tmp_path)
    household.phone.port = server.port
    household.phone.pair(server.link())
    household.first()
    for number in range(kills):
        threads = household.begin()
        enough = household.acknowledged.total() + random.randrange(_MOST_WRITES)
        household.wait_for(enough)
        time.sleep(random.uniform(0, _LATER_S))
        server.kill()
        for thread in threads:
            thread.join(PATIENCE_S)
        server = Running(tmp_path)
        household.phone.port = server.port
        assert not household.refused, household.refused[:3]
        lost = household.lost()
        assert not lost, f"after kill {number + 1}, seed {seed}: {lost}; {household.acknowledged}"
    # What kills left of files that were being written: nothing reads it, and a later start removes it.
    left = sum("cache" not in file.parts for file in tmp_path.rglob("*.part"))
    told = ", ".join(f"{kind}: {count:,}" for kind, count in sorted(household.acknowledged.items()))
    writes = f"{household.acknowledged.total():,} writes, none lost ({told})"
    record_property("fuzz", f"{kills} kills, seed {seed}: {writes}; {left} unfinished files left")
    assert server.end() == 0
    assert not check_files([tmp_path / "routines"])
