"""Have FFmpeg write the file: slow, but what the fast way is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from server.audio.format import FRAME, SAMPLE_RATE

_UNIT = Fraction(1, SAMPLE_RATE)


def mux(packets: Sequence[bytes], path: Path) -> None:
    """Write packets to an M4A file; the first one primes the decoder."""
    with av.open(str(path.with_suffix(".template.m4a")), "w", format="mp4") as template:
        model = template.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, FRAME), np.float32), format="fltp", layout="mono")
        silence.sample_rate = SAMPLE_RATE
        template.mux(model.encode(silence))
        template.mux(model.encode(None))
    with (
        av.open(str(path.with_suffix(".template.m4a")), "r") as settings,
        av.open(str(path), "w", format="mp4") as file,
    ):
        stream = file.add_stream_from_template(settings.streams.audio[0])
        stream.time_base = _UNIT
        for number, content in enumerate(packets):
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.duration = stream, _UNIT, FRAME
            packet.pts = packet.dts = (number - 1) * FRAME
            packet.is_keyframe = True
            file.mux_one(packet)
