"""What the buttons of a draft do: blocks, copies, pauses, presets and the finding of exercises."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from server.config import Config
from server.routine.schema.limits import MOST_STEPS
from tests.helpers.forms import form_of, with_fields

HTMX = {"HX-Request": "true"}
Form = MultiDict[str, str]
REAL = sorted((Path(__file__).parents[2] / "fixtures" / "real-routines").glob("*.yaml"))
COUCH = """\
name: Couch
purpose: To run.
steps:
  - exercise: brisk-walk
    seconds: 300
  - rounds: 8
    steps:
      - exercise: run
        move: 0
      - exercise: brisk-walk
        id: brisk-walk-2
        move: 0
"""


@pytest.fixture
def folder(config: Config) -> Path:
    return config.data / "routines"


def tap(client: FlaskClient, form: Form, **button: str) -> Form:
    """Return the form after a button, as a browser without scripts sees it."""
    fields = {name.replace("_", "-"): value for name, value in button.items()}
    data = with_fields(form, **fields)
    answer = client.post("/editor/draft", data=data)
    assert answer.status_code == 200, answer.text
    return form_of(answer.text)


def begun(client: FlaskClient, *exercises: str) -> Form:
    form = with_fields(form_of(client.get("/editor/new").text), name="Couch", purpose="To run.")
    for exercise in exercises:
        form = tap(client, form, add=exercise)
    return form


def selected(form: Form, *keys: str) -> Form:
    chosen = form.copy()
    chosen.setlist("chosen", list(keys))
    return chosen


def saved(client: FlaskClient, folder: Path, form: Form) -> str:
    answer = client.post("/editor/save", data=form)
    assert answer.status_code == 303, answer.text
    return (folder / f"{answer.location.rpartition('/')[2]}.yaml").read_text("utf-8")


def told(page: str) -> str:
    found = re.search(
        r'(?:id="told" role="status"|hx-swap-oob="innerHTML:#told")>(.*?)</div>', page, re.DOTALL
    )
    assert found
    return re.sub("<button.*?</button>|<[^>]*>", "", found[1]).strip()


def depths(form: Form) -> list[tuple[str, str]]:
    return [(key, form[f"step.{key}.depth"]) for key in form.getlist("step")]


def test_selected_steps_are_repeated(client: FlaskClient, folder: Path) -> None:
    form = begun(client, "brisk-walk", "run", "brisk-walk")
    form = tap(client, selected(form, "1", "2"), group="rounds")
    assert form.getlist("chosen") == []
    assert form["step.3.rounds"] == "3"
    assert saved(client, folder, with_fields(form, step__0__seconds="300", step__3__rounds="8")) == COUCH


def test_rounds_and_the_rest_between_them_are_changed(client: FlaskClient, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "couch.yaml").write_text(COUCH, "utf-8")
    form = form_of(client.get("/editor/routines/couch").text)
    text = saved(client, folder, with_fields(form, step__1__rounds="6", step__1__rest="1:30"))
    assert text == COUCH.replace("rounds: 8\n", "rounds: 6\n    rest: 1:30\n")


def test_selected_steps_are_done_on_one_side_and_then_on_the_other(client: FlaskClient, folder: Path) -> None:
    form = tap(client, selected(begun(client, "gastroc", "soleus"), "0", "1"), group="sides")
    assert saved(client, folder, form).endswith(
        "steps:\n  - sides: each\n    steps:\n      - exercise: gastroc\n      - exercise: soleus\n"
    )


def test_a_block_is_taken_apart_and_its_steps_stay(client: FlaskClient) -> None:
    form = tap(client, selected(begun(client, "run", "brisk-walk"), "0", "1"), group="rounds")
    assert depths(form) == [("2", "0"), ("0", "1"), ("1", "1")]
    assert depths(tap(client, form, apart="2")) == [("0", "0"), ("1", "0")]


def test_steps_enter_and_leave_a_block_by_the_same_buttons(client: FlaskClient) -> None:
    form = tap(client, selected(begun(client, "run", "brisk-walk"), "0"), group="rounds")
    assert depths(form) == [("2", "0"), ("0", "1"), ("1", "0")]
    form = tap(client, form, up="1")
    assert depths(form) == [("2", "0"), ("0", "1"), ("1", "1")]
    assert depths(tap(client, form, down="1")) == [("2", "0"), ("0", "1"), ("1", "0")]
    assert depths(tap(client, form, remove="0")) == [("2", "0"), ("1", "1")]


def test_a_block_stands_inside_another_once(client: FlaskClient) -> None:
    form = tap(client, selected(begun(client, "run", "brisk-walk"), "0"), group="rounds")
    form = tap(client, selected(form, "2", "1"), group="rounds")
    assert depths(form) == [("3", "0"), ("2", "1"), ("0", "2"), ("1", "1")]
    answer = client.post("/editor/draft", data=with_fields(selected(form, "3"), group="rounds"))
    assert answer.status_code == 422
    assert "once, not twice" in answer.text
    assert form_of(answer.text).getlist("chosen") == ["3"]


@pytest.mark.parametrize("keys", [(), ("77",), ("x",)])
def test_nothing_selected_is_said(client: FlaskClient, keys: tuple[str, ...]) -> None:
    form = selected(begun(client, "run"), *keys)
    answer = client.post("/editor/draft", data=with_fields(form, group="rounds"), headers=HTMX)
    assert "Select some steps first." in answer.text
    assert depths(form) == [("0", "0")]


@pytest.mark.parametrize("rounds", ["", "many", "0", "100000"])
def test_wrong_rounds_are_a_fault_beside_their_field(client: FlaskClient, folder: Path, rounds: str) -> None:
    form = tap(client, selected(begun(client, "run"), "0"), group="rounds")
    answer = client.post("/editor/save", data=with_fields(form, step__1__rounds=rounds))
    assert answer.status_code == 422
    assert f'name="step.1.rounds" value="{rounds}"' in answer.text
    assert ('id="step.1.rounds-fault"' in answer.text) == bool(rounds)
    assert list(folder.glob("*.yaml")) == []


def test_a_step_is_copied_with_what_was_typed(client: FlaskClient, folder: Path) -> None:
    form = with_fields(begun(client, "gastroc", "soleus"), step__0__seconds="45")
    text = saved(client, folder, tap(client, form, copy="0"))
    assert text.endswith(
        "  - exercise: gastroc\n    seconds: 45\n  - exercise: gastroc\n    id: gastroc-2\n    seconds: 45\n"
        "  - exercise: soleus\n"
    )


def test_a_pause_is_added_with_what_it_is_for(client: FlaskClient, folder: Path) -> None:
    form = with_fields(tap(client, begun(client, "run"), pause="new"), step__1__say="Drink some water.")
    assert saved(client, folder, form).endswith("  - pause: 30\n    say: Drink some water.\n")


def test_steps_with_the_same_exercise_can_be_told_apart(client: FlaskClient, folder: Path) -> None:
    form = with_fields(begun(client, "soleus", "soleus"), step__1__name="Soleus, knee bent more")
    form = with_fields(form, step__1__seconds="20, 30, 40", step__1__sides="alternate", step__1__wait="yes")
    page = client.post("/editor/draft", data=form).text
    assert "Remove: Bent-knee calf stretch, step 1" in page
    assert "Remove: Soleus, knee bent more, step 2" in page
    assert "20, 30, 40 s, sides take turns, waits for Play" in page
    text = saved(client, folder, form)
    assert "name: Soleus, knee bent more\n" in text
    assert "seconds: [20, 30, 40]\n" in text
    assert "wait: true\n" in text


@pytest.mark.parametrize(
    ("button", "said", "row"),
    [
        ({"add": "run"}, "Added: Run, step 3.", "2"),
        ({"pause": "new"}, "Added: a pause.", "2"),
        ({"copy": "0"}, "Copied: Run, step 2 is the copy.", "2"),
        ({"remove": "0"}, "Removed: Run, step 1.", "1"),
        ({"remove": "1"}, "Removed: Brisk walk, step 2.", "0"),
        ({"down": "0"}, "Moved down: Run, step 2.", ""),
        ({"up": "0"}, "", ""),
        ({"group": "rounds"}, "1 step: 3 rounds.", "2"),
        ({"group": "sides"}, "1 step: one side, then the other.", "2"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_happened_is_told_and_gone_to(
    client: FlaskClient, headers: dict[str, str], button: dict[str, str], said: str, row: str
) -> None:
    form = selected(begun(client, "run", "brisk-walk"), "1")
    page = client.post("/editor/draft", data=with_fields(form, **button), headers=headers).text
    assert told(page) == said
    assert re.findall(r'id="step-(\d+)" tabindex="-1" autofocus', page) == ([row] if row else [])


def test_without_scripts_the_page_opens_at_what_is_new(client: FlaskClient) -> None:
    page = client.post("/editor/draft", data=with_fields(begun(client, "run"), add="run")).text
    button = 'name="add" value="run" aria-label="Add Run" form="editor"'
    assert f'{button} formaction="/editor/draft?person=1#step-2"' in page


def test_too_many_steps_are_refused_and_nothing_is_lost(client: FlaskClient) -> None:
    form = begun(client)
    for key in range(MOST_STEPS):
        form.add("step", str(key))
        form[f"step.{key}.exercise"] = "run"
    answer = client.post("/editor/draft", data=with_fields(form, add="run"), headers=HTMX)
    assert "at most 60 steps" in told(answer.text)
    assert answer.text.count('class="draft-row step') == MOST_STEPS


def test_a_preset_keeps_the_figures_of_now(client: FlaskClient, folder: Path) -> None:
    form = tap(client, selected(begun(client, "run", "brisk-walk"), "0", "1"), group="rounds")
    form = with_fields(form, step__0__seconds="30", step__2__rounds="4")
    form = tap(client, form, preset_new="now", preset_name="Week 1")
    form = tap(client, with_fields(form, step__0__seconds="60"), preset_new="now", preset_name="Week 2")
    form = with_fields(form, **{"preset.1.name": "Second week"})
    text = saved(client, folder, form)
    assert text.endswith(
        "presets:\n"
        "  - name: Week 1\n    doses:\n      rounds: {rounds: 4}\n"
        "      run: {seconds: 30, reps: 1, sets: 1}\n"
        "      brisk-walk: {seconds: 90, reps: 1, sets: 1, move: 0}\n"
        "  - name: Second week\n    doses:\n      rounds: {rounds: 4}\n"
        "      run: {seconds: 60, reps: 1, sets: 1}\n"
        "      brisk-walk: {seconds: 90, reps: 1, sets: 1, move: 0}\n"
    )


def test_what_a_preset_leaves_out_is_said(client: FlaskClient) -> None:
    page = client.get("/editor/new?from=plantar-fasciitis").text
    assert "<strong>Calf stretches only</strong><span>5 steps left out</span>" in page
    assert "<strong>All of it</strong><span>nothing left out</span>" in page
    assert "<li>Calf knot release: left out</li>" in page
    assert "<li>Calf knot release: done</li>" in page


def test_a_preset_is_shown_and_removed(client: FlaskClient, folder: Path) -> None:
    form = tap(client, begun(client, "run"), preset_new="now", preset_name="Week 1")
    page = client.post("/editor/draft", data=form).text
    assert 'name="preset.0.name" value="Week 1"' in page
    assert "<li>Run: time 60 s</li>" in page
    assert "presets" not in saved(client, folder, tap(client, form, preset_remove="0"))


@pytest.mark.parametrize("place", ["1", "x", "-1"])
def test_a_preset_that_is_not_there_cannot_be_removed(client: FlaskClient, place: str) -> None:
    form = tap(client, begun(client, "run"), preset_new="now", preset_name="Week 1")
    assert "preset.0.doses" in tap(client, form, preset_remove=place)


def test_a_preset_needs_a_name_and_steps(client: FlaskClient) -> None:
    for form, said in (
        (begun(client, "run"), "Give the preset a name"),
        (with_fields(begun(client), **{"preset-name": "A"}), "Add a step first"),
    ):
        answer = client.post("/editor/draft", data=with_fields(form, **{"preset-new": "now"}), headers=HTMX)
        assert said in told(answer.text)


def test_presets_that_somebody_changed_are_refused(client: FlaskClient) -> None:
    form = with_fields(begun(client, "run"), **{"preset.0.doses": "{", "preset.0.name": "A"})
    assert client.post("/editor/draft", data=form).status_code == 400


def test_a_removed_steps_figures_do_not_go_to_the_next_new_step(client: FlaskClient, folder: Path) -> None:
    form = tap(client, begun(client, "run", "gastroc"), preset_new="now", preset_name="Week 1")
    form = tap(client, tap(client, form, remove="1"), add="heel-raise-two")
    assert "gastroc" not in saved(client, folder, form)


@pytest.mark.parametrize(
    ("exercise", "typed", "kept"),
    [
        ("soleus", {"seconds": "20, 30, 40"}, "{seconds: [20, 30, 40], sets: 1}"),
        ("soleus", {"breaths": "5"}, "{breaths: 5, reps: 2, sets: 1}"),
        ("heel-raise-two", {"seconds": "45"}, "{seconds: 45, sets: 1}"),
    ],
)
def test_a_preset_keeps_no_figure_that_another_stands_in_for(
    client: FlaskClient, folder: Path, exercise: str, typed: dict[str, str], kept: str
) -> None:
    form = with_fields(begun(client, exercise), **{f"step.0.{name}": each for name, each in typed.items()})
    form = tap(client, form, preset_new="now", preset_name="Week 1")
    assert f"{exercise}: {kept}\n" in saved(client, folder, form)


def test_figures_of_a_block_that_was_taken_apart_go_nowhere(client: FlaskClient, folder: Path) -> None:
    form = tap(client, selected(begun(client, "run"), "0"), group="rounds")
    form = tap(client, form, preset_new="now", preset_name="Week 1")
    form = tap(client, tap(client, form, apart="1"), add="gastroc")
    assert "rounds" not in saved(client, folder, form)


@pytest.mark.parametrize(
    ("typed", "shown"), [("RUN", {"run", "calf-knots"}), ("brisk", {"brisk-walk"}), ("xyz", set())]
)
def test_exercises_are_found_by_typing(client: FlaskClient, typed: str, shown: set[str]) -> None:
    page = client.post("/editor/draft", data=with_fields(begun(client), find=typed)).text
    entries = re.findall(r'<li data-words="([^"]*)"( hidden)?><button[^>]* value="([^"]*)"', page)
    found = {exercise for words, hidden, exercise in entries if not hidden}
    assert found == {exercise for words, _, exercise in entries if typed.lower() in words}
    assert (shown & found) or not shown
    assert f"{len(found) or 'No'} of {len(entries)} exercises" in page


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_saving_a_real_routine_without_a_change_changes_no_character(
    client: FlaskClient, folder: Path, file: Path
) -> None:
    shutil.copytree(file.parent, folder, dirs_exist_ok=True)
    before = file.read_bytes()
    form = form_of(client.get(f"/editor/routines/{file.stem}").text)
    assert client.post("/editor/save", data=form).status_code == 303
    assert (folder / file.name).read_bytes() == before
    moved = tap(client, tap(client, form, down=form.getlist("step")[0]), up=form.getlist("step")[0])
    assert moved.getlist("step") == form.getlist("step")


def test_what_was_removed_comes_back_where_it_was(client: FlaskClient) -> None:
    form = tap(client, selected(begun(client, "run", "brisk-walk", "gastroc"), "1", "2"), group="rounds")
    form = with_fields(form, step__1__seconds="45")
    page = client.post("/editor/draft", data=with_fields(form, remove="3")).text
    assert told(page) == "Removed: 3 rounds."
    undo = html.unescape(re.findall(r'name="undo" value="([^"]*)"', page)[0])
    later = with_fields(tap(client, form_of(page), add="soleus"), name="Typed later")
    back = tap(client, later, undo=undo)
    assert [back[f"step.{key}.exercise"] for key in back.getlist("step")] == [
        *("run", "", "brisk-walk", "gastroc", "soleus")
    ]
    assert [depth for _, depth in depths(back)] == ["0", "0", "1", "1", "0"]
    assert back["step.3.rounds"] == "3"
    assert back["step.4.seconds"] == "45"  # its key went to the step that was added
    assert back["name"] == "Typed later"


@pytest.mark.parametrize("undo", ["x", "order=0&step=9", "step=1&order=", "%ff"])
def test_an_undo_that_somebody_changed_loses_nothing(client: FlaskClient, undo: str) -> None:
    form = tap(client, begun(client, "run"), undo=undo)
    assert "run" in [form[f"step.{key}.exercise"] for key in form.getlist("step")]


def test_selected_steps_are_removed_together_and_come_back(client: FlaskClient) -> None:
    form = selected(begun(client, "run", "brisk-walk", "gastroc"), "0", "2")
    page = client.post("/editor/draft", data=with_fields(form, **{"remove-chosen": "now"})).text
    assert told(page) == "Removed: 2 steps."
    undo = html.unescape(re.findall(r'name="undo" value="([^"]*)"', page)[0])
    assert form_of(page).getlist("step") == ["1"]
    assert tap(client, form_of(page), undo=undo).getlist("step") == ["0", "1", "2"]


def test_selected_steps_are_duplicated_as_they_follow_each_other(client: FlaskClient) -> None:
    form = selected(begun(client, "run", "brisk-walk", "gastroc"), "0", "1")
    form = tap(client, form, copy_chosen="now")
    names = [form[f"step.{key}.exercise"] for key in form.getlist("step")]
    assert names == ["run", "brisk-walk", "run", "brisk-walk", "gastroc"]


@pytest.mark.parametrize(
    ("exercise", "field", "typed", "less", "more"),
    [
        ("gastroc", "seconds", "", "25", "35"),
        ("gastroc", "seconds", "41", "40", "45"),
        ("gastroc", "seconds", "0:50", "45", "55"),
        ("gastroc", "seconds", "20, 30", "15, 25", "25, 35"),
        ("gastroc", "seconds", "soon", "soon", "soon"),
        ("gastroc", "reps", "1", "1", "2"),
        ("gastroc", "nonsense", "", "", ""),
    ],
)
def test_minus_and_plus_change_what_is_typed(
    client: FlaskClient, exercise: str, field: str, typed: str, less: str, more: str
) -> None:
    form = with_fields(begun(client, exercise), **{f"step.0.{field}": typed})
    for button, after in (("less", less), ("more", more)):
        found = tap(client, form, **{button: f"step.0.{field}"})
        assert found.get(f"step.0.{field}", "") == after


def test_minus_and_plus_change_pauses_and_rounds(client: FlaskClient) -> None:
    form = tap(client, begun(client, "run"), pause="new")
    form = tap(client, selected(form, "0", "1"), group="rounds")
    form = tap(client, tap(client, form, more="step.1.pause"), less="step.2.rounds")
    assert (form["step.1.pause"], form["step.2.rounds"]) == ("35", "2")
    assert tap(client, form, more="step.2.rest")["step.2.rest"] == "5"


def test_the_length_follows_what_is_typed(client: FlaskClient) -> None:
    def length_of(page: str) -> str:
        found = re.search('id="length"[^>]*><span class="unseen">Length: </span>(.*?)</output>', page)
        assert found
        return found[1]

    assert length_of(client.get("/editor/new").text) == "–"
    form = begun(client, "gastroc")
    short = length_of(client.post("/editor/length", data=form, headers=HTMX).text)
    longer = with_fields(form, step__0__seconds="60", name="")
    assert re.fullmatch(r"\d+ min( \d+ s)?", short)
    assert length_of(client.post("/editor/length", data=longer, headers=HTMX).text) != short
    assert length_of(client.post("/editor/draft", data=longer, headers=HTMX).text) != short
    wrong = with_fields(form, step__0__seconds="soon")
    assert length_of(client.post("/editor/length", data=wrong, headers=HTMX).text) == "–"
