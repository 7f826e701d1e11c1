"""A track from its timeline: cached packets joined, nothing encoded.

A cue that starts at sample ``s`` of the track and lasts ``n`` samples takes the packets from
``s // FRAME - LEAD_PACKETS`` to ``ceil((s + n) / FRAME)`` inclusive. Two cues share no packet if there are at
least three frames (128 ms) between them; a cue that is not exact is moved to the nearest frame, by at most
half a frame (21 ms). The ``GAP_MS`` of every timeline, 160 ms or 3.75 frames, leaves room for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from server.audio import FRAME, LEAD_PACKETS, PER_MS, bed_packets, packet_count
from server.coach import Cue, CueKind, Timeline
from server.errors import SoleusError
from server.track.chapters import Chapter
from server.track.mp4 import Tags, m4a_file

#: Returns the packets for a cue's kind and text, starting so many samples into a frame.
PacketSource: TypeAlias = Callable[[CueKind, str, int], tuple[bytes, ...]]


class NoRoomForCue(SoleusError):
    """A cue would need packets that another cue has, or that are outside the track."""


def assemble(
    timeline: Timeline,
    packets: PacketSource,
    chapters: Sequence[Chapter] = (),
    tags: Tags | None = None,
    bed: Sequence[bytes] | None = None,
) -> bytes:
    """Return the track as one M4A file; the same inputs give the same bytes.

    Exact cues start at their very sample, all others at the nearest frame, at most 21.4 ms away.

    :param bed: packets that are repeated where nothing else is heard; by default today's.
    :raises NoRoomForCue: if two cues are too close together, or one is too close to the start or end.
    """
    joined = _repeated(bed or bed_packets(), _packet_count(timeline.duration_ms))
    first_free = 0
    for cue in timeline.cues:
        frame, offset = _frame_and_offset(cue)
        clip = packets(cue.kind, cue.text, offset)
        start, end = frame - LEAD_PACKETS, frame - LEAD_PACKETS + len(clip)
        if start < first_free or end > len(joined):
            raise NoRoomForCue(_no_room(cue, start, first_free))
        joined[start:end] = clip
        first_free = end
    return m4a_file(joined, timeline.duration_ms, chapters, tags)


def disassemble(
    timeline: Timeline, joined: Sequence[bytes], bed: Sequence[bytes]
) -> dict[tuple[CueKind, str, int], tuple[bytes, ...]]:
    """Return the packets of each cue, by kind, text and offset, from those of a whole track.

    A timeline has the lengths of clips in milliseconds, rounded up, so a clip may seem to take a packet more
    than it does; that one is the next cue's, or the bed's.
    """
    cues: dict[tuple[CueKind, str, int], tuple[bytes, ...]] = {}
    starts = [_frame_and_offset(cue)[0] - LEAD_PACKETS for cue in timeline.cues]
    for cue, start, following in zip(timeline.cues, starts, (*starts[1:], len(joined)), strict=True):
        offset = _frame_and_offset(cue)[1]
        end = min(start + packet_count((cue.end_ms - cue.at_ms) * PER_MS, offset), following)
        last_is_bed = joined[end - 1] == bed[(end - 1) % len(bed)]
        cues.setdefault((cue.kind, cue.text, offset), tuple(joined[start : end - last_is_bed]))
    return cues


def required_packets(timeline: Timeline) -> tuple[tuple[CueKind, str, int], ...]:
    """Return once each kind, text and offset that :func:`assemble` asks for, in the order of first use."""
    return tuple(dict.fromkeys((cue.kind, cue.text, _frame_and_offset(cue)[1]) for cue in timeline.cues))


def _frame_and_offset(cue: Cue) -> tuple[int, int]:
    """Return the frame that a cue starts in, and how many samples into it."""
    sample = cue.at_ms * PER_MS
    return divmod(sample, FRAME) if cue.exact else ((sample + FRAME // 2) // FRAME, 0)


def _packet_count(duration_ms: int) -> int:
    """Return the packets that a duration needs: one for each frame begun, and one that ends the last."""
    return -(-duration_ms * PER_MS // FRAME) + 1


def _repeated(period: Sequence[bytes], count: int) -> list[bytes]:
    return (list(period) * (count // len(period) + 1))[:count]


def _no_room(cue: Cue, start: int, first_free: int) -> str:
    what = f"the {cue.text} tone" if cue.kind == "tone" else f"“{cue.text}”"
    if start < 0:
        why = "it is too close to the start of the track; the first cue needs at least 43 ms before it"
    elif start < first_free:
        why = "the cue before it has not ended; leave at least 160 ms between two cues"
    else:
        why = "it would continue after the end of the track; make the track longer"
    return f"At {cue.at_ms / 1000:.3f} s there is no room for {what}: {why}."
