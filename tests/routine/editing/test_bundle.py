"""What is shared comes back unchanged; what anybody else sends is bounded and checked."""

from __future__ import annotations

import base64
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from server.errors import BadInput
from server.routine.editing.bundle import (
    COMMON,
    MOST_VALUES,
    Bundle,
    from_code,
    from_file,
    to_code,
    to_file,
    with_doses,
    with_free_ids,
)
from server.routine.model import Choices, DoseField, Figure

ROUTINE: dict[str, Any] = {
    "name": "Legs é",
    "purpose": "For the legs.",
    "steps": [{"exercise": "wall"}, {"exercise": "gastroc", "seconds": {"default": 45, "max": 90}}],
    "presets": [{"name": "Short", "doses": {"wall": {"seconds": 20}}}],
}
WALL: dict[str, Any] = {
    "name": "Wall",
    "kind": "hold",
    "sides": "each",
    "instruction": "Lean.",
    "form_cue": "Heel down.",
    "safety": "Stop.",
    "seconds": 30,
}
BUNDLE = Bundle("legs", ROUTINE, {"wall": WALL})
#: The first code that was ever shared: it must stay readable for good.
FIRST_CODE = "1.g9pVkJOYV5JYpJuWWJycCQzmYnCsQ10DUwtkwg00Ma2trQUA"


def nested(depth: int) -> dict[str, Any]:
    """Return groups inside groups."""
    return {"a": nested(depth - 1)} if depth else {}


def code_of(document: object) -> str:
    """Return a code as somebody might write it who ignores the rules."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, COMMON)
    plain = document if isinstance(document, bytes) else json.dumps(document).encode()
    return "1." + base64.urlsafe_b64encode(packer.compress(plain) + packer.flush()).decode().rstrip("=")


@pytest.mark.parametrize("bundle", [BUNDLE, Bundle("x", None, doses={"a": {"rest": 3}}), Bundle("x", None)])
def test_a_code_brings_what_was_packed(bundle: Bundle) -> None:
    assert from_code(to_code(bundle)) == bundle


def test_old_codes_stay_readable() -> None:
    assert from_code(FIRST_CODE) == Bundle("plantar-fasciitis", None, doses={"gastroc": {"seconds": 45}})


def test_a_file_brings_what_was_packed() -> None:
    assert from_file(to_file(BUNDLE).encode(), "legs.yaml") == BUNDLE


def test_a_code_is_short_and_safe_in_a_link() -> None:
    code = to_code(BUNDLE)
    assert code.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert len(code) < 300


def test_a_persons_doses_become_the_routines_own() -> None:
    data = with_doses(ROUTINE, Choices(doses={"gastroc": {"seconds": 60}, "wall": {"rest": 4}}))
    assert data["steps"] == [
        {"exercise": "wall", "rest": 4},
        {"exercise": "gastroc", "seconds": {"default": 60, "max": 90}},
    ]


def test_taken_ids_are_avoided() -> None:
    result = with_free_ids(BUNDLE, {"legs"}, {"wall": {**WALL, "name": "Other"}}, {"wall"})
    assert (result.id, list(result.exercises)) == ("legs-2", ["wall-2"])
    assert result.routine is not None
    assert result.routine["steps"][0] == {"exercise": "wall-2", "id": "wall"}


def test_an_exercise_that_exists_already_is_not_duplicated() -> None:
    result = with_free_ids(BUNDLE, (), {"wall": dict(WALL)}, {"wall"})
    assert (result.exercises, result.routine) == ({}, ROUTINE)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1.",
        "2.abc",
        "3.abc",
        "1.!!!!",
        "1.é",
        to_code(BUNDLE)[:-8],
        code_of([]),
        code_of(b"{"),
        code_of(b'{"id": NaN}'),
        code_of(b'{"routine": {"name": "\\ud800"}}'),
        code_of(b"[" * 5000 + b"]" * 5000),
        code_of({"id": "x", "routine": []}),
        code_of({"id": "x", "exercises": {"../x": {}}}),
        code_of({"id": "x", "exercises": [1]}),
        code_of({"id": "x", "exercises": {f"e{n}": {} for n in range(61)}}),
        code_of({"id": "x", "doses": {"a": {"rest": {}}}}),
        code_of({"id": "x", "doses": {"a": {"rest": ["3"]}}}),
        code_of({"id": "x", "routine": nested(12)}),
    ],
)
def test_what_is_not_a_routine_is_refused(code: str) -> None:
    with pytest.raises(BadInput):
        from_code(code)


def test_a_small_code_cannot_become_a_giant_text() -> None:
    code = code_of(b'{"id": "' + b"a" * 50_000_000 + b'"}')
    assert len(code) < 100_000
    tracemalloc.start()
    with pytest.raises(BadInput, match="too large"):
        from_code(code)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(("value", "holds"), [(1, 1), ("a", 1), ([], 1), ({}, 1), ([[1]], 3), ({"k": 1}, 3)])
def test_a_small_code_cannot_become_many_values(value: object, holds: int) -> None:
    code = code_of({"id": "x", "routine": {"steps": [value] * (MOST_VALUES // holds)}})
    assert len(code) < 600
    with pytest.raises(BadInput, match="more than 6,000 values; a routine needs far fewer"):
        from_code(code)


def test_a_file_may_have_no_more_values_than_a_code() -> None:
    content = b"name: x\nsteps: [" + b"1," * MOST_VALUES + b"1]\n"
    with pytest.raises(BadInput, match="more than 6,000 values"):
        from_file(content)


def test_the_most_values_are_taken() -> None:
    around = ("the document", "id", "x", "routine", "its group", "steps", "their list")
    steps = [1] * (MOST_VALUES - len(around))
    assert from_code(code_of({"id": "x", "routine": {"steps": steps}})).routine == {"steps": steps}
    with pytest.raises(BadInput):
        from_code(code_of({"id": "x", "routine": {"steps": [*steps, 1]}}))


def test_an_invalid_id_is_dropped() -> None:
    assert from_code(code_of({"id": "../../etc", "routine": {"name": "x"}})).id == ""


LANGUAGE: dict[str, Any] = {
    "name": "New",
    "purpose": "P",
    "steps": [
        {
            "rounds": 3,
            "rest": {"default": 60, "say": "Walk."},
            "steps": [{"exercise": "wall"}, {"sides": "each", "steps": [{"exercise": "gastroc", "move": 3}]}],
        },
        {"pause": 30},
        {"exercise": "soleus", "seconds": 30, "reps": 2},
        {"exercise": "raise", "skip": True},
    ],
}


def test_a_persons_doses_of_blocks_ladders_and_pauses_become_the_routines_own() -> None:
    doses: dict[str, dict[DoseField, Figure]] = {
        "rounds": {"rounds": 5, "rest": 90},
        "gastroc": {"seconds": 40, "move": 0},
        "pause": {"seconds": 45, "skip": True},
        "soleus": {"seconds": (20, 30)},
        "raise": {"tempo": (3.0, 0.5, 3.0, 0.0), "skip": False, "say": "Heavy."},
    }
    data = with_doses(LANGUAGE, Choices(doses=doses))
    assert data["steps"] == [
        {
            "rounds": 5,
            "rest": {"default": 90, "say": "Walk."},
            "steps": [
                {"exercise": "wall"},
                {"sides": "each", "steps": [{"exercise": "gastroc", "move": 0, "seconds": 40}]},
            ],
        },
        {"pause": 45, "skip": True},
        {"exercise": "soleus", "seconds": [20, 30]},
        {"exercise": "raise", "tempo": [3, 0.5, 3, 0], "say": "Heavy."},
    ]
    assert LANGUAGE["steps"][0]["rounds"] == 3


def test_what_the_first_soleus_can_read_still_goes_into_its_codes() -> None:
    assert to_code(BUNDLE).startswith("1.")
    assert to_code(Bundle("x", None, doses={"a": {"rest": 3}})).startswith("1.")
    packed = zlib.decompressobj(-15, COMMON).decompress(
        base64.urlsafe_b64decode(to_code(BUNDLE).removeprefix("1.") + "==")
    )
    assert json.loads(packed)["id"] == "legs"


@pytest.mark.parametrize(
    "bundle",
    [
        Bundle("x", LANGUAGE, {"wall": WALL}),
        Bundle("x", {**ROUTINE, "opening": "Hello."}),
        Bundle("x", {"name": "No purpose", "steps": [{"exercise": "wall"}]}),
        Bundle("x", {**ROUTINE, "steps": [{"exercise": "wall", "seconds": "1:30"}]}),
        Bundle("x", {**ROUTINE, "steps": [{"exercise": "wall", "seconds": [20, 30]}]}),
        Bundle("x", {**ROUTINE, "steps": [{"exercise": "wall", "rest": 301}]}),
        Bundle("x", {**ROUTINE, "steps": [{"exercise": "wall", "name": "Other"}]}),
        Bundle("x", {**ROUTINE, "presets": [{"name": "A", "doses": {"wall": {"skip": True}}}]}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "limb": "arm"}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "position": "sitting"}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "form_cue": ["One.", "Two."]}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "instruction": "{side} leg back."}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "instruction": "word " * 19}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "reps": 11}}),
        Bundle("x", ROUTINE, {"wall": {**WALL, "breath": False}}),
        Bundle("x", ROUTINE, {"wall": {key: text for key, text in WALL.items() if key != "form_cue"}}),
        Bundle("x", None, doses={"a": {"seconds": (20, 30)}, "b": {"skip": True, "say": "Hi."}}),
        Bundle("x", None, doses={"rounds": {"rounds": 3}}),
        Bundle("x", None, doses={"a": {"seconds": 2}}),
    ],
)
def test_what_is_new_goes_into_a_code_of_its_own_and_comes_back(bundle: Bundle) -> None:
    code = to_code(bundle)
    assert code.startswith("2.")
    assert from_code(code) == bundle


def test_exercises_inside_blocks_are_renamed_too() -> None:
    result = with_free_ids(Bundle("x", LANGUAGE, {"wall": WALL}), (), {"wall": {}}, {"wall"})
    assert result.routine
    assert result.routine["steps"][0]["steps"][0] == {"exercise": "wall-2", "id": "wall"}
