"""What comes between two work intervals: letting go, resting, the way there, switching sides, getting ready.

Each of these segments belongs to the interval after it, and the first one begins with the end tone of the
interval before it. So a hold lasts exactly from its start tone to its end tone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from server.coach import lines
from server.coach.cues import in_short, segment, speech, tone
from server.coach.introductions import Passage, for_side, introduction
from server.coach.model import Place, ScriptCue, ScriptSegment, SegmentKind
from server.coach.positions import settle_ms, switch_ms
from server.coach.work import says_form_while_working
from server.coach.work_intervals import Rest, WorkInterval
from server.routine import Choices

#: From "get ready" to the start tone.
READY_MS = 3000
#: An activity that lasts longer needs no "get ready" (seconds).
_LONGEST_SPRINT_S = 60
#: Instead of waiting for Play, a file rests for so long (seconds).
WAIT_S = 20
#: How long the sound is silent where a player pauses it: it may step back a second when it plays again, so
#: that waking earbuds swallow no word, and must not wait once more.
_WAIT_SEGMENT_MS = 1500
#: Shorter rests are not called one, and have no room for "get ready" (seconds).
_CALLED_REST_S = 8
#: Shorter ones have no ticks before the start either (seconds).
_TICKED_REST_S = 5
#: In a rest this long, the coach says when ten seconds are left (seconds).
_LONG_REST_S = 30
#: After a rest this long, one may have forgotten what comes next, so its name is said again (seconds).
_NAMED_AGAIN_REST_S = 45
#: Where that is said: after "Ten seconds", before "Get ready".
_NAMED_AGAIN_BEFORE_MS = 8_000
#: If there is at least this much time to settle, the coach says how much, so that the silence puzzles nobody.
_LONG_SETTLE_MS = 20_000
#: While one sets up, the coach speaks at this much time left, and every so much before it.
_SETTLE_CALL_MS, _SETTLE_CALLS_EVERY_MS = 10_000, 15_000
#: The first of these calls is at least so long after the words before it.
_SETTLE_CALL_AFTER_MS = 5_000
#: They come a little early, because a segment may be lengthened up to the grid.
_SETTLE_CALL_EARLY_MS = 200


def transition(
    passage: Passage, choices: Choices, opening: tuple[ScriptCue, ...] = (), *, waits: bool
) -> Iterator[ScriptSegment]:
    """Yield the segments that lead from one interval, or from the beginning of the workout, to the next.

    :param opening: what is said at the very beginning.
    :param waits: whether the player can wait for Play; otherwise the sound rests in its place.
    """
    if passage.joined:
        return
    if passage.rests:
        if opening:
            yield segment("setup", passage.to.place(), choices.verbosity, opening)
        if passage.to.step.wait and not passage.continues:
            yield from rests(passage, choices)
            yield from _set_up(replace(passage, rests=()), choices, (), waits=waits)
        else:
            yield from _introduced_rests(passage, choices)
    elif passage.before is not None and not passage.continues and passage.to.dose.move:
        yield _move(passage, choices)
    else:
        first = opening or tuple(ending(passage))
        yield from _set_up(passage, choices, first, waits=waits)


def ending(passage: Passage) -> Iterator[ScriptCue]:
    """Yield the end tone of the interval before, and how to let go."""
    before = passage.before
    if before is None:
        return
    yield tone("end", "end", 0)
    soon = passage.continues and passage.rests and passage.rests[0].seconds < _CALLED_REST_S
    end = let_go(before, soon=bool(soon))
    if end:
        required = not passage.counted_in_work
        shorter = () if before.exercise.end_cue else _shorter_let_go(before)
        yield speech("end", end, required=required, shorter=shorter)


def let_go(interval: WorkInterval, *, soon: bool = False) -> str:
    """Return how to end the work; an empty string if nothing has to be let go.

    :param soon: whether the same work goes on after a short rest.
    """
    if interval.exercise.kind == "hold" and soon:
        return lines.text("end.hold.short")
    if interval.exercise.end_cue:
        return lines.sentence(for_side(interval.exercise.end_cue, interval.side))
    return lines.text(f"end.{interval.exercise.kind}") if interval.exercise.kind != "instruction" else ""


def _shorter_let_go(interval: WorkInterval) -> tuple[str, ...]:
    return (lines.text("end.hold.short"),) if interval.exercise.kind == "hold" else ()


def _set_up(
    passage: Passage, choices: Choices, first: tuple[ScriptCue, ...], *, waits: bool
) -> Iterator[ScriptSegment]:
    """Yield a segment as long as its words and the way into position, and the time to get ready."""
    to, place = passage.to, passage.to.place()
    kind: SegmentKind = "switch" if passage.continues else "setup"
    cues = [*first, *introduction(passage, choices), *_form_in_advance(passage, choices)]
    if to.step.wait and not passage.continues:
        if waits:
            cues.append(speech("wait", lines.text("wait"), required=True))
        yield segment(kind, place, choices.verbosity, cues)
        yield _wait(place, choices, waits=waits)
    elif passage.continues and to.exercise.sides == "alternate":
        yield segment(kind, place, choices.verbosity, cues)  # no rest was chosen: only the words
        return
    else:
        left_ms, short = _settle_ms(passage, choices), in_short(to.exercise, choices)
        if short and _has_lead_in(to):  # the way into position ends with the start tone
            left_ms = max(left_ms - READY_MS, 0)
        if not short and choices.verbosity == "full" and left_ms >= _LONG_SETTLE_MS:
            left_s = left_ms // 5000 * 5
            cues.append(speech("ready", lines.text("settle", duration=lines.duration(left_s))))
        cues += _settle_calls(left_ms, choices)
        yield segment(kind, place, choices.verbosity, cues, settle_ms=left_ms, settles_from_name=short)
    if _has_lead_in(to):
        yield segment("ready", place, choices.verbosity, _lead_in(READY_MS), duration_ms=READY_MS)


def _wait(place: Place, choices: Choices, *, waits: bool) -> ScriptSegment:
    if waits:
        return segment("wait", place, choices.verbosity, (), duration_ms=_WAIT_SEGMENT_MS)
    left = speech("ready", lines.text("settle", duration=lines.duration(WAIT_S)))
    cues = [left, *_settle_calls(WAIT_S * 1000, choices)]
    return segment("rest", place, choices.verbosity, cues, duration_ms=WAIT_S * 1000)


def _settle_ms(passage: Passage, choices: Choices) -> int:
    to = passage.to
    if passage.continues:
        usual_ms = switch_ms(to.exercise)
    elif to.dose.move is not None:
        usual_ms = to.dose.move * 1000
    else:
        usual_ms = settle_ms(passage.left, to.exercise)
    return usual_ms * choices.pace // 100


def _settle_calls(left_ms: int, choices: Choices) -> Iterator[ScriptCue]:
    """Yield how much time is left while one sets up, so that there is never a long silence."""
    calls = range(_SETTLE_CALL_MS, left_ms - _SETTLE_CALL_AFTER_MS + 1, _SETTLE_CALLS_EVERY_MS)
    for call_ms in reversed(calls):
        before_end_ms = call_ms + _SETTLE_CALL_EARLY_MS
        if choices.verbosity == "minimal":
            yield tone("time_left", "tick", before_end_ms=before_end_ms)
        else:
            text = lines.text("settle.left", duration=lines.duration(call_ms // 1000))
            yield speech("ready", text, before_end_ms=before_end_ms)


def _move(passage: Passage, choices: Choices) -> ScriptSegment:
    """Return the way to the next step in exactly the time that the routine gives it."""
    duration_ms = (passage.to.dose.move or 0) * 1000 * choices.pace // 100
    cues = [*ending(passage), *introduction(passage, choices), *_lead_in(duration_ms)]
    return segment(
        "setup", passage.to.place(), choices.verbosity, cues, duration_ms=duration_ms, spill="setup"
    )


def rests(
    passage: Passage, choices: Choices, more: tuple[ScriptCue, ...] = (), settle_ms: int = 0
) -> Iterator[ScriptSegment]:
    """Yield the rests of a passage, each exactly as long as chosen.

    :param more: what is said in the last of them besides what it is for.
    :param settle_ms: how much time has to be left after that.
    """
    first: tuple[ScriptCue, ...] = tuple(ending(passage))
    for rest in passage.rests:
        last = rest is passage.rests[-1]
        cues = [*first, *_rest_words(rest), *(more if last else ())]
        yield _rest(passage, rest, choices, cues, settle_ms if last else 0)
        first = ()


def _introduced_rests(passage: Passage, choices: Choices) -> Iterator[ScriptSegment]:
    """Yield the rests before work that is introduced in the last of them."""
    last = passage.rests[-1]
    words = introduction(passage, choices)
    cues = [cue for cue in words if not (passage.counted_in_work and cue.role == "count")]
    cues += _form_in_advance(passage, choices)
    if last.seconds >= _LONG_REST_S:
        cues.append(speech("time_left", lines.text("left.10"), before_end_ms=10_000))
    if last.seconds >= _NAMED_AGAIN_REST_S and passage.named and choices.verbosity != "minimal":
        again = lines.text("next", name=passage.to.exercise.name)
        cues.append(speech("next", again, before_end_ms=_NAMED_AGAIN_BEFORE_MS))
    if _has_lead_in(passage.to):
        cues += _lead_in(last.seconds * 1000)
    settle_ms = 0 if passage.continues else _settle_ms(passage, choices)
    yield from rests(passage, choices, tuple(cues), settle_ms)


def _rest(
    passage: Passage, rest: Rest, choices: Choices, cues: list[ScriptCue], settle_ms: int
) -> ScriptSegment:
    place = passage.to.place()
    if rest.step is not None:
        pause = rest.step
        place = Place(pause.id, pause.exercise.id, pause.exercise.name, "both", 1, 1, place.round)
    spill: SegmentKind = "switch" if passage.continues else "setup"
    return segment(
        rest.kind,
        place,
        choices.verbosity,
        cues,
        duration_ms=rest.seconds * 1000,
        settle_ms=settle_ms,
        spill=spill,
    )


def _rest_words(rest: Rest) -> Iterator[ScriptCue]:
    """Yield what the rest is for, and how long it is."""
    called = rest.seconds >= _CALLED_REST_S
    if rest.say or called:
        yield speech("rest", lines.sentence(rest.say) if rest.say else lines.text("rest"))
    if called:
        yield speech("rest", lines.text("rest.length", duration=lines.duration(rest.seconds)))


def _form_in_advance(passage: Passage, choices: Choices) -> Iterator[ScriptCue]:
    """Yield the form cue of work that leaves no room for it."""
    to = passage.to
    if to.met or passage.continues or in_short(to.exercise, choices):
        return
    if to.exercise.form_cues and not says_form_while_working(to):
        yield speech("form", lines.sentence(to.exercise.form_cues[0]))


def _has_lead_in(to: WorkInterval) -> bool:
    """Tell whether one gets ready for the work: a stroll just begins."""
    return to.exercise.kind != "instruction" or to.seconds <= _LONGEST_SPRINT_S


def _lead_in(duration_ms: int) -> Iterator[ScriptCue]:
    """Yield what is heard in the last three seconds before the start tone, or nothing in a short time."""
    if duration_ms == READY_MS or duration_ms >= _CALLED_REST_S * 1000:
        yield speech("ready", lines.text("ready"), before_end_ms=READY_MS)
    if duration_ms == READY_MS or duration_ms >= _TICKED_REST_S * 1000:
        yield tone("ready", "tick", before_end_ms=2000)
        yield tone("ready", "tick", before_end_ms=1000)
