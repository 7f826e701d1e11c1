from __future__ import annotations

from pathlib import Path

from server.resources import shipped
from server.routine.library import examine_files
from server.services.costs import costs_of

ROUTINE = """\
name: Raises
purpose: Y
steps:
  - exercise: heel-raise-two
  - exercise: towel-heel-raise
    rest: {default: 1, min: 0, max: 30}
"""


def test_a_rest_too_short_for_its_side_is_reported_at_its_step(tmp_path: Path) -> None:
    file = tmp_path / "raises.yaml"
    file.write_text(ROUTINE, "utf-8")
    notes = [note.as_note for note in costs_of(examine_files([file]))]
    assert len(notes) == 1
    assert notes[0].startswith(
        f"{file}:5: note: towel-heel-raise: 1 s is too short to say “Switch: right leg.”"
    )


def test_shipped_routines_have_room_for_their_words() -> None:

    assert [
        note.as_note for note in costs_of(examine_files([shipped("routines")])) if "rest" in note.text
    ] == []
