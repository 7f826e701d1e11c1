"""What is heard in a routine, with the lengths of its words estimated: the same on every machine."""

from __future__ import annotations

from pathlib import Path

from server.audio.format import GRID_MS
from server.audio.tones import tone_length_ms
from server.coach import CueKind, Timeline, as_text, estimated_ms, lay_out, write_script
from server.resources import shipped
from server.routine.library import Library
from server.routine.model import Choices, Routine, Verbosity

#: The texts that were read line by line before they were accepted.
FOLDER = Path(__file__).parent.parent / "fixtures" / "spoken"
LIBRARY = Library(shipped("routines"))


def estimated_timeline(routine: Routine, choices: Choices | None = None) -> Timeline:
    """Return the timeline of a routine whose words have not been spoken."""
    chosen = choices or Choices()

    def length_ms(kind: CueKind, text: str) -> int:
        return tone_length_ms(text) if kind == "tone" else estimated_ms(text, chosen.rate)

    return lay_out(write_script(routine, chosen), length_ms, GRID_MS)


def text_of(routine: Routine, verbosity: Verbosity) -> str:
    """Return what is heard, as ``soleus timeline --text`` prints it."""
    return as_text(estimated_timeline(routine, Choices(verbosity=verbosity))) + "\n"


def file_of(routine_id: str, verbosity: Verbosity) -> Path:
    return FOLDER / f"{routine_id}.{verbosity}.txt"


def main() -> None:
    """Write the texts anew, to be read before they are committed: python -m tests.helpers.spoken."""
    FOLDER.mkdir(exist_ok=True)
    for routine in LIBRARY.routines():
        for verbosity in VERBOSITIES:
            file_of(routine.id, verbosity).write_text(text_of(routine, verbosity), "utf-8")


VERBOSITIES: tuple[Verbosity, ...] = ("full", "brief", "minimal")

if __name__ == "__main__":
    main()
