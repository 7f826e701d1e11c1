"""What a worker and its owner say to each other: frames, each after its length."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

from server.voice.model import Speech

#: Bytes of a frame: more than any phrase within the limits needs, ten minutes at 48 kHz.
_LONGEST_FRAME: Final = 64 * 1024 * 1024
_LENGTH: Final = struct.Struct(">I")


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write one frame and flush."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """Read one frame.

    :raises EOFError: if the stream ends, or makes no sense.
    """
    head = _read_exactly(stream, _LENGTH.size)
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST_FRAME:
        raise EOFError(f"a frame of {length} bytes is longer than the longest, {_LONGEST_FRAME}")
    return _read_exactly(stream, length)


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the stream ended within a frame")
    return data


def write_message(stream: BinaryIO, **message: Any) -> None:
    """Write a JSON object as one frame."""
    write_frame(stream, json.dumps(message).encode())


def read_message(stream: BinaryIO) -> dict[str, Any]:
    """Read a JSON object.

    :raises EOFError: if the stream ends, or makes no sense.
    """
    try:
        return dict(json.loads(read_frame(stream)))
    except (TypeError, ValueError) as error:
        raise EOFError("a frame is not a message") from error


def write_speech(stream: BinaryIO, speech: Speech) -> None:
    """Write a message that names the sample rate, then the samples as a second frame."""
    write_message(stream, sample_rate=speech.sample_rate)
    write_frame(stream, speech.pcm)


def read_samples(stream: BinaryIO, sample_rate: int) -> Speech:
    """Read the frame of samples that follows the message."""
    return Speech(pcm=read_frame(stream), sample_rate=sample_rate)
