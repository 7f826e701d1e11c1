"""Script and timeline: what the coach says, first in relative and then in absolute time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from server.routine import Side

SegmentKind = Literal["setup", "ready", "hold", "rep", "phase", "rest", "pause", "switch", "wait", "finish"]
#: Work, and rest; everything else is the way there.
WORK_KINDS: frozenset[SegmentKind] = frozenset({"hold", "rep", "phase"})
REST_KINDS: frozenset[SegmentKind] = frozenset({"rest", "pause"})
CueKind = Literal["speech", "tone"]
Role = Literal[
    "opening",
    "announce",
    "move",
    "instruction",
    "safety",
    "ready",
    "start",
    "form",
    "breath",
    "halfway",
    "ten_left",
    "time_left",
    "countdown",
    "tempo",
    "count",
    "end",
    "rest",
    "switch",
    "wait",
    "next",
    "finish",
]
#: A tone cue's text is the name of its tone.
ToneName = Literal["start", "end", "tick", "tick-up", "tick-down"]

#: Cues with these roles start within 2 ms of their time; all tones do. The others start within 25 ms.
EXACT_ROLES: frozenset[Role] = frozenset({"start", "end", "countdown", "tempo", "count"})
#: The least silence between the end of one cue and the start of the next, in milliseconds: in a track, each
#: clip takes one more packet (43 ms) at either end, and may be moved by half a packet.
GAP_MS = 160
#: Silence before the first word, in milliseconds: earbuds need up to a second to wake.
LEAD_IN_MS = 1500


@dataclass(frozen=True, slots=True)
class ScriptCue:
    """A phrase or a tone in a segment."""

    kind: CueKind
    role: Role
    #: The words, or the name of the tone.
    text: str
    #: Start in milliseconds after the segment's start; ``None``: as soon as the cue before it is over.
    at_ms: int | None = None
    #: Start in milliseconds before the segment's end, in place of ``at_ms``.
    before_end_ms: int | None = None
    #: Whether one cannot do without it: it makes room for itself where the segment has none.
    required: bool = False
    #: The same in fewer words, for where the words do not fit; the shortest comes last.
    shorter: tuple[str, ...] = ()

    @property
    def flowing(self) -> bool:
        """Whether it has no time of its own."""
        return self.at_ms is None and self.before_end_ms is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the workout a segment belongs."""

    #: Id of the step; the last segment (finish) belongs to the last step.
    step: str
    #: Id of the exercise.
    exercise: str
    #: The exercise's name, as a page or a lock screen shows it.
    title: str
    side: Side
    #: Counted from 1 within the side.
    set: int
    rep: int
    #: Round of the innermost block that has rounds, from 1; 0 outside of rounds.
    round: int = 0
    #: Phase of the rep, from 1; 0 where the work has no phases.
    phase: int = 0


@dataclass(frozen=True, slots=True)
class ScriptSegment:
    """A part of the workout, which has a fixed length or lasts as long as its words."""

    kind: SegmentKind
    place: Place
    #: The exact length; ``None``: as long as the words, and then ``settle_ms``.
    duration_ms: int | None
    cues: tuple[ScriptCue, ...]
    #: Time after the last word, to get into position; at least this much stays free in a fixed segment too.
    settle_ms: int = 0
    #: Whether that time begins with the name or the side, where one is told no more than that, and not after
    #: the last word.
    settles_from_name: bool = False
    #: Where required words that do not fit into the fixed length are said: in a segment of this kind.
    spill: SegmentKind | None = None
    #: What that segment begins with if it comes before this one: the end of the work before.
    spill_cues: tuple[ScriptCue, ...] = ()

    def settled_ms(self, heard: Iterable[tuple[ScriptCue, int, int]]) -> int:
        """Return when one is in position, in milliseconds after the segment's start.

        :param heard: the cues with the start and the end of each, in the same milliseconds.
        """
        heard = tuple(heard)
        spoken_ms = max((end_ms for _, _, end_ms in heard), default=0)
        if not self.settles_from_name:
            return spoken_ms + self.settle_ms
        named = (at_ms for cue, at_ms, _ in heard if cue.role in ("announce", "switch"))
        return max(spoken_ms, next(named, spoken_ms) + self.settle_ms)


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that is heard in a workout, in order."""

    routine: str
    title: str
    segments: tuple[ScriptSegment, ...]

    def phrases(self) -> tuple[str, ...]:
        """Return every text that may be spoken once, in the order of its first use."""
        cues = (cue for segment in self.segments for cue in (*segment.spill_cues, *segment.cues))
        spoken = (text for cue in cues if cue.kind == "speech" for text in (cue.text, *cue.shorter))
        return tuple(dict.fromkeys(spoken))

    def times_heard(self) -> Counter[str]:
        """Return how often each text is spoken where all that is said has room."""
        cues = (cue for segment in self.segments for cue in segment.cues)
        return Counter(cue.text for cue in cues if cue.kind == "speech")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in absolute time."""

    at_ms: int
    end_ms: int
    kind: CueKind
    role: Role
    text: str
    #: Index of its segment.
    segment: int

    @property
    def exact(self) -> bool:
        """Whether the track starts it within 2 ms of ``at_ms``."""
        return self.kind == "tone" or self.role in EXACT_ROLES


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment in absolute time; it starts where the one before it ends."""

    kind: SegmentKind
    step: str
    exercise: str
    title: str
    side: Side
    set: int
    rep: int
    start_ms: int
    end_ms: int
    #: Round of the innermost block that has rounds, from 1; 0 outside of rounds.
    round: int = 0
    #: Phase of the rep, from 1; 0 where the work has no phases.
    phase: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole workout, in milliseconds from the start of its track."""

    routine: str
    title: str
    duration_ms: int
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
