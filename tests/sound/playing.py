"""Packets to samples, without a file around them."""

from __future__ import annotations

from collections.abc import Sequence

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from server.sound.encoder import audio_specific_config
from server.sound.format import FRAME, SAMPLE_RATE, Samples


def play(packets: Sequence[bytes]) -> Samples:
    """Decode packets; packet ``p`` and the next give the samples from ``p * FRAME`` on."""
    decoder = av.CodecContext.create("aac", "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.extradata = audio_specific_config()
    decoder.sample_rate = SAMPLE_RATE
    frames = [frame.to_ndarray()[0] for packet in packets for frame in decoder.decode(av.Packet(packet))]
    return np.concatenate(frames)[FRAME:]
