import numpy as np
import pytest

from server.audio.codec import audio_specific_config, encode
from server.audio.format import FRAME


def test_there_is_a_packet_for_each_frame_and_one_to_end_the_last() -> None:
    assert len(encode(np.zeros(5 * FRAME, np.float32), 32_000)) == 6


def test_a_frame_that_is_not_full_is_refused() -> None:
    with pytest.raises(ValueError, match="not a whole number of frames"):
        encode(np.zeros(FRAME + 1, np.float32), 32_000)


def test_the_decoder_is_told_of_plain_aac_at_24_khz_in_mono() -> None:
    bits = int.from_bytes(audio_specific_config()[:2], "big")
    object_type, frequency_index, channels = bits >> 11, bits >> 7 & 15, bits >> 3 & 15
    assert (object_type, frequency_index, channels) == (2, 6, 1)


def test_the_same_samples_give_the_same_packets() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 20 * FRAME).astype(np.float32)
    assert encode(noise, 40_000) == encode(noise, 40_000)
