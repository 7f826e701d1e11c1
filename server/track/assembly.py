"""A track from its timeline: cached packets joined, nothing encoded.

A cue that starts at sample ``s`` of the track and lasts ``n`` samples takes the packets from
``s // FRAME - LEAD_PACKETS`` to ``ceil((s + n) / FRAME)``, both included. Two cues share no packet if there
are at least three frames (128 ms) between them; a cue that is not exact is moved to the nearest frame, by at
most half a frame (21 ms). The ``GAP_MS`` of every timeline, 160 ms or 3.75 frames, leaves room for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from server.audio.aac import LEAD_PACKETS
from server.audio.format import FRAME, PER_MS
from server.audio.noise_bed import bed_packets
from server.coach.model import Cue, CueKind, Timeline
from server.errors import SoleusError
from server.track.chapters import Chapter
from server.track.mp4.metadata import Tags
from server.track.mp4.muxer import m4a

#: Gives the packets of a cue's kind and text, starting so many samples into a frame.
Packets: TypeAlias = Callable[[CueKind, str, int], tuple[bytes, ...]]


class NoRoomForCue(SoleusError):
    """A cue would need packets that another cue has, or that lie outside the track."""


def assemble(
    timeline: Timeline, packets: Packets, chapters: Sequence[Chapter] = (), tags: Tags | None = None
) -> bytes:
    """Return the track as one M4A file; the same inputs give the same bytes.

    Exact cues start at their very sample, the others at the nearest frame, at most 21.4 ms away.

    :raises NoRoomForCue: when two cues are too close together, or one to the track's start or end.
    """
    joined = _bed(_packet_count(timeline.duration_ms))
    free = 0
    for cue in timeline.cues:
        frame, offset = _place(cue)
        clip = packets(cue.kind, cue.text, offset)
        start, end = frame - LEAD_PACKETS, frame - LEAD_PACKETS + len(clip)
        if start < free or end > len(joined):
            raise NoRoomForCue(_no_room(cue, start, free))
        joined[start:end] = clip
        free = end
    return m4a(joined, timeline.duration_ms, chapters, tags)


def wanted(timeline: Timeline) -> tuple[tuple[CueKind, str, int], ...]:
    """Return once each kind, text and offset that :func:`assemble` asks for, in the order of first use."""
    return tuple(dict.fromkeys((cue.kind, cue.text, _place(cue)[1]) for cue in timeline.cues))


def _place(cue: Cue) -> tuple[int, int]:
    """Return the frame that a cue starts in, and how many samples into it."""
    sample = cue.at_ms * PER_MS
    return divmod(sample, FRAME) if cue.exact else ((sample + FRAME // 2) // FRAME, 0)


def _packet_count(duration_ms: int) -> int:
    """Return the packets that a duration needs: one for each frame begun, and one to end the last."""
    return -(-duration_ms * PER_MS // FRAME) + 1


def _bed(count: int) -> list[bytes]:
    period = bed_packets()
    return (list(period) * (count // len(period) + 1))[:count]


def _no_room(cue: Cue, start: int, free: int) -> str:
    what = f"the {cue.text} tone" if cue.kind == "tone" else f"“{cue.text}”"
    if start < 0:
        why = "it is too close to the start of the track; the first cue needs at least 43 ms before it"
    elif start < free:
        why = "the cue before it is not over; leave at least 160 ms between two cues"
    else:
        why = "it would go on after the end of the track; make the track longer"
    return f"At {cue.at_ms / 1000:.3f} s there is no room for {what}: {why}."
