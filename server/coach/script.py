"""From a routine and a person's choices to everything that the coach says, in relative time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from server.coach.introductions import Passage, count_cue, introduction
from server.coach.model import CueKind, Script, ScriptCue, ScriptSegment
from server.coach.opening import after_lead_in, finish, opening
from server.coach.room import with_room_for_words
from server.coach.scheduling import SENTENCE_PAUSE_MS
from server.coach.transitions import ending, transition
from server.coach.work import with_varied_breaths, work
from server.coach.work_intervals import Event, Rest, RoundStart, WorkInterval, work_intervals
from server.errors import SoleusError
from server.routine import Choices, Dose, Routine
from server.routine.choices import doses_of

#: Length of spoken English by its letters, at 160 words a minute (measured with espeak-ng).
_MS_PER_CHARACTER, _AT_RATE = 64, 160


class NothingToDo(SoleusError):
    """Every step of a routine is left out."""

    status = 409

    def __init__(self) -> None:
        super().__init__("Every step is left out. Bring one back, and this routine can be played.")


def write_script(
    routine: Routine, choices: Choices, doses: Mapping[str, Dose] | None = None, *, waits: bool = False
) -> Script:
    """Return everything that is heard in a workout.

    :param doses: those of ``doses_of``, where they are known already.
    :param waits: whether the player can wait for Play at a step that asks for it; otherwise, as in a file,
        the sound rests in its place.
    """
    doses = doses_of(routine.parts, choices) if doses is None else doses
    passages, rests_at_end = _passages(work_intervals(routine, doses, choices))
    if not passages:
        return Script(routine.id, routine.name, ())
    parts = list(zip(passages, [*passages[1:], None], strict=True))
    later = [each for pair in parts[1:] for each in _segments(*pair, choices, (), waits=waits)]
    exercises = [passage.to.exercise for passage in passages]
    end = Passage(passages[-1].to, passages[-1].to, rests_at_end)

    def whole(minutes: int) -> Iterator[ScriptSegment]:
        words = tuple(opening(routine, exercises, minutes, choices))
        head, *first = _segments(*parts[0], choices, words, waits=waits)
        return chain([after_lead_in(head)], first, later, finish(end, choices, minutes))

    minutes = _minutes(whole(1), choices.rate)
    return Script(routine.id, routine.name, tuple(with_varied_breaths(whole(minutes))))


def estimated_ms(text: str, rate: int) -> int:
    """Estimate the length of a phrase that has not been spoken yet, in milliseconds.

    :param rate: words a minute.
    """
    return len(text) * _MS_PER_CHARACTER * _AT_RATE // rate


def _passages(events: Iterable[Event]) -> tuple[list[Passage], tuple[Rest, ...]]:
    """Return how each work interval is reached, and the rests after the last one."""
    passages: list[Passage] = []
    rests: list[Rest] = []
    rounds: list[RoundStart] = []
    before: WorkInterval | None = None
    for event in events:
        if isinstance(event, Rest):
            rests.append(event)
        elif isinstance(event, RoundStart):
            rounds.append(event)
        else:
            passages.append(Passage(before, event, tuple(rests), tuple(rounds)))
            rests, rounds, before = [], [], event
    return passages, tuple(rests)


def _segments(
    passage: Passage,
    following: Passage | None,
    choices: Choices,
    first: tuple[ScriptCue, ...],
    *,
    waits: bool,
) -> Iterator[ScriptSegment]:
    """Yield what leads to a work interval, and the work.

    :param first: what is said at the very beginning of the workout.
    """
    yield from transition(passage, choices, first, waits=waits)
    joined = passage.joined
    words = tuple(introduction(passage, choices)) if joined else _late_count(passage)
    soon = following is not None and following.joined
    before = tuple(ending(passage)) if joined else ()
    then = following.to.exercise.name if following and soon and following.named else ""
    yield from work(passage.to, choices, words, ending=before, soon=soon, then=then)


def _late_count(passage: Passage) -> tuple[ScriptCue, ...]:
    """Return the count that the rest before the work was too short for."""
    count = count_cue(passage) if passage.counted_in_work else None
    return (count,) if count else ()


def _minutes(segments: Iterable[ScriptSegment], rate: int) -> int:
    """Estimate the length of a workout whose words have not been spoken yet, in minutes."""

    def length_ms(kind: CueKind, text: str) -> int:
        return estimated_ms(text, rate) if kind == "speech" else 0

    roomy = with_room_for_words(tuple(segments), length_ms)
    return max(1, round(sum(_estimated_segment_ms(segment, rate) for segment in roomy) / 60_000))


def _estimated_segment_ms(segment: ScriptSegment, rate: int) -> int:
    if segment.duration_ms is not None:
        return segment.duration_ms
    heard: list[tuple[ScriptCue, int, int]] = []
    end_ms = 0
    for cue in segment.cues:
        at_ms = end_ms
        end_ms += (estimated_ms(cue.text, rate) if cue.kind == "speech" else 0) + SENTENCE_PAUSE_MS
        heard.append((cue, at_ms, end_ms))
    return segment.settled_ms(heard)
