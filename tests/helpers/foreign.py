"""Files of other apps, as those write them, and what they add up to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.resources import shipped
from server.routine.importing import ImportedRoutine, foreign_routines
from server.routine.library.library import Library

FOLDER = Path(__file__).parent.parent / "fixtures" / "importing"
FILES = tuple(sorted(FOLDER.glob("*.json")))
SHIPPED = Library(shipped("routines")).exercises()


def taken(document: object, name: str = "file.json") -> tuple[ImportedRoutine, ...]:
    """Return the routines of a document."""
    found = foreign_routines(json.dumps(document).encode(), name, SHIPPED)
    assert found is not None
    return found


def routines_in(file: Path) -> dict[str, ImportedRoutine]:
    """Return the routines in a sample file by their names."""
    found = foreign_routines(file.read_bytes(), file.name, SHIPPED)
    assert found is not None
    return {each.bundle.routine["name"]: each for each in found if each.bundle.routine}


def workout(*sets: dict[str, Any], title: str = "Legs") -> dict[str, Any]:
    """Return a workout of Just Another Workout Timer."""
    return {"title": title, "sets": list(sets), "version": 2, "position": 0}


def jawt_set(repetitions: int, *exercises: tuple[str, int]) -> dict[str, Any]:
    """Return a set of exercises, each with its name and seconds."""
    listed = [{"name": name, "id": "x", "duration": seconds} for name, seconds in exercises]
    return {"repetitions": repetitions, "id": "x", "exercises": listed}


def timer(*steps: dict[str, Any], loop: int = 1, name: str = "Timer", **more: Any) -> dict[str, Any]:
    """Return a document of TimeR Machine with one timer."""
    one = {"id": 1, "name": name, "loop": loop, "steps": list(steps), "more": {}, "folderId": 1, **more}
    return {"folders": [], "timers": [one], "timerStamps": [], "schedulers": [], "prefs": {}}


def step(label: str, seconds: float, *behaviour: dict[str, Any], kind: str = "NORMAL") -> dict[str, Any]:
    """Return a step of TimeR Machine."""
    length = round(seconds * 1000)
    return {
        "step_type": "step",
        "label": label,
        "length": length,
        "behaviour": list(behaviour),
        "type": kind,
    }


def group(loop: int, *steps: dict[str, Any], name: str = "") -> dict[str, Any]:
    """Return a group of TimeR Machine."""
    return {"step_type": "group", "name": name, "loop": loop, "steps": list(steps)}
