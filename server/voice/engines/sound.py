"""Sound that FFmpeg reads or changes. Nothing of it is loaded before it is needed."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, cast

from server.voice.model import Speech

if TYPE_CHECKING:
    from av import AudioFrame

#: 16-bit integers.
_FORMAT: Final = "s16"


def read_sound(file: str | IO[bytes], container: str | None = None) -> Speech:
    """Read the first stream of a sound file, mixed to one channel.

    :param container: its format, such as "wav"; by default any that FFmpeg can tell.
    :raises av.error.FFmpegError: if it cannot be read.
    :raises IndexError: if there is no sound in it.
    """
    import av

    with av.open(file, "r", format=container) as opened:
        resampler = av.AudioResampler(format=_FORMAT, layout="mono")
        rate = opened.streams.audio[0].rate
        frames = [whole for frame in [*opened.decode(audio=0), None] for whole in resampler.resample(frame)]
    return Speech(pcm=b"".join(map(_bytes_of, frames)), sample_rate=rate)


def at_tempo(speech: Speech, tempo: float) -> Speech:
    """Return speech at another speed, at the same pitch.

    :param tempo: 2 for twice as fast; between 0.5 and 100.
    """
    import av
    import numpy as np
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=speech.sample_rate, format=_FORMAT, layout="mono")
    graph.link_nodes(source, graph.add("atempo", f"{tempo:.4f}"), graph.add("abuffersink")).configure()
    samples = np.frombuffer(speech.pcm, "<i2").reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format=_FORMAT, layout="mono")
    frame.sample_rate = speech.sample_rate
    for each in (frame, None):
        graph.push(each)
    frames: list[AudioFrame] = []
    try:
        while True:
            frames.append(cast("AudioFrame", graph.pull()))
    except (av.error.EOFError, av.error.BlockingIOError):
        return Speech(b"".join(map(_bytes_of, frames)), speech.sample_rate)


def _bytes_of(frame: AudioFrame) -> bytes:
    return bytes(frame.to_ndarray().tobytes())
