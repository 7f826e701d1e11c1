"""What the editor calls each field of a dose."""

from __future__ import annotations

from server.routine.model import DoseField, Kind

_LABELS: dict[tuple[Kind, DoseField], str] = {
    ("hold", "seconds"): "Hold",
    ("hold", "reps"): "Holds",
    ("reps", "reps"): "Reps",
}
_USUAL_LABELS: dict[DoseField, str] = {"seconds": "Time", "reps": "Times", "sets": "Sets", "rest": "Rest"}


def dose_label(kind: Kind, name: DoseField) -> str:
    """Return the label of a dose field of an exercise."""
    return _LABELS.get((kind, name), _USUAL_LABELS[name])


def dose_unit(name: DoseField) -> str:
    """Return the unit of a dose field; empty for a plain number."""
    return "s" if name in ("seconds", "rest") else ""
