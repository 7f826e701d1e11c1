"""How many of a track's cues are understood where the timeline has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.coach.model import Cue
from tests.helpers.ears import Ears, Heard, dictionary_says
from tests.helpers.spelling import spoken
from tests.helpers.tracks import SpokenTrack

#: The short cues that a runner must not miss, and enough others to be mistaken for them.
CUES = (
    *("One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight.", "Nine.", "Ten."),
    *("Eleven.", "Twelve.", "Thirteen.", "Fourteen.", "Fifteen."),
    *("Left leg.", "Right leg.", "Left foot.", "Right foot."),
    *("Switch: left leg.", "Switch: right leg.", "Switch: left foot.", "Switch: right foot."),
    *(
        "Halfway.",
        "Ten seconds.",
        "Get ready.",
        "Let go slowly.",
        "Let go.",
        "Ease off.",
        "Stop there.",
        "Last two.",
        "Well done.",
    ),
)
_SIDE = re.compile(r"(Switch: l|Switch: r|L|R)(eft|ight) (leg|foot)\.")
#: The ears place both ends of a cue within this time of the true ones (measured: 60 before to 100 after).
NEAR_MS = 105
#: A word that ends in a stop may be over so much earlier: its release is soft, and lost in some renderings.
#: "Eight." then ends 94 to 124 ms before its clip; if more of it is missing, 134 ms and more.
STOP_MS = 130
#: Stop consonants, as the dictionary writes them.
_STOPS = {"P", "T", "K", "B", "D", "G"}


@dataclass(frozen=True, slots=True)
class Miss:
    """A cue that was not understood, or not in its place."""

    cue: Cue
    heard: Heard


@dataclass(frozen=True, slots=True)
class Score:
    """Cues of one sort."""

    of: int
    missed: tuple[Miss, ...]

    @property
    def part(self) -> float:
        """The part of the cues that was understood."""
        return 1 - len(self.missed) / self.of


def countdowns(cue: Cue) -> bool:
    return cue.kind == "speech" and cue.role == "countdown"


def sides(cue: Cue) -> bool:
    """Tell whether a cue is nothing but a side."""
    return cue.kind == "speech" and _SIDE.fullmatch(cue.text) is not None


def halfways(cue: Cue) -> bool:
    return cue.kind == "speech" and cue.role == "halfway"


def counts(cue: Cue) -> bool:
    """Tell whether a cue counts reps: a bare number, or the last two."""
    return cue.kind == "speech" and cue.role == "count" and cue.text in CUES


#: The sorts of cue that a workout hangs on.
SORTS: dict[str, Callable[[Cue], bool]] = {
    "countdown": countdowns,
    "side": sides,
    "halfway": halfways,
    "count": counts,
}


def score(
    track: SpokenTrack,
    cues: Iterable[Cue],
    ears: Ears,
    expected: Callable[[str], str] = spoken,
    late_ms: int = 0,
) -> Score:
    """Listen for each cue at its time, or ``late_ms`` after it; ``expected`` gives the words for its text."""
    asked, missed = 0, []
    for cue in cues:
        asked += 1
        heard = track.heard(cue, ears, late_ms)
        if heard.words != expected(cue.text) or not in_place(cue, heard, late_ms):
            missed.append(Miss(cue, heard))
    return Score(asked, tuple(missed))


def in_place(cue: Cue, heard: Heard, late_ms: int = 0) -> bool:
    """Tell whether something was heard from the start to the end of a cue that is ``late_ms`` late."""
    start_ms, end_ms = heard.at_ms - cue.at_ms - late_ms, heard.end_ms - cue.end_ms - late_ms
    early_ms = STOP_MS if ends_in_stop(cue.text) else NEAR_MS
    return abs(start_ms) <= NEAR_MS and -early_ms <= end_ms <= NEAR_MS


def ends_in_stop(text: str) -> bool:
    """Tell whether the last sound of a text is a stop consonant."""
    last = spoken(text).rpartition(" ")[2]
    return any(sounds.split()[-1] in _STOPS for sounds in dictionary_says(last))
