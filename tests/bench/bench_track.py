"""How long a track takes: joined from packets, and encoded anew.

Run ``python -m tests.bench.bench_track``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from server.audio import noise_bed
from server.audio.aac import CLIP_BIT_RATES
from server.audio.format import FRAME, GRID_MS, PER_MS, SAMPLE_RATE, Samples
from server.audio.tones import tone, tone_length_ms, tone_packets
from server.coach.model import CueKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.resources import shipped
from server.routine.choices.changes import Changes, ScaleHolds, SetFigure, apply
from server.routine.choices.personal import personal_routine
from server.routine.library.library import Library
from server.routine.model import Choices, Routine
from server.track.assembly import assemble, required_packets
from server.track.chapters import chapters_of
from server.track.mp4.metadata import Tags
from server.voice.clips import Clip, ClipStore, DiskCache
from server.voice.worker.pool import SpeakingPool
from tests.bench.measuring import Row, print_table, timed

ROUTINE = "plantar-fasciitis"
#: The routine's holds in percent of the usual, so that it takes 14 minutes.
PERCENT = 75


@dataclass(frozen=True, slots=True, eq=False)
class Workshop:
    """A routine with all its phrases spoken."""

    routine: Routine
    store: ClipStore
    clips: Mapping[str, Clip]

    def timeline(self, choices: Choices) -> Timeline:
        return lay_out(write_script(self.routine, choices), self._length_ms, GRID_MS)

    def packets(self, kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
        if kind == "tone":
            return tone_packets(text, "normal", offset)
        return self.store.packets(self.clips[text], offset)

    def mixed(self, timeline: Timeline) -> Samples:
        """Return the whole track as samples, as one who has no packets would make it."""
        frames = -(-timeline.duration_ms * PER_MS // FRAME)
        sound = noise_bed.bed_samples(frames * FRAME)
        for cue in timeline.cues:
            clip = tone(cue.text, "normal") if cue.kind == "tone" else self.clips[cue.text].samples
            sound[cue.at_ms * PER_MS :][: len(clip)] += clip
        return sound

    def _length_ms(self, kind: CueKind, text: str) -> int:
        return tone_length_ms(text) if kind == "tone" else self.clips[text].length_ms


def whole_encode(sound: Samples, coder: str) -> bytes:
    """Encode a whole track into an M4A file as FFmpeg does; left alone, it takes the coder ``twoloop``."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options={"aac_coder": coder})
        stream.bit_rate = CLIP_BIT_RATES[0]
        for start in range(0, len(sound), FRAME):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + FRAME], "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def changed_hold(routine: Routine) -> tuple[Choices, Choices]:
    """Return choices for 14 minutes, and the same with the first hold 5 seconds longer."""
    usual = apply(personal_routine(routine, Choices()), Changes((ScaleHolds(PERCENT),)))
    hold = next(step for step in routine.steps if step.exercise.kind == "hold")
    seconds = usual.doses[hold.id].seconds
    assert isinstance(seconds, int)
    longer = SetFigure(hold.id, "seconds", seconds + 5)
    return usual.choices, apply(usual, Changes((longer,))).choices


def measure(workshop: Workshop, rounds: int) -> tuple[Row, ...]:
    """Measure a changed hold: its track joined from packets, and the same track encoded anew."""
    before, after = map(workshop.timeline, changed_hold(workshop.routine))
    assemble(before, workshop.packets, chapters_of(before))
    new = len(set(required_packets(after)) - set(required_packets(before)))

    def joined() -> bytes:
        return assemble(after, workshop.packets, chapters_of(after), Tags(workshop.routine.name, "Soleus"))

    first = timed("changed hold, first time", joined, 1, f"{new} cues encoded at a new place in a packet")
    size = len(joined())
    length = f"{after.duration_ms / 60000:.1f} min, {len(after.cues)} cues, {size / 1e6:.2f} MB"
    again = timed("changed hold, packets cached", joined, rounds, length)
    sound = workshop.mixed(after)
    return first, again, *(_anew(sound, coder, again) for coder in ("fast", "twoloop"))


def _anew(sound: Samples, coder: str, joined: Row) -> Row:
    row = timed(f"whole track encoded anew, coder {coder}", lambda: whole_encode(sound, coder), rounds=2)
    return replace(row, note=f"{row.best_ms / joined.median_ms:,.0f} times as long as joining")


def measure_tracks(rounds: int = 50) -> tuple[Row, ...]:
    """Speak the routine into an empty cache, and measure."""
    routine = Library(shipped("routines")).routine(ROUTINE)
    phrases = [text for each in changed_hold(routine) for text in write_script(routine, each).phrases()]
    pool = SpeakingPool()
    with TemporaryDirectory() as folder:
        store = ClipStore(DiskCache(Path(folder), 100_000_000), pool)
        try:
            clips = store.clips(phrases, store.voice(None).id, Choices().rate)
            return measure(Workshop(routine, store, clips), rounds)
        finally:
            store.close()
            pool.close()


if __name__ == "__main__":
    print_table(measure_tracks())
