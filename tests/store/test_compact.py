from __future__ import annotations

import json
from typing import Any

import pytest

from server.coach.document import timeline_document
from server.store.compact import pack, unpack
from tests.helpers.track import segment, speech, timeline


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        [3, 1, 2],
        {"cues": []},
        {"cues": [{}]},
        {"cues": [{"at_ms": 5}, {"at_ms": 3}]},
        {"cues": [{"at_ms": 5}, {"at_ms": None}]},
        {"cues": [{"at_ms": 5.5}, {"at_ms": True}]},
        {"cues": [{"at_ms": 5, "text": "One."}, {"text": "Two."}]},
        {"cues": [{"a": 1, "b": 2}, {"b": 2, "a": 1}]},
        {"cues": [1, {"a": 1}], "title": "Füße", "more": {"text": "text"}},
        timeline_document(timeline(speech(1000, "Left."), segments=(segment("calf", "left", 0, 9000),))),
    ],
)
def test_what_is_packed_comes_back_to_the_letter(value: Any) -> None:
    assert json.dumps(unpack(pack(value))) == json.dumps(value)


def test_a_timeline_takes_a_tenth_of_its_size() -> None:
    cues = [speech(2000 * number, "And hold.") for number in range(200)]
    document = timeline_document(timeline(*cues))
    assert len(pack(document)) < len(json.dumps(document)) / 10
