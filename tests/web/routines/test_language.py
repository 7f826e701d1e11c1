"""Blocks, pauses, ladders and phases on the pages: shown, changed by a tap, edited and shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.config import Config
from server.routine.choices import parse_assignments
from server.routine.choices.changes import apply
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.model import Choices
from server.web.routines.cards import DoseControl, FormFaults, StepCard, step_cards
from tests.helpers.forms import form_of
from tests.helpers.language import routine_folder, routine_of

STEPS = """\
  # the runs
  - rounds: 3
    id: main
    rest: 60
    steps:
      - exercise: gastroc
        seconds: [20, 30, 40]   # a ladder
      - sides: each
        steps: [{exercise: soleus, set_rest: 60}]
  - pause: 1 min
    say: Drink some water.
  - exercise: heel-raise-two
    seconds: 45
    skip: true
"""
TEXT = f"name: Mine\npurpose: For me.\nsteps:\n{STEPS}"


@pytest.fixture
def mine(config: Config) -> Path:
    path = config.data / "routines" / "mine.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT, "utf-8")
    return path


def cards(personal: PersonalRoutine) -> dict[str, StepCard]:
    return {card.id: card for card in step_cards(personal, FormFaults(), personal.routine)}


def controls(card: StepCard) -> dict[str, DoseControl]:
    return {control.name.partition(".")[2]: control for control in (*card.main, *card.more)}


def test_a_block_stands_before_what_it_holds(tmp_path: Path) -> None:
    steps = """\
  - {rounds: 3, steps: [{exercise: calf}, {sides: each, steps: [{exercise: contract}]}]}
  - {pause: 30, say: Drink.}
  - {exercise: burpees, skip: true}
"""
    shown = cards(personal_routine(routine_of(tmp_path, steps), Choices()))
    assert [(card.number, card.depth, card.name, card.instruction) for card in shown.values()] == [
        ("", 0, "3 rounds", ""),
        ("1", 1, "Calf stretch", "Lean on the wall with one leg straight behind you."),
        ("", 1, "One side, then the other", ""),
        ("2", 2, "Hamstring, contract and relax", "Left leg up. Lift it towards you."),
        ("", 0, "Pause", "Drink."),
        ("3", 0, "Burpees", "Down to the floor, and jump."),
    ]
    assert list(controls(shown["rounds"])) == ["rounds", "rest"]
    assert list(controls(shown["sides"])) == []
    assert list(controls(shown["pause"])) == ["seconds"]
    assert shown["burpees"].left_out


def test_a_ladder_is_one_control_whose_taps_move_each_rung(tmp_path: Path) -> None:
    personal = personal_routine(
        routine_of(tmp_path, "  - {exercise: calf, seconds: [20, 30, 60]}\n"), Choices()
    )
    control = controls(cards(personal)["calf"])["seconds"]
    assert (control.value, control.minus, control.plus) == ("20, 30, 60", "15, 25, 55", "25, 35, 60")
    assert (control.range, control.lowest, control.default) == ("15 to 60", "", "20, 30, 60")


def test_a_chosen_ladder_hides_the_number_of_holds(tmp_path: Path) -> None:
    usual = personal_routine(routine_of(tmp_path, "  - exercise: calf\n"), Choices())
    assert "reps" in controls(cards(usual)["calf"])
    chosen = apply(usual, parse_assignments(usual.routine, ["calf.seconds=20,30"]))
    assert "reps" not in controls(cards(chosen)["calf"])


def test_phases_have_a_range_each(tmp_path: Path) -> None:
    personal = personal_routine(routine_of(tmp_path, "  - exercise: contract\n"), Choices())
    control = controls(cards(personal)["contract"])["phases"]
    assert (control.value, control.range) == ("6, 30", "3 to 10, 1 to 600")


def test_the_page_changes_rounds_and_ladders(client: FlaskClient, mine: Path) -> None:
    page = client.get("/routines/mine").text
    assert 'name="gastroc.seconds" inputmode="text" value="20, 30, 40"' in page
    form = {"main.rounds": "more", "gastroc.seconds": "20, 25, 0:30"}
    page = client.post("/routines/mine/doses", data=form, follow_redirects=True).text
    assert "4 rounds" in page
    assert 'value="20, 25, 30"' in page
    refused = client.post("/routines/mine/doses", data={"gastroc.seconds": "20, 900"})
    assert refused.status_code == 422
    assert 'value="20, 900"' in refused.text
    assert "900 is above the highest, 60" in refused.text


def test_the_editor_loses_nothing_that_it_does_not_show(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    assert client.post("/editor/save", data=form).status_code == 303
    assert mine.read_text("utf-8") == TEXT


def test_the_editor_changes_what_stands_in_a_block(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    form["step.0.rounds"], form["step.1.seconds"] = "5", "20, 30"
    form["step.4.pause"] = "soon"
    refused = client.post("/editor/save", data=form)
    assert refused.status_code == 422
    assert 'id="step.4.pause-fault"' in refused.text
    form["step.4.pause"] = "45"
    assert client.post("/editor/save", data=form).status_code == 303
    saved = mine.read_text("utf-8")
    assert "  # the runs\n  - rounds: 5\n" in saved
    assert "seconds: [20, 30]" in saved
    assert "  - pause: 45\n    say: Drink some water.\n" in saved


def test_rows_move_out_of_blocks_on_the_page(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    form["up"] = "1"
    page = client.post("/editor/draft", data=form).text
    assert page.index('name="step.1.exercise"') < page.index('name="step.0.kind"')
    assert 'name="step.1.depth" value="0"' in page


def test_what_was_shared_shows_its_rounds_and_pauses(client: FlaskClient, mine: Path, tmp_path: Path) -> None:
    shared = client.get("/share/mine.yaml").data.decode()
    page = client.post("/shared", data={"pasted": shared}).text
    for text in (
        "3 rounds",
        "rest 60 s",
        "hold 20, 30, 40 s",
        "One side, then the other",
        "Drink some water.",
    ):
        assert text in page
    file = routine_folder(tmp_path, "  - {rounds: 2, steps: [{exercise: burpees}]}\n")
    exercise = (file.parent / "exercises" / "burpees.yaml").read_text("utf-8").replace("\n", "\n    ")
    bundle = f"{file.read_text('utf-8')}exercises:\n  burpees:\n    {exercise.strip()}\n"
    assert "2 rounds" in client.post("/shared", data={"pasted": bundle}).text
