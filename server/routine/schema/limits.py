"""How long each text may be and how many of each thing there may be: the one place for these numbers."""

from __future__ import annotations

from server.routine.doses import LONGEST_SENTENCE

#: Characters of an id, which is the name of a file without its ending.
LONGEST_ID = 63
#: Characters of an id that is made from a name; leaves room for a number at its end.
LONGEST_ID_FROM_NAME = 48
#: Characters of the name of a routine, an exercise or a preset.
LONGEST_NAME = 60
#: Characters of a label, such as a muscle.
LONGEST_LABEL = 120
#: Characters that fit beside a length on a phone of 390 px.
LONGEST_SHORT = 24
#: Characters of a longer text, such as a purpose.
LONGEST_TEXT = 600
#: Characters of one spoken line.
LONGEST_SPOKEN = LONGEST_SENTENCE
#: Characters of one word of a tempo.
LONGEST_TEMPO_WORD = 30
#: Characters typed for a tempo, such as "2 - 1 - 2 - 0".
LONGEST_TEMPO = 40
#: Characters typed for a figure: a number, a length of time, or a ladder such as "20, 30, 40".
LONGEST_FIGURE = 120
#: Characters of a shared routine that is pasted into a form; fits into one request.
LONGEST_PASTED = 60_000

#: Words that the coach speaks at once.
MOST_NAME_WORDS = 8
MOST_INSTRUCTION_WORDS = 24
MOST_CUE_WORDS = 12
MOST_SAFETY_CUE_WORDS = 12
MOST_RED_FLAG_WORDS = 16
MOST_END_CUE_WORDS = 8
MOST_OPENING_WORDS = 30
MOST_SAY_WORDS = 18
#: Form cues of an exercise, which take turns.
MOST_FORM_CUES = 3
#: Phases of a rep.
MOST_PHASES = 12
#: Entries of each closed list of an exercise, such as its muscles.
MOST_LISTED = 12
#: Steps, pauses and blocks of a routine, its presets, and the things that one needs for it.
MOST_STEPS = 60
MOST_PRESETS = 12
MOST_NEEDS = 12
#: Bytes of a file. The longest shipped file has about 2 KB; 60 steps with comments have about 10 KB.
LARGEST_FILE = 64 * 1024


def all_limits() -> dict[str, int]:
    """Return every limit by its name, for forms."""
    return {name: value for name, value in globals().items() if name.isupper()}
