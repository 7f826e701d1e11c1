from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.voice.clips import Clip
from server.voice.clips.packing import pack_packets, pack_samples, unpack_packets, unpack_pcm


@given(st.lists(st.binary(max_size=300)).map(tuple))
def test_packets_come_back_as_they_were(packets: tuple[bytes, ...]) -> None:
    assert unpack_packets(pack_packets(packets)) == packets


@given(st.lists(st.floats(-1, 1, width=32)))
def test_samples_come_back_to_the_last_of_sixteen_bits(samples: list[float]) -> None:
    given_samples = np.array(samples, np.float32)
    packed = pack_samples(given_samples)
    back = Clip("key", "text", 0, lambda: unpack_pcm(packed)).samples
    assert back.dtype == np.float32
    assert np.abs(back - given_samples).max(initial=0) <= 0.51 / 32767
    assert pack_samples(back) == packed
