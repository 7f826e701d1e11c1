"""What a person leaves out of all routines, and lacks."""

from __future__ import annotations

import pytest

from server.errors import BadInput
from server.resources import shipped
from server.routine.choices import (
    AVOIDED_GROUPS,
    Avoided,
    avoided_from_document,
    offered_in,
    parse_avoided,
    with_avoided,
)
from server.routine.library import Library

EXERCISES = Library(shipped("routines")).exercises()
BY_ID = {exercise.id: exercise for exercise in EXERCISES}
ALL = Avoided(frozenset({"kneeling"}), frozenset({"toe"}), frozenset({"quad"}), frozenset({"step"}))


@pytest.mark.parametrize(
    ("avoided", "exercise", "reason"),
    [
        (Avoided(), "hip-flexor", ""),
        (Avoided(positions=frozenset({"kneeling"})), "hip-flexor", "you leave out kneeling"),
        (Avoided(positions=frozenset({"kneeling"})), "quad", ""),
        (Avoided(positions=frozenset({"floor"})), "hip-flexor", "you leave out what is done on the floor"),
        (Avoided(positions=frozenset({"floor"})), "butterfly", "you leave out what is done on the floor"),
        (Avoided(positions=frozenset({"floor"})), "ankle-pumps", ""),  # in bed
        (Avoided(positions=frozenset({"floor"})), "foot-roll", ""),  # on a chair
        (Avoided(body=frozenset({"toe"})), "pf-stretch", "you leave out what loads the toes"),
        (Avoided(exercises=frozenset({"quad"})), "quad", "you leave out this exercise"),
        (
            Avoided(props=frozenset({"step"})),
            "eccentric-drop",
            "it needs a step, which you do not have at hand",
        ),
        (
            Avoided(props=frozenset({"step", "rail", "towel"})),
            "towel-heel-raise",
            "it needs a step, a rail and a towel, which you do not have at hand",
        ),
        (Avoided(props=frozenset({"step"})), "gastroc", ""),
    ],
)
def test_an_exercise_is_avoided_for_a_reason(avoided: Avoided, exercise: str, reason: str) -> None:
    assert avoided.reason(BY_ID[exercise]) == reason


def test_settings_keep_what_is_avoided_beside_all_else() -> None:
    settings = with_avoided({"rate": 180}, ALL)
    assert settings["rate"] == 180
    assert avoided_from_document(settings) == ALL
    assert with_avoided(settings, Avoided()) == {"rate": 180}
    assert not avoided_from_document({})


@pytest.mark.parametrize("damaged", [1, ["kneeling"], {"positions": 1}, {"positions": [2, None]}])
def test_what_cannot_be_read_is_not_avoided(damaged: object) -> None:
    assert avoided_from_document({"avoided": damaged}) == Avoided()


def test_only_what_some_exercise_has_is_offered() -> None:
    assert offered_in("positions", EXERCISES) == ("standing", "sitting", "lying", "kneeling", "floor")
    assert {"toe", "knee"} < {*offered_in("body", EXERCISES)}
    assert "neck" not in offered_in("body", EXERCISES)
    assert offered_in("props", EXERCISES)[:3] == ("wall", "chair", "step")
    assert "bench" not in offered_in("props", EXERCISES)
    assert sorted(offered_in("exercises", EXERCISES)) == sorted(BY_ID)


def test_a_group_is_what_is_chosen_in_it_and_the_others_stay() -> None:
    changed = parse_avoided(ALL, "positions", ["floor", "lying"], EXERCISES)
    assert changed == Avoided(frozenset({"floor", "lying"}), ALL.body, ALL.exercises, ALL.props)
    assert parse_avoided(ALL, "body", [], EXERCISES).body == frozenset()


def test_of_props_what_is_chosen_is_at_hand() -> None:
    offered = offered_in("props", EXERCISES)
    at_hand = [prop for prop in offered if prop != "wall"]
    assert parse_avoided(Avoided(), "props", at_hand, EXERCISES).props == {"wall"}
    assert parse_avoided(ALL, "props", offered, EXERCISES).props == frozenset()


def test_what_the_library_lacks_at_present_stays_avoided() -> None:
    gone = Avoided(exercises=frozenset({"gone"}))
    assert parse_avoided(gone, "exercises", ["quad"], EXERCISES).exercises == {"gone", "quad"}


@pytest.mark.parametrize(
    ("group", "chosen", "message"),
    [
        ("position", [], 'group: "position" is nothing that can be left out; did you mean "positions"'),
        ("", [], 'group: "" is nothing that can be left out'),
        ("positions", ["kneling"], 'positions: "kneling" is not known; did you mean "kneeling"'),
        ("props", ["trampoline", "wal"], 'props: "wal" is not known; did you mean "wall"'),
        ("exercises", ["x" * 5000], "exercises: .* is not known"),
    ],
)
def test_what_cannot_be_accepted_says_why(group: str, chosen: list[str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse_avoided(Avoided(), group, chosen, EXERCISES)


def test_every_group_is_offered() -> None:
    assert all(offered_in(group, EXERCISES) for group in AVOIDED_GROUPS)
