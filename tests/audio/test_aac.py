import numpy as np
import pytest

from server.audio.aac import LEAD_PACKETS, decode, decode_clip, encode_clip, packet_count
from server.audio.codec import decode_packets
from server.audio.format import FRAME, SAMPLE_RATE, Samples
from server.audio.noise_bed import bed_packets, bed_samples
from server.audio.tones import tone
from tests.helpers.listening import level_db, levels_db, longest_silence_ms

AT = 20


def between_bed(packets: tuple[bytes, ...]) -> Samples:
    """Play packets from packet ``AT`` of the bed on."""
    bed = bed_packets()
    return decode_packets([*bed[:AT], *packets, *bed[AT + len(packets) : AT + len(packets) + 20]])


@pytest.mark.parametrize("offset", [0, 1, 32, 511, 512, 992, 1023])
def test_a_clip_starts_at_the_very_sample_that_was_asked_for(offset: int) -> None:
    clip = tone("start", "normal")
    heard = between_bed(encode_clip(clip, offset))
    likeness = np.correlate(heard, clip, "valid")
    assert likeness.argmax() == (AT + LEAD_PACKETS) * FRAME + offset


@pytest.mark.parametrize("offset", [0, 300, 1023])
def test_nothing_is_heard_of_a_clip_before_its_time(offset: int) -> None:
    heard = between_bed(encode_clip(tone("tick", "loud"), offset))
    start = (AT + LEAD_PACKETS) * FRAME + offset
    assert level_db(heard[start - 480 : start]) < -58
    assert np.abs(heard[: start - 48]).max() < 10 ** (-46 / 20)


def test_the_bed_goes_on_under_a_pause_within_a_clip() -> None:
    burst = tone("end", "loud")
    with_pause = np.concatenate([burst, np.zeros(SAMPLE_RATE, np.float32), burst])
    heard = between_bed(encode_clip(with_pause, 100))
    pause = heard[(AT + 1) * FRAME + 100 + len(burst) :][3 * FRAME : SAMPLE_RATE - 2 * FRAME]
    levels = levels_db(pause, 50)
    assert levels.min() >= -66
    assert levels.max() <= -60
    assert longest_silence_ms(heard) < 1


@pytest.mark.parametrize(("length", "offset"), [(1, 0), (1024, 0), (1024, 1), (3000, 1023), (2048, 1023)])
def test_the_number_of_packets_is_known_without_encoding(length: int, offset: int) -> None:
    assert len(encode_clip(np.full(length, 0.1, np.float32), offset)) == packet_count(length, offset)


def test_the_same_clip_gives_the_same_packets() -> None:
    assert encode_clip(tone("start", "normal"), 7) == encode_clip(tone("start", "normal"), 7)


@pytest.mark.parametrize("offset", [0, 32, 1023])
def test_a_clip_is_decoded_at_its_place_and_without_the_bed(offset: int) -> None:
    clip = np.concatenate([tone("end", "normal"), np.zeros(FRAME, np.float32), tone("end", "normal")])
    heard = decode_clip(encode_clip(clip, offset), len(clip), offset)
    assert len(heard) == len(clip)
    assert np.correlate(heard, clip, "same").argmax() == len(clip) // 2
    pause = slice(len(clip) // 2 - 300, len(clip) // 2 + 300)
    assert level_db(heard[pause]) < level_db(bed_samples(FRAME)) - 3
    assert level_db(heard - clip) < -40


@pytest.mark.parametrize("offset", [-1, 1024])
def test_an_offset_outside_a_frame_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 1023"):
        encode_clip(tone("tick", "normal"), offset)


def test_an_empty_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one sample"):
        encode_clip(np.zeros(0, np.float32))


def test_what_is_no_sound_file_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid data"):
        decode(b"not a sound file")
