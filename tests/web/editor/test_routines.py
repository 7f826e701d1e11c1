"""The editor, with and without htmx: nothing typed is lost, and no file is overwritten by mistake."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel

from server.config import Config
from server.resources import shipped
from server.routine.library.check import check_files
from server.routine.schema.documents import RoutineDocument
from server.routine.schema.exercises import HeldExercise
from server.routine.schema.limits import LONGEST_SPOKEN
from server.web.context import services_of
from server.web.rate_limits import PREVIEWS
from tests.helpers.app import Clock
from tests.helpers.forms import form_of, with_fields

HTMX = {"HX-Request": "true"}
BY_HAND = """\
# mine
name: Mine  # really
purpose: For me.
steps:
  # the sore one
  - exercise: gastroc
    seconds: 45
  - exercise: soleus
"""
EXERCISE = {
    "x.name": "Wall lean",
    "x.kind": "hold",
    "x.sides": "each",
    "x.position": "standing",
    "x.limb": "leg",
    "x.instruction": "Lean on the wall.",
    "x.form_cue": "Heel down.",
    "x.safety": "Stop if it hurts.",
    "x.seconds": "40",
    "x.reps": "2",
    "x.sets": "1",
    "x.rest": "5",
}


@pytest.fixture
def folder(config: Config) -> Path:
    return config.data / "routines"


@pytest.fixture
def mine(client: FlaskClient, folder: Path) -> Path:
    path = folder / "mine.yaml"
    path.write_text(BY_HAND, "utf-8")
    return path


def listed_faults(page: str) -> list[str]:
    found = page.partition('<ul class="faults">')[2].partition("</ul>")[0]
    return [html.unescape(line) for line in re.findall("<li>(.*?)</li>", found)]


def test_a_routine_is_made_from_scratch(client: FlaskClient, folder: Path) -> None:
    form = form_of(client.get("/editor/new").text)
    for add in ("gastroc", "heel-raise-two"):
        form = form_of(client.post("/editor/draft", data=with_fields(form, add=add)).text)
    form = with_fields(
        form, name="After work", purpose="Two things.", step__0__seconds="40", needs="a wall\r\n"
    )
    answer = client.post("/editor/save", data=form)
    assert (answer.status_code, answer.location) == (303, "/routines/after-work")
    assert (folder / "after-work.yaml").read_text("utf-8") == (
        "name: After work\npurpose: Two things.\nneeds: [a wall]\nsteps:\n"
        "  - exercise: gastroc\n    seconds: 40\n  - exercise: heel-raise-two\n"
    )
    assert "After work" in client.get("/").text
    assert client.get(answer.location).status_code == 200


def test_only_a_name_and_steps_are_needed(client: FlaskClient, folder: Path) -> None:
    form = with_fields(form_of(client.get("/editor/new").text), name="Bare", add="gastroc")
    form = form_of(client.post("/editor/draft", data=form).text)
    answer = client.post("/editor/save", data=form)
    assert (answer.status_code, answer.location) == (303, "/routines/bare")
    assert (folder / "bare.yaml").read_text("utf-8") == "name: Bare\nsteps:\n  - exercise: gastroc\n"
    page = client.get(answer.location).text
    assert '<p class="lead"' not in page
    assert "What it is for" not in page


def test_a_purpose_is_taken_out_again(client: FlaskClient, mine: Path) -> None:
    form = with_fields(form_of(client.get("/editor/routines/mine").text), purpose=" ")
    assert client.post("/editor/save", data=form).status_code == 303
    assert mine.read_text("utf-8") == BY_HAND.replace("purpose: For me.\n", "")


def test_a_copy_of_a_shipped_routine_leaves_it_alone(client: FlaskClient, folder: Path) -> None:
    original = shipped("routines") / "heel-raise-strength.yaml"
    before = original.read_bytes()
    form = form_of(client.get("/editor/new?from=heel-raise-strength").text)
    assert form["name"] == "My Heel raise strength"
    answer = client.post("/editor/save", data=with_fields(form, name="Heel raise strength"))
    assert answer.location == "/routines/heel-raise-strength-2"
    copy = (folder / "heel-raise-strength-2.yaml").read_text("utf-8")
    assert copy == before.decode().partition("\n")[2]
    assert original.read_bytes() == before


def test_every_routine_links_to_its_form(client: FlaskClient, mine: Path) -> None:
    assert 'href="/editor"' in client.get("/").text
    for routine, form in (("mine", "/editor/routines/mine"), ("desk-break", "/editor/new?from=desk-break")):
        assert f'href="/editor/of/{routine}"' in client.get(f"/routines/{routine}").text
        assert client.get(f"/editor/of/{routine}").location == form


def test_a_shipped_routine_cannot_be_edited_or_deleted(client: FlaskClient) -> None:
    for address in ("/editor/routines/desk-break", "/editor/routines/desk-break/delete"):
        assert client.get(address).status_code == 404
    assert client.post("/editor/routines/desk-break/delete").status_code == 404
    answer = client.post("/editor/save", data={"id": "desk-break", "name": "x", "purpose": "y"})
    assert answer.status_code == 409
    assert (shipped("routines") / "desk-break.yaml").exists()


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ({"up": "1"}, ["1", "0"]),
        ({"down": "0"}, ["1", "0"]),
        ({"remove": "0"}, ["1"]),
        ({"up": "0"}, ["0", "1"]),
        ({"add": "quad"}, ["0", "1", "2"]),
        ({"up": "x", "down": "-1", "remove": "9" * 50}, ["0", "1"]),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_steps_are_ordered_by_buttons_and_nothing_typed_is_lost(
    client: FlaskClient, mine: Path, headers: dict[str, str], button: dict[str, str], order: list[str]
) -> None:
    form = with_fields(
        form_of(client.get("/editor/routines/mine").text), name="Half ty", step__1__seconds="4x"
    )
    answer = client.post("/editor/draft", data=with_fields(form, **button), headers=headers)
    assert answer.status_code == 200
    assert "HX-Request" in answer.headers["Vary"]
    assert re.findall(r'name="step" value="(\d+)"', answer.text) == order
    assert 'name="step.1.seconds" value="4x"' in answer.text
    assert ('value="Half ty"' in answer.text) == (not headers)
    assert answer.text.lstrip().startswith("<section" if headers else "<!doctype html>")
    assert mine.read_text("utf-8") == BY_HAND


def test_an_edited_file_keeps_its_comments(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    form = form_of(client.post("/editor/draft", data=with_fields(form, up="1")).text)
    answer = client.post("/editor/save", data=with_fields(form, step__1__rest="7"))
    assert answer.location == "/routines/mine"
    assert mine.read_text("utf-8") == (
        "# mine\nname: Mine  # really\npurpose: For me.\nsteps:\n"
        "  - exercise: soleus\n    rest: 7\n  # the sore one\n  - exercise: gastroc\n    seconds: 45\n"
    )


def test_saving_without_a_change_changes_no_character(client: FlaskClient, mine: Path) -> None:
    client.post("/editor/save", data=form_of(client.get("/editor/routines/mine").text))
    assert mine.read_text("utf-8") == BY_HAND


def test_the_faults_are_told_in_the_words_of_the_form_and_nothing_is_lost(
    client: FlaskClient, mine: Path
) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    wrong = {"name": "", "step.0.seconds": "1900", "step.1.rest": "soon", "step.1.seconds.min": "1850"}
    answer = client.post("/editor/save", data={**form.to_dict(flat=False), **wrong})
    assert answer.status_code == 422
    assert mine.read_text("utf-8") == BY_HAND
    assert listed_faults(answer.text) == [
        "A routine needs a name.",
        "Runner's calf stretch, step 1, Time: 1900 is above the highest hold, 1800. "
        "Write a number from 1 to 1800.",
        "Bent-knee calf stretch, step 2, Time: Say how much.",
        "Bent-knee calf stretch, step 2, Time, at least: 1850 is above the highest hold, 1800. "
        "Write a number from 1 to 1800.",
        "Bent-knee calf stretch, step 2, Rest: “soon” is not a length of time. "
        "Write 90, 1:30, 90 s or 1 min 30 s.",
    ]
    for name, value in wrong.items():
        assert f'name="{name}" value="{value}"' in answer.text
    for field in ("name-fault", "step.0.seconds-fault", "step.1.rest-fault"):
        assert f'id="{field}"' in answer.text


def test_a_broken_file_is_fixed_in_the_editor(client: FlaskClient, folder: Path) -> None:
    path = folder / "broken.yaml"
    path.write_text(
        "name: Broken\npurpose: P\nsteps:\n  - exercise: gastrok\n  - exercise: soleus\n", "utf-8"
    )
    page = client.get("/editor/routines/broken").text
    assert listed_faults(page) == [
        "gastrok, step 1: There is no exercise “gastrok”. Remove this step and add another."
    ]
    assert "<h2>1 thing to fix</h2>" in page
    form = form_of(client.post("/editor/draft", data=with_fields(form_of(page), remove="0")).text)
    assert client.post("/editor/save", data=form).status_code == 303
    assert "cannot be used" not in client.get("/").text


@pytest.mark.parametrize("how", ["by hand", "posted"])
def test_a_dose_that_the_exercise_lacks_is_a_fault_beside_its_step(
    client: FlaskClient, folder: Path, how: str
) -> None:
    content = "name: R\npurpose: P\nsteps:\n  - exercise: soleus\n  - exercise: heel-raise-two\n"
    path = folder / "reps.yaml"
    path.write_text(content + "    breaths: 3\n" * (how == "by hand"), "utf-8")
    answer = client.get("/editor/routines/reps")
    if how == "posted":
        form = with_fields(form_of(answer.text), step__1__breaths="3")
        answer = client.post("/editor/save", data=form)
        assert path.read_text("utf-8") == content
    assert answer.status_code == (200 if how == "by hand" else 422)
    assert 'name="step.1.breaths" value="3"' in answer.text
    assert 'id="step.1.breaths-fault">This exercise has no breaths. Leave this empty.' in answer.text


def test_a_fault_of_a_limit_is_shown_beside_that_limit(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    wrong = with_fields(form, step__0__seconds__max="1900", step__1__rest__min="7")
    answer = client.post("/editor/save", data=wrong)
    assert answer.status_code == 422
    assert 'id="step.0.seconds.max-fault">1900 is above the highest hold' in answer.text
    assert 'id="step.0.seconds-fault"' not in answer.text
    assert 'id="step.1.rest-fault">Say how much.' in answer.text


def test_the_faults_of_a_broken_exercise_are_not_shown_beside_the_routines_fields(
    client: FlaskClient, mine: Path, folder: Path
) -> None:
    (folder / "exercises").mkdir()
    (folder / "exercises" / "wall.yaml").write_text('name: ""\nsource: 3\n', "utf-8")
    mine.write_text(BY_HAND.replace("soleus", "wall"), "utf-8")
    page = client.get("/editor/routines/mine").text
    assert "Exercise “wall”, Name: An exercise needs a name." in listed_faults(page)
    assert 'id="name-fault"' not in page
    assert 'id="source-fault"' not in page
    assert "This exercise of your own has faults. Fix it first." in page


def test_a_file_that_is_not_yaml_is_reported(client: FlaskClient, folder: Path) -> None:
    (folder / "broken.yaml").write_text("name: a: b\n", "utf-8")
    answer = client.get("/editor/routines/broken")
    assert answer.status_code == 400
    assert "broken.yaml:1: this is not YAML" in answer.text


@pytest.mark.parametrize("by_hand", [BY_HAND + "  - exercise: quad  # new\n", "name: a: b\n"])
def test_a_file_changed_in_the_meantime_is_not_overwritten(
    client: FlaskClient, mine: Path, by_hand: str
) -> None:
    form = with_fields(form_of(client.get("/editor/routines/mine").text), purpose="Typed on the phone.")
    mine.write_text(by_hand, "utf-8")
    answer = client.post("/editor/save", data=form)
    assert answer.status_code == 409
    assert mine.read_text("utf-8") == by_hand
    assert "mine.yaml was changed in the meantime" in answer.text
    assert "Typed on the phone." in answer.text
    assert html.escape(by_hand.splitlines()[-1]) in answer.text


def test_saving_again_replaces_the_file_and_keeps_comments(client: FlaskClient, mine: Path) -> None:
    form = with_fields(form_of(client.get("/editor/routines/mine").text), step__0__seconds="30")
    mine.write_text(BY_HAND.replace("# mine", "# by hand"), "utf-8")
    again = form_of(client.post("/editor/save", data=form).text)
    assert client.post("/editor/save", data=again).status_code == 303
    assert mine.read_text("utf-8") == BY_HAND.replace("# mine", "# by hand").replace("45", "30")


def test_a_file_deleted_in_the_meantime_is_saved_as_a_new_one(client: FlaskClient, mine: Path) -> None:
    form = form_of(client.get("/editor/routines/mine").text)
    mine.unlink()
    answer = client.post("/editor/save", data=form)
    assert answer.status_code == 409
    assert client.post("/editor/save", data=form_of(answer.text)).location == "/routines/mine"
    assert mine.exists()


def test_deleting_asks_and_can_be_undone(client: FlaskClient, mine: Path, app: Flask, clock: Clock) -> None:
    asked = client.get("/editor/routines/mine/delete").text
    assert "Delete “Mine”?" in asked
    assert mine.exists()
    answer = client.post("/editor/routines/mine/delete")
    page = client.get(answer.location).text
    assert not mine.exists()
    assert "Undo" in page
    name = re.findall(r'name="name" value="([^"]*)"', page)[0]
    assert client.post("/editor/restore/routines", data={"name": name}).status_code == 303
    assert mine.read_text("utf-8") == BY_HAND


def test_what_was_deleted_is_offered_after_a_restart(client: FlaskClient, mine: Path) -> None:
    client.post("/editor/routines/mine/delete")
    page = client.get("/editor").text
    assert "Restore" in page
    assert "Undo" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/editor/draft",
        "/editor/save",
        "/editor/hear",
        "/editor/restore/routines",
        "/shared/save",
    ],
)
def test_a_get_changes_nothing(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("address", ["/editor", "/editor/new", "/editor/exercise", "/share/desk-break"])
def test_strangers_are_asked_to_pair(stranger: FlaskClient, address: str) -> None:
    assert stranger.get(address).status_code == 401


def test_another_site_cannot_save(client: FlaskClient) -> None:
    assert client.post("/editor/save", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_line_is_heard_before_anything_is_saved(
    client: FlaskClient, folder: Path, headers: dict[str, str]
) -> None:
    data = {**EXERCISE, "hear": "instruction", "name": "Half typed"}
    answer = client.post("/editor/exercise/hear", data=data, headers=headers)
    assert answer.status_code == 200
    assert ("Half typed" in answer.text) == (not headers)
    sound = re.findall(r'<audio[^>]* src="([^"]*)"', answer.text)[0]
    heard = client.get(sound)
    assert heard.mimetype == "audio/mp4"
    assert heard.data[4:8] == b"ftyp"
    assert client.get(sound, headers={"Range": "bytes=0-99"}).status_code == 206
    assert list(folder.rglob("*.yaml")) == []


@pytest.mark.parametrize("say", ["", "...", "a\x00b", "a" * (LONGEST_SPOKEN + 1)])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_line_that_cannot_be_spoken_is_reported(
    client: FlaskClient, say: str, headers: dict[str, str]
) -> None:
    answer = client.post("/editor/hear", data={"say": say, "name": "Half typed"}, headers=headers)
    assert answer.status_code == 422
    reason = "too many to be spoken" if len(say) > LONGEST_SPOKEN else "no words here to speak"
    assert reason in answer.text
    assert ("Half typed" in answer.text) == (not headers)


def test_a_phrase_that_the_engine_refuses_is_named(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.voice.worker.pool import UnspeakablePhrase

    def refuse(*_args: Any) -> None:
        raise UnspeakablePhrase("Xyz.", "there was no sound")

    monkeypatch.setattr(services_of(app).speech, "clip_of", refuse)
    answer = client.post("/editor/hear", data={"say": "Xyz"}, headers=HTMX)
    assert answer.status_code == 422
    assert "&#34;Xyz.&#34; cannot be spoken" in answer.text


def test_only_so_many_lines_a_minute(client: FlaskClient) -> None:
    for _ in range(PREVIEWS.amount):
        assert client.post("/editor/hear", data={"say": "one"}, headers=HTMX).status_code == 200
    answer = client.post("/editor/hear", data={"say": "one"}, headers=HTMX)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_only_lines_that_were_heard_have_an_address(client: FlaskClient) -> None:
    assert client.get("/said/WyJIZWxsbyJd.forged.m4a").status_code == 404


def test_a_new_exercise_goes_straight_into_the_routine(client: FlaskClient, folder: Path) -> None:
    draft = with_fields(
        form_of(client.get("/editor/new").text), name="With my own", purpose="P", add="gastroc"
    )
    draft = form_of(client.post("/editor/draft", data=draft).text)
    exercise = form_of(client.post("/editor/exercise", data=draft).text)
    for name, value in EXERCISE.items():
        exercise[name] = value
    back = form_of(client.post("/editor/exercise/save", data=exercise).text)
    assert (folder / "exercises" / "wall-lean.yaml").read_text("utf-8") == (
        "name: Wall lean\nkind: hold\nsides: each\nlimb: leg\ninstruction: Lean on the wall.\n"
        "form_cue: Heel down.\n"
        "safety: Stop if it hurts.\nseconds: 40\nreps: 2\n"
    )
    assert back["name"] == "With my own"
    assert client.post("/editor/save", data=back).location == "/routines/with-my-own"
    assert "exercise: gastroc\n  - exercise: wall-lean\n" in (folder / "with-my-own.yaml").read_text("utf-8")


def test_a_faulty_exercise_is_not_saved_and_nothing_is_lost(client: FlaskClient, folder: Path) -> None:
    words = " ".join(["word"] * 25)
    answer = client.post(
        "/editor/exercise/save", data={**EXERCISE, "x.instruction": words, "x.kind": "", "name": "Draft"}
    )
    assert answer.status_code == 422
    assert any("25 words are too many" in line for line in listed_faults(answer.text))
    assert f">{words}</textarea>" in answer.text
    assert '<input type="hidden" name="name" value="Draft">' in answer.text
    assert not (folder / "exercises").exists()


def test_the_faults_of_an_exercise_are_shown_beside_its_fields(client: FlaskClient) -> None:
    wrong = {"x.seconds": "1900", "x.rest.max": "999", "x.safety": "", "x.tempo_words.1": "a" * 31}
    page = client.post("/editor/exercise/save", data={**EXERCISE, **wrong}).text
    for name in ("x.seconds", "x.rest.max", "x.safety"):
        assert f'id="{name}-fault"' in page
    assert 'id="x.rest-fault"' not in page
    reps = {"x.kind": "reps", "x.tempo": "1-2-1-99"}
    page = client.post("/editor/exercise/save", data={**EXERCISE, **wrong, **reps}).text
    assert 'id="x.tempo-fault">99 is above the highest phase' in page
    assert 'id="x.tempo_words.1-fault">Too many characters, 31' in page


def test_an_exercise_with_a_tempo(client: FlaskClient, folder: Path) -> None:
    words = {f"x.tempo_words.{place}": word for place, word in enumerate(("rise", "stay, stay", "sink", ""))}
    tempo = {"x.kind": "reps", "x.tempo": "2-1-2-0", **words}
    assert client.post("/editor/exercise/save", data={**EXERCISE, **tempo}).location == "/editor"
    text = (folder / "exercises" / "wall-lean.yaml").read_text("utf-8")
    assert text.endswith("reps: 2\ntempo: [2, 1, 2, 0]\ntempo_words: [rise, 'stay, stay', sink, '']\n")
    assert check_files([folder]) == ()


def test_an_exercise_is_edited_and_keeps_its_comments(client: FlaskClient, folder: Path) -> None:
    client.post("/editor/exercise/save", data=EXERCISE)
    path = folder / "exercises" / "wall-lean.yaml"
    path.write_text(path.read_text("utf-8").replace("seconds: 40", "seconds: 40  # long"), "utf-8")
    form = form_of(client.get("/editor/exercise/wall-lean").text)
    before = path.read_text("utf-8")
    client.post("/editor/exercise/save", data=form)
    assert path.read_text("utf-8") == before
    form = form_of(client.get("/editor/exercise/wall-lean").text)
    client.post("/editor/exercise/save", data={**form, "x.form_cue": "Knee straight."})
    assert path.read_text("utf-8") == before.replace("Heel down.", "Knee straight.")
    path.write_text(before, "utf-8")
    assert client.post("/editor/exercise/save", data={**form, "x.form_cue": "Other."}).status_code == 303
    path.write_text(before + "# by hand\n", "utf-8")
    assert client.post("/editor/exercise/save", data={**form, "x.form_cue": "Other."}).status_code == 409


def test_an_exercise_that_a_routine_uses_cannot_be_deleted(client: FlaskClient, folder: Path) -> None:
    client.post("/editor/exercise/save", data=EXERCISE)
    (folder / "mine.yaml").write_text(BY_HAND.replace("soleus", "wall-lean"), "utf-8")
    assert "part of Mine" in client.get("/editor/exercises/wall-lean/delete").text
    assert client.post("/editor/exercises/wall-lean/delete").status_code == 400
    client.post("/editor/routines/mine/delete")
    assert client.post("/editor/exercises/wall-lean/delete").status_code == 303
    assert not (folder / "exercises" / "wall-lean.yaml").exists()


@pytest.mark.parametrize(
    ("address", "model", "start"),
    [("/editor/new", RoutineDocument, ""), ("/editor/exercise", HeldExercise, "x.")],
)
def test_a_field_takes_as_many_characters_as_a_file_may_have(
    client: FlaskClient, address: str, model: type[BaseModel], start: str
) -> None:
    page = client.get(address).text
    lengths = {
        start + name: schema["maxLength"]
        for name, schema in model.model_json_schema()["properties"].items()
        if "maxLength" in schema and name != "figure_alt"
    }
    assert len(lengths) >= 4
    for name, longest in lengths.items():
        field = re.findall(rf'<(?:input|textarea)[^>]* name="{re.escape(name)}"[^>]*>', page)[0]
        assert f' maxlength="{longest}"' in field, name


def test_the_templates_name_each_limit() -> None:
    for template in (shipped("templates") / "editor").rglob("*.html"):
        assert not re.findall(r'maxlength="[0-9]+"|longest=[0-9]+', template.read_text("utf-8")), template


def test_what_is_typed_is_text_and_nothing_else(client: FlaskClient, folder: Path) -> None:
    evil = '"><script>alert(1)</script>'
    data = {"name": evil, "purpose": evil, "step": "0", "step.0.exercise": evil, "step.0.seconds": evil}
    assert "<script>alert" not in client.post("/editor/save", data=data).text
    client.post("/editor/save", data={**data, "step.0.exercise": "gastroc", "step.0.seconds": ""})
    assert "<script>alert" not in client.get("/editor").text + client.get("/").text
    assert [path.name for path in folder.glob("*.yaml")] == ["script-alert-1-script.yaml"]


def test_exercises_that_a_file_holds_itself_are_known_in_its_form(client: FlaskClient, mine: Path) -> None:
    wall = "{name: Wall sit, kind: reps, sides: both, instruction: Slide down., safety: Stop., seconds: 40}"
    mine.write_text(f"name: M\npurpose: P\nsteps: [{{exercise: sit}}]\nexercises: {{sit: {wall}}}\n", "utf-8")
    page = client.get("/editor/routines/mine").text
    assert "Wall sit" in page
    assert "Slide down." in page
    assert 'name="step.0.breaths"' not in page
