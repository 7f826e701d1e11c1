from __future__ import annotations

import io

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from server.audio import LONGEST_S, SAMPLE_RATE, read_sound, read_sounds, write_flac
from server.audio.sound_files import UNREADABLE
from server.errors import BadInput
from tests.helpers.takes import wav

SECOND = (8000 * np.sin(np.linspace(0, 2 * np.pi * 440, SAMPLE_RATE))).astype(np.int16)


def encoded(pcm: NDArray[np.int16], kind: str, codec: str) -> bytes:
    """Return a sound as phones and browsers record it."""
    file, rate = io.BytesIO(), 48_000
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(part))
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "codec"),
    [
        *(("wav", "pcm_s16le"), ("wav", "pcm_f32le"), ("mp3", "libmp3lame"), ("ogg", "libopus")),
        *(("webm", "libopus"), ("ipod", "aac"), ("adts", "aac"), ("flac", "flac")),
    ],
)
def test_what_phones_and_browsers_record_is_read(kind: str, codec: str) -> None:
    sound = read_sound(encoded(SECOND, kind, codec))
    assert len(sound) == pytest.approx(SAMPLE_RATE, rel=0.06)
    spectrum = np.abs(np.fft.rfft(sound[2000:22000]))
    assert np.argmax(spectrum) * SAMPLE_RATE / 20000 == pytest.approx(440, abs=2)


def test_what_is_kept_comes_back_to_the_sample() -> None:
    assert np.array_equal(read_sound(write_flac(SECOND)), SECOND)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", UNREADABLE),
        (b"<html>", UNREADABLE),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", UNREADABLE),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", UNREADABLE),
        (wav(SECOND)[:60], "no sound"),
        (wav(SECOND)[:40], UNREADABLE),
        (b"RIFF" + bytes(500), UNREADABLE),
        (b"\x1aE\xdf\xa3" + bytes(range(256)) * 4, UNREADABLE),
        (bytes(4) + b"ftypM4A " + bytes(600), UNREADABLE),
        (wav(np.tile(SECOND, LONGEST_S + 1)), "longer than 15 seconds"),
        (wav(SECOND, sample_rate=1), UNREADABLE),
        (wav(SECOND, sample_rate=2_000_000_000), UNREADABLE),
    ],
)
def test_what_is_no_recording_of_a_phrase_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_sound(content)


def test_what_comes_from_outside_is_read_apart() -> None:
    first, second = read_sounds([wav(SECOND), wav(SECOND[:2400])])
    assert np.array_equal(first, SECOND)
    assert np.array_equal(second, SECOND[:2400])
    with pytest.raises(BadInput, match="can be read"):
        read_sounds([wav(SECOND), b"RIFF" + bytes(500), wav(SECOND)])
