"""A voice for Piper that is small enough to be made by a test: it hums for as long as there are phonemes.

The model is written as ONNX's protocol buffers (onnx.proto3), byte by byte.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

#: Samples a second, and of each phoneme at a length scale of 1.
SAMPLE_RATE = 16_000
SAMPLES_A_PHONEME = 500
_INT64, _FLOAT = 7, 1


def tiny_model(tone: float = 0.1) -> bytes:
    """Return a model with the inputs and the output of Piper's.

    :param tone: radians from one sample to the next.
    """
    nodes = [
        _node("Cast", ["input_lengths"], "phonemes", _attribute("to", _FLOAT)),
        _node("Gather", ["scales", "second"], "scale"),
        _node("Mul", ["phonemes", "scale"], "scaled"),
        _node("Mul", ["scaled", "samples"], "all"),
        _node("ReduceSum", ["all"], "length", _attribute("keepdims", 0)),
        _node("Range", ["zero", "length", "one"], "number"),
        _node("Mul", ["number", "tone"], "angle"),
        _node("Sin", ["angle"], "output"),
    ]
    constants = [
        _constant("second", _INT64, struct.pack("<q", 1)),
        *(
            _constant(name, _FLOAT, struct.pack("<f", value))
            for name, value in (("samples", SAMPLES_A_PHONEME), ("zero", 0), ("one", 1), ("tone", tone))
        ),
    ]
    inputs = [
        _value("input", _INT64, "batch", "phonemes"),
        _value("input_lengths", _INT64, "batch"),
        _value("scales", _FLOAT, "three"),
    ]
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, b"tiny"),
            *(_field(5, constant) for constant in constants),
            *(_field(11, value) for value in inputs),
            _field(12, _value("output", _FLOAT, "time")),
        ]
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


def tiny_config() -> bytes:
    """Return the configuration of the model."""
    symbols = "_^$ !',.abcdefghijklmnopqrstuvwxyzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθᵻ"
    return json.dumps(
        {
            "audio": {"sample_rate": SAMPLE_RATE, "quality": "x_low"},
            "espeak": {"voice": "en-us"},
            "phoneme_type": "espeak",
            "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(symbols)},
            "num_symbols": len(symbols),
            "num_speakers": 1,
        }
    ).encode()


def write_tiny_voice(folder: Path, voice_id: str, tone: float = 0.1) -> Path:
    """Write the files of a voice into a folder, and return its model."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{voice_id}.onnx"
    model.write_bytes(tiny_model(tone))
    model.with_name(f"{model.name}.json").write_bytes(tiny_config())
    return model


def _varint(value: int) -> bytes:
    head, value = value & 0x7F, value >> 7
    return bytes([head | 0x80]) + _varint(value) if value else bytes([head])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(operation: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    named = b"".join(_field(1, name.encode()) for name in inputs)
    return named + _field(2, output.encode()) + _field(4, operation.encode()) + attribute


def _attribute(name: str, value: int) -> bytes:
    return _field(5, _field(1, name.encode()) + _number(3, value) + _number(20, 2))


def _constant(name: str, kind: int, content: bytes) -> bytes:
    return _number(2, kind) + _field(8, name.encode()) + _field(9, content)


def _value(name: str, kind: int, *dimensions: str) -> bytes:
    shape = b"".join(_field(1, _field(2, each.encode())) for each in dimensions)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, shape)))
