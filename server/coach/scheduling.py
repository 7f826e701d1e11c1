"""Which cues of a segment are heard, and when: nothing overlaps, and what does not fit is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.coach.model import GAP_MS, Role, ScriptCue

#: Silence between two sentences where there is time for it: a speaker's breath.
SENTENCE_PAUSE_MS = 400

#: What is kept first when not everything fits; the start and end tones come before all of it.
_RANKS: tuple[frozenset[Role], ...] = (
    frozenset({"announce", "instruction", "safety", "finish"}),
    frozenset({"switch"}),
    frozenset({"countdown"}),
    frozenset({"count", "tempo"}),
    frozenset({"start", "end"}),  # the words with them: "Release slowly."
    frozenset({"ready"}),
    frozenset({"halfway", "ten_left", "next"}),
    frozenset({"form"}),
    frozenset({"breath"}),
)
_RANK: Mapping[Role, int] = {role: rank for rank, roles in enumerate(_RANKS) for role in roles}


@dataclass(frozen=True, slots=True)
class Placed:
    """A cue with its time in its segment, in milliseconds."""

    cue: ScriptCue
    at_ms: int
    end_ms: int


def in_turn(cues: Sequence[ScriptCue], lengths: Sequence[int]) -> list[Placed]:
    """Place every cue, one after the other; a cue with a time of its own is never earlier than that."""
    placed: list[Placed] = []
    for cue, length_ms in zip(cues, lengths, strict=True):
        at_ms = max(_free_ms(placed, SENTENCE_PAUSE_MS), cue.at_ms or 0)
        placed.append(Placed(cue, at_ms, at_ms + length_ms))
    return placed


def fitted(cues: Sequence[ScriptCue], lengths: Sequence[int], limit_ms: int) -> list[Placed]:
    """Place the cues of a segment of fixed length whose last sound must end by the limit.

    First the pauses between sentences are given up, then the cues that matter least.
    """
    everything = range(len(cues))
    for pause_ms in (SENTENCE_PAUSE_MS, GAP_MS):
        placed = _placed(cues, lengths, everything, limit_ms, pause_ms)
        if placed is not None:
            return placed
    kept: set[int] = set()
    best: list[Placed] = []
    for index in sorted(everything, key=lambda index: _rank(cues[index])):
        placed = _placed(cues, lengths, kept | {index}, limit_ms, GAP_MS)
        if placed is not None:
            kept.add(index)
            best = placed
    return best


def _placed(
    cues: Sequence[ScriptCue], lengths: Sequence[int], kept: Collection[int], limit_ms: int, pause_ms: int
) -> list[Placed] | None:
    """Place some of the cues in their order; nothing, if that cannot be done without an overlap."""
    placed: list[Placed] = []
    for index in sorted(kept):
        cue = cues[index]
        at_ms = _free_ms(placed, pause_ms) if cue.at_ms is None else cue.at_ms
        end_ms = at_ms + lengths[index]
        if at_ms < _free_ms(placed, GAP_MS) or end_ms > limit_ms:
            return None
        placed.append(Placed(cue, at_ms, end_ms))
    return placed


def _free_ms(placed: Sequence[Placed], pause_ms: int) -> int:
    """Return when the next cue may start: after a pause if the last one was speech, at once after a tone."""
    if not placed:
        return 0
    last = placed[-1]
    return last.end_ms + (pause_ms if last.cue.kind == "speech" else GAP_MS)


def _rank(cue: ScriptCue) -> int:
    if cue.kind == "tone" and cue.role in ("start", "end"):
        return -1
    return _RANK[cue.role]
