"""A workout to listen to: really spoken, laid out, assembled and decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.audio.aac import decode
from server.audio.format import GRID_MS, PRE_ROLL, Samples
from server.audio.tones import tone, tone_length_ms, tone_packets
from server.coach.model import Cue, CueKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.model import Choices, Routine
from server.track.assembly import assemble
from server.voice.clips import Clip, ClipStore


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A track with all that it was made of."""

    timeline: Timeline
    clips: Mapping[str, Clip]
    track: bytes
    heard: Samples

    def sound_of(self, cue: Cue) -> Samples:
        """Return what the cue should sound like, from its first sound on."""
        return tone(cue.text, "normal") if cue.kind == "tone" else self.clips[cue.text].samples[PRE_ROLL:]


def render(routine: Routine, choices: Choices, store: ClipStore) -> Rendered:
    """Render a routine in the default voice."""
    script = write_script(routine, choices)
    clips = store.clips(script.phrases(), store.voice(None).id, choices.rate)

    def length_ms(kind: CueKind, text: str) -> int:
        return tone_length_ms(text) if kind == "tone" else clips[text].length_ms

    def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
        if kind == "tone":
            return tone_packets(text, "normal", offset)
        return store.packets(clips[text], offset)

    timeline = lay_out(script, length_ms, GRID_MS)
    track = assemble(timeline, packets)
    return Rendered(timeline, clips, track, decode(track))
