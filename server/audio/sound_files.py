"""Sound files as people have them: decoded within strict limits, and kept without loss.

FFmpeg is asked for one kind of file by its name, never to guess: among what it would guess are lists of other
files and of addresses. What comes from outside is read by a process of its own, see ``sound_process``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from server.audio.format import SAMPLE_RATE
from server.errors import BadInput

#: Seconds of a phrase: three times what the longest instruction of the shipped routines takes.
LONGEST_S: Final = 15
#: Bytes of a file with one phrase: 15 s of stereo at 48 kHz in 16 bits are 2.9 MB, and phones record mono.
LARGEST_SOUND: Final = 2_000_000
UNREADABLE: Final = "This is not a sound file that can be read. Use WAV, MP3, M4A, OGG or WebM."
#: What FFmpeg calls each kind of file, by how it begins: at which byte, and with what.
_KINDS: Final = (
    (0, b"RIFF", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (4, b"ftyp", "mov"),
)
#: The first eleven bits of a frame of MP3, and of AAC without a container, whose layer is 0.
_SYNC, _SYNC_MASK, _LAYER_MASK = 0xFFE0, 0xFFE0, 0x0006
_CODECS: Final = ("aac", "alac", "flac", "libopus", "libvorbis", "mp3", "mp3float", "opus", "vorbis")
#: Samples a second, and channels, of what is taken for a recording.
_RATES: Final = range(8_000, 192_001)
_MOST_CHANNELS: Final = 8
#: The least sound that can be a word, in seconds.
_SHORTEST_S: Final = 0.05


def read_sound(content: bytes) -> NDArray[np.int16]:
    """Return the sound of a file, mono at ``SAMPLE_RATE``, shape (samples,).

    :raises BadInput: if it is no sound file of a usual kind, has not exactly one sound, or is too long.
    """
    kind = kind_of(content)
    try:
        with av.open(io.BytesIO(content), mode="r", format=kind) as container:
            sound = np.concatenate([np.zeros(0, np.int16), *_decoded(container)])
    except (av.error.FFmpegError, ValueError, EOFError, OverflowError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(UNREADABLE) from error
    if len(sound) < _SHORTEST_S * SAMPLE_RATE:
        raise BadInput("There is no sound in this file. Record it again.")
    return sound


def write_flac(pcm: NDArray[np.int16]) -> bytes:
    """Return a sound as a FLAC file, which :func:`read_sound` gives back to the sample.

    :param pcm: mono at ``SAMPLE_RATE``, shape (samples,).
    """
    file = io.BytesIO()
    with av.open(file, mode="w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono", format="s16")
        assert isinstance(stream, AudioStream)  # noqa: S101  # the type stubs allow a video stream
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()


def kind_of(content: bytes) -> str:
    """Return what FFmpeg calls the kind of file that begins like this.

    :raises BadInput: if it is none that people record.
    """
    for start, mark, kind in _KINDS:
        if content.startswith(mark, start):
            return kind
    head = int.from_bytes(content[:2], "big")
    if head & _SYNC_MASK == _SYNC:
        return "mp3" if head & _LAYER_MASK else "aac"
    raise BadInput(UNREADABLE)


def _decoded(container: InputContainer) -> Iterator[NDArray[np.int16]]:
    """Yield the sound in parts; pictures beside it, as covers are, are passed over."""
    if len(container.streams.audio) != 1:
        raise BadInput("A file of a phrase has one sound in it. Choose another file.")
    stream = container.streams.audio[0]
    if not _is_usual(stream):
        raise BadInput(UNREADABLE)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    length_s = 0.0
    for frame in container.decode(stream):
        if frame.sample_rate not in _RATES or frame.layout.nb_channels > _MOST_CHANNELS:
            raise BadInput(UNREADABLE)
        length_s += frame.samples / frame.sample_rate
        if length_s > LONGEST_S:
            raise BadInput(f"This is longer than {LONGEST_S} seconds. Record one phrase at a time.")
        frame.pts = None  # phones leave gaps between time stamps; the sound goes on all the same
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
    yield from (part.to_ndarray()[0] for part in resampler.resample(None))


def _is_usual(stream: AudioStream) -> bool:
    codec = stream.codec_context.name
    return codec in _CODECS or codec.startswith("pcm_")
