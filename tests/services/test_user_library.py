"""A person's own routines and exercises: checked, saved and kept apart from the shipped ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.digests import digest_of
from server.errors import BadInput, NotFound
from server.routine.editing.exercise_form import NEW_EXERCISE, exercise_inputs
from server.routine.editing.routine_form import RoutineDraft, draft_of
from server.routine.editing.rows import StepRow
from server.routine.library.library import Library
from server.routine.parsing.diagnostics import Faulty
from server.routine.parsing.reading import Source, read
from server.services.user_library import DraftOrigin, SaveConflict, UserLibrary
from server.store import Store
from tests.helpers.samples import CALF, RAISE, ROUTINE, folder_of, write

NOW_MS = 1_767_225_600_000
DRAFT = RoutineDraft({"name": "After work", "purpose": "P"}, (StepRow(0, "calf"), StepRow(1, "twist")))
EXERCISE = {
    **NEW_EXERCISE,
    "name": "Wall lean",
    "instruction": "Lean on the wall.",
    "form_cue": "Heel down.",
    "safety": "Stop if it hurts.",
}


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "shipped", legs=ROUTINE)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    write(tmp_path / "own" / "exercises" / "twist.yaml", CALF.replace("Calf stretch", "Twist"))
    return tmp_path / "own"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'soleus.db'}")
    yield opened
    opened.close()


@pytest.fixture
def library(shipped: Path, own: Path, store: Store) -> UserLibrary:
    return UserLibrary(own, Library(shipped, own), store)


def opened(library: UserLibrary, routine_id: str) -> tuple[RoutineDraft, DraftOrigin]:
    """Return the draft of a saved routine and where it comes from."""
    content = library.files.content("routine", routine_id)
    checked = library.check_routine(routine_id, content)
    return draft_of(checked.data()), DraftOrigin(routine_id, digest=digest_of(content))


def test_an_unchanged_exercise_is_read_once_over_two_previews(shipped: Path, own: Path, store: Store) -> None:
    reads: Counter[Path] = Counter()

    def counted(file: Path) -> Source:
        reads[file] += 1
        return read(file)

    everything = Library(shipped, own, read_file=counted)
    for _ in range(2):
        library = UserLibrary(own, everything, store)  # as each request makes one
        assert library.check_routine("mine", ROUTINE.replace("raise", "twist").encode()).faults == ()
        assert set(library.catalog().exercises) == {"calf", "raise", "twist"}
    assert reads[own / "exercises" / "twist.yaml"] == 1
    write(own / "exercises" / "twist.yaml", RAISE)
    assert library.catalog().exercises["twist"].name == "Heel raise"
    assert reads[own / "exercises" / "twist.yaml"] == 2


def test_what_is_own_is_told_from_what_is_shipped(library: UserLibrary, own: Path, shipped: Path) -> None:
    write(own / "mine.yaml", ROUTINE)
    write(own / "broken.yaml", "name: [")
    assert [exercise.id for exercise in library.exercises()] == ["twist"]
    assert library.routine_ids() == {"mine", "broken"}
    assert library.taken_ids("routine") == {"legs", "mine", "broken"}
    assert library.taken_ids("exercise") == {"calf", "raise", "twist"}
    assert library.routine_file("mine") == own / "mine.yaml"
    assert library.routine_file("legs") == shipped / "legs.yaml"
    with pytest.raises(NotFound):
        library.routine_file("gone")
    assert [library.title("routine", each) for each in ("mine", "broken")] == ["My calves", "broken"]
    assert library.title("exercise", "twist") == "Twist"


def test_a_draft_is_saved_under_a_free_id(library: UserLibrary, own: Path) -> None:
    assert [library.save_routine(DRAFT, DraftOrigin(), None) for _ in range(2)] == [
        "after-work",
        "after-work-2",
    ]
    assert (own / "after-work.yaml").read_text() == (
        "name: After work\npurpose: P\nsteps:\n  - exercise: calf\n  - exercise: twist\n"
    )


def test_a_copy_keeps_what_no_form_shows(library: UserLibrary, own: Path, shipped: Path) -> None:
    write(shipped / "legs.yaml", f"# yaml-language-server: $schema=x\n{ROUTINE}order: 7  # first\n")
    draft = library.copy_of("legs")
    assert draft.texts["name"] == "My My calves"
    saved = library.save_routine(draft, DraftOrigin(copied_from="legs"), None)
    assert (own / f"{saved}.yaml").read_text() == (
        ROUTINE.replace("My calves", "My My calves") + "order: 7  # first\n"
    )


def test_a_routine_with_faults_is_not_saved(library: UserLibrary, own: Path) -> None:
    row = StepRow(4, "raise", inputs={"breaths": "3", "sets.max": "99"})
    draft = RoutineDraft({"name": "", "purpose": "P"}, (StepRow(2, "calf"), row))
    with pytest.raises(Faulty) as refused:
        library.save_routine(draft, DraftOrigin(), None)
    assert {fault.path for fault in refused.value.faults} == {
        ("name",),
        ("steps", 1, "breaths"),
        ("steps", 1, "sets", "default"),
        ("steps", 1, "sets", "max"),
    }
    assert library.routine_ids() == set()


def test_a_conflict_brings_the_current_file_and_saving_again_replaces_it(
    library: UserLibrary, own: Path
) -> None:
    write(own / "mine.yaml", ROUTINE)
    draft, origin = opened(library, "mine")
    write(own / "mine.yaml", ROUTINE + "order: 3\n")
    with pytest.raises(SaveConflict) as conflict:
        library.save_routine(draft.without({0}), origin, None)
    assert conflict.value.current == ROUTINE + "order: 3\n"
    assert (own / "mine.yaml").read_text() == ROUTINE + "order: 3\n"
    assert library.save_routine(draft.without({0}), conflict.value.origin, None) == "mine"
    assert (own / "mine.yaml").read_text() == ROUTINE.replace("  - exercise: calf\n", "") + "order: 3\n"


def test_a_file_that_is_gone_is_saved_again_as_a_new_one(library: UserLibrary, own: Path) -> None:
    write(own / "mine.yaml", ROUTINE)
    draft, origin = opened(library, "mine")
    (own / "mine.yaml").unlink()
    with pytest.raises(SaveConflict) as conflict:
        library.save_routine(draft, origin, None)
    assert (conflict.value.current, conflict.value.origin.id) == ("", "")
    assert library.save_routine(draft, conflict.value.origin, None) == "my-calves"


@pytest.mark.parametrize("steps", ["steps: 3", "steps: [calf]", "steps:"])
def test_a_file_whose_steps_became_something_else_is_refused(
    library: UserLibrary, own: Path, steps: str
) -> None:
    content = f"name: X\npurpose: Y\n{steps}\n"
    write(own / "mine.yaml", content)
    with pytest.raises(BadInput):
        library.save_routine(DRAFT, DraftOrigin("mine", digest=digest_of(content)), None)
    assert (own / "mine.yaml").read_text() == content


def test_a_file_that_became_unreadable_is_named_by_its_fault(library: UserLibrary, own: Path) -> None:
    write(own / "mine.yaml", "name: a: b\n")
    with pytest.raises(Faulty) as refused:
        library.save_routine(DRAFT, DraftOrigin("mine", digest=digest_of("name: a: b\n")), None)
    assert refused.value.faults[0].in_folder.startswith("mine.yaml:1: this is not YAML")


def test_an_exercise_is_saved_and_edited(library: UserLibrary, own: Path) -> None:
    assert library.save_exercise(EXERCISE, DraftOrigin(), None) == "wall-lean"
    content = library.files.content("exercise", "wall-lean")
    origin = DraftOrigin("wall-lean", digest=digest_of(content))
    checked = library.check_exercise("wall-lean", content)
    typed = {**exercise_inputs(checked.data()), "form_cue": "Knee straight.", "sets": "3"}
    assert library.save_exercise(typed, origin, None) == "wall-lean"
    assert library.files.content("exercise", "wall-lean") == (
        content.replace(b"Heel down", b"Knee straight") + b"sets: 3\n"
    )
    with pytest.raises(SaveConflict):
        library.save_exercise(EXERCISE, origin, None)
    with pytest.raises(Faulty, match="is empty"):
        library.save_exercise({**EXERCISE, "safety": " "}, DraftOrigin(), None)


def test_an_exercise_that_a_routine_uses_cannot_be_deleted(library: UserLibrary, own: Path) -> None:
    library.save_routine(DRAFT, DraftOrigin(), None)
    assert library.routines_using("twist") == ["After work"]
    with pytest.raises(BadInput, match="This exercise is part of After work"):
        library.delete("exercise", "twist", NOW_MS, None)
    library.delete("routine", "after-work", NOW_MS, None)
    library.delete("exercise", "twist", NOW_MS, None)
    assert library.exercises() == ()


def test_a_restored_routine_gets_an_id_that_is_free_among_the_shipped_ones(
    library: UserLibrary, own: Path, shipped: Path
) -> None:
    write(own / "mine.yaml", ROUTINE)
    deleted = library.delete("routine", "mine", NOW_MS, None)
    write(shipped / "mine.yaml", ROUTINE)
    assert library.restore("routine", deleted.name, None) == "mine-2"
