"""All that is a person's as one zip of JSON, CSV and YAML, to be read without Soleus."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from server.config import RECORDED
from server.routine.choices import INSTEAD, WHY
from server.services.user_files import ROUTINES
from server.services.workouts import WorkoutService
from server.store import Person, Store
from server.workout import Event, Summary, Workout

README = """\
{name}: everything that Soleus keeps of you.

person.json          Your name and settings, your favourites, the devices that you use, and what your
                     podcast feed has shown.
doses.csv            What you changed about routines, one figure in a line.
doses.json           The same, as Soleus keeps it.
workouts.csv         Your workouts: when, what, how long the sound played, holds and reps.
events.csv           What happened in them: play, pause, seek, finish, with the place in the track.
workouts.json        Both together.
{routines}           The routines and exercises that you made. Another Soleus opens them.
{voices}           The voices that you recorded, a file for each. Another Soleus opens them.

Times are in UTC (ISO 8601). The key of your podcast feed and the cookies of your devices are left out, so
that nobody who is given this file can use them.
"""
#: Characters with which a spreadsheet takes a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_export(
    to: IO[bytes],
    person: Person,
    store: Store,
    workouts: WorkoutService,
    files: Iterable[tuple[str, bytes]],
) -> None:
    """Write the zip.

    :param files: path and content of each routine and exercise file, and of each recorded voice.
    """
    done = [(each, workouts.summary(each), store.events(each.id)) for each in store.workouts_of(person.id)]
    settings, choices = store.all_preferences(person.id)
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(person))
        archive.writestr("person.json", _json(_person(person, store, settings)))
        archive.writestr("doses.json", _json(choices))
        archive.writestr("doses.csv", _csv(("routine", "part", "figure", "value"), _doses(choices)))
        archive.writestr("workouts.json", _json([_workout(*each) for each in done]))
        archive.writestr("workouts.csv", _csv(_WORKOUT_COLUMNS, [_workout_row(*each[:2]) for each in done]))
        archive.writestr("events.csv", _csv(_EVENT_COLUMNS, [row for each in done for row in _events(*each)]))
        for name, content in files:
            archive.writestr(name, content)


def _readme(person: Person) -> str:
    folders = {"routines": f"{ROUTINES}/".ljust(10), "voices": f"{RECORDED}/".ljust(10)}
    return README.format(name=person.name, **folders)


def _person(person: Person, store: Store, settings: object) -> dict[str, Any]:
    devices = [
        {
            "name": each.label,
            "browser": each.browser,
            "paired": _time(each.paired_ms),
            "last_seen": _time(each.seen_ms),
        }
        for each in store.devices_of(person.id)
    ]
    episodes = [
        {
            "routine": each.routine_id,
            "track": each.digest,
            "bytes": each.length_bytes,
            "published": _time(each.published_ms),
        }
        for each in store.episodes_of(person.id)
    ]
    about = store.about(person.id)
    return {
        "name": person.name,
        "added": _time(store.person_since_ms(person.id)),
        "settings": settings,
        "sore_foot": about.sore,
        "minutes_on_most_days": about.minutes,
        "favourites": sorted(store.favourites(person.id)),
        "devices": devices,
        "feed": {"has_address": bool(store.feed_token(person.id)), "episodes": episodes},
    }


def _doses(choices: Any) -> Iterable[Sequence[object]]:
    for routine, document in choices.items():
        for part, figures in document.get("doses", {}).items():
            for figure, value in figures.items():
                yield routine, part, figure, value if isinstance(value, str) else json.dumps(value)
        for key, name in (("instead", INSTEAD), ("reasons", WHY)):
            for part, value in document.get(key, {}).items():
                yield routine, part, name, value


_WORKOUT_COLUMNS = ("begun", "finished", "routine", "title", "minutes_played", "holds", "reps", "workout")
_EVENT_COLUMNS = ("workout", "time", "event", "position_s")


def _workout(workout: Workout, summary: Summary | None, events: Sequence[Event]) -> dict[str, Any]:
    return {
        "workout": workout.id,
        "routine": workout.routine_id,
        "title": workout.title,
        "begun": _time(workout.created_ms),
        "finished": _time(workout.finished_ms),
        "choices": workout.choices,
        "done": asdict(summary) if summary else None,
        "events": [{**asdict(event), "time": _time(event.at_ms)} for event in events],
    }


def _workout_row(workout: Workout, summary: Summary | None) -> Sequence[object]:
    done = (f"{summary.played_ms / 60_000:.1f}", summary.holds, summary.reps) if summary else ("", "", "")
    times = (_time(workout.created_ms), _time(workout.finished_ms))
    return (*times, workout.routine_id, workout.title, *done, workout.id)


def _events(workout: Workout, _: object, events: Sequence[Event]) -> Iterable[Sequence[object]]:
    return ((workout.id, _time(each.at_ms), each.kind, each.position_ms / 1000) for each in events)


def _time(at_ms: int | None) -> str:
    """Return a moment as text; empty if there was none, or if no calendar reaches as far."""
    try:
        return datetime.fromtimestamp((at_ms or 0) / 1000, UTC).isoformat() if at_ms else ""
    except (OverflowError, OSError, ValueError):
        return str(at_ms)


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table that spreadsheets read as text and numbers, and never as formulas."""
    to = io.StringIO()
    writer = csv.writer(to)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row]
        )
    return to.getvalue()
