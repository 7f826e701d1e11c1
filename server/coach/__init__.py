"""What is said and exactly when: script and timeline. Pure: no files, no clock, no audio.

May use ``routine`` (the model and choices) and the base modules.
"""

from server.coach.document import timeline_document, timeline_from_document
from server.coach.introductions import for_side
from server.coach.lines import LANGUAGES, sentence
from server.coach.listing import as_text, minutes_and_seconds
from server.coach.model import (
    REST_KINDS,
    WORK_KINDS,
    Cue,
    CueKind,
    Script,
    Segment,
    SegmentKind,
    Timeline,
)
from server.coach.opening import needs_sentence
from server.coach.position import corresponding_position, segment_index_at
from server.coach.sample import voice_sample
from server.coach.script import NothingToDo, estimated_ms, write_script
from server.coach.time_costs import Cost, costs
from server.coach.timeline import lay_out
from server.coach.work_intervals import holds_s, sides_in_order

__all__ = [
    "LANGUAGES",
    "REST_KINDS",
    "WORK_KINDS",
    "Cost",
    "Cue",
    "CueKind",
    "NothingToDo",
    "Script",
    "Segment",
    "SegmentKind",
    "Timeline",
    "as_text",
    "corresponding_position",
    "costs",
    "estimated_ms",
    "for_side",
    "holds_s",
    "lay_out",
    "minutes_and_seconds",
    "needs_sentence",
    "segment_index_at",
    "sentence",
    "sides_in_order",
    "timeline_document",
    "timeline_from_document",
    "voice_sample",
    "write_script",
]
