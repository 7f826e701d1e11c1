from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from server.errors import BadInput, NotFound
from server.routine.choices.doses import dose_of
from server.routine.library.files import FileCache
from server.routine.library.library import Library
from server.routine.model import Amount, Choices, Dose, Preset
from server.routine.parsing.reading import read
from tests.helpers.samples import CALF, RAISE, ROUTINE, folder_of, write


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "shipped", legs=ROUTINE)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


@pytest.fixture
def library(shipped: Path, own: Path) -> Library:
    return Library(shipped, own)


def ids(library: Library) -> list[str]:
    return [routine.id for routine in library.routines()]


def test_a_routine_is_read_with_all_that_its_files_say(shipped: Path) -> None:
    write(
        shipped / "week.yaml",
        """\
name: The week
purpose: >-
  Folded
  over lines.
how_often: daily
occasion: strength
order: 7
needs: [a wall]
source: A book.
steps:
  - exercise: calf
    id: calf-again
    seconds: {default: 90, max: 120}
    rest: 3
  - exercise: raise
    tempo: [1, 0, 1.5, 0]
presets:
  - name: Hard
    doses: {raise: {reps: 20}}
""",
    )
    routine = Library(shipped).routine("week")
    assert (routine.id, routine.name, routine.purpose) == ("week", "The week", "Folded over lines.")
    assert (routine.how_often, routine.occasion, routine.order) == ("daily", "strength", 7)
    assert (routine.needs, routine.source) == (("a wall",), "A book.")
    assert routine.presets == (Preset("Hard", {"raise": {"reps": 20}}),)
    calf, lift = routine.steps
    assert (calf.id, calf.exercise.id, lift.id) == ("calf-again", "calf", "raise")
    assert calf.amounts == {
        "seconds": Amount(90, 15, 120),
        "reps": Amount(2, 1, 5),
        "sets": Amount(1, 1, 10),
        "rest": Amount(3, 0, 600),
    }
    assert lift.amounts["tempo"] == Amount((1, 0, 1.5, 0), 0, 30)
    assert lift.exercise.tempo_words == ("up", "hold", "down", "pause")
    assert dose_of(lift, Choices()) == Dose(reps=12, sets=1, rest=5, tempo=(1, 0, 1.5, 0))


def test_what_a_file_leaves_out_has_a_default(library: Library) -> None:
    legs = library.routine("legs")
    assert (legs.occasion, legs.order, legs.needs, legs.presets) == ("my own", 100, (), ())
    calf = legs.steps[0].exercise
    assert (calf.position, calf.limb, calf.safety_cue) == ("standing", "none", "")


def test_figures_without_a_range_may_be_changed_within_generous_bounds(shipped: Path) -> None:
    write(shipped / "exercises" / "calf.yaml", CALF.replace("{default: 30, min: 15, max: 60}", "30"))
    write(shipped / "exercises" / "raise.yaml", RAISE.replace("{default: 12, min: 6, max: 20}", "12"))
    calf, lift = Library(shipped).routine("legs").steps
    assert calf.amounts["seconds"] == Amount(30, 1, 1800)
    assert lift.amounts == {
        "reps": Amount(12, 1, 100),
        "sets": Amount(1, 1, 10),
        "rest": Amount(5, 0, 600),
        "tempo": Amount((2, 1, 2, 0), 0, 30),
    }


def test_routines_come_in_the_order_of_the_home_page(shipped: Path) -> None:
    occasions = {"a": "my own", "b": "strength", "c": "before a run", "d": "before the first step"}
    for name, occasion in occasions.items():
        write(shipped / f"{name}.yaml", ROUTINE + f"occasion: {occasion}\n")
    write(shipped / "e.yaml", ROUTINE + "occasion: strength\norder: 1\n")
    assert ids(Library(shipped)) == ["d", "c", "e", "b", "a", "legs"]


def test_a_missing_folder_is_an_empty_one(library: Library, tmp_path: Path) -> None:
    assert ids(library) == ["legs"]
    assert Library(tmp_path / "nowhere").routines() == ()
    assert Library().exercises() == ()


def test_own_routines_use_own_and_shipped_exercises(library: Library, own: Path) -> None:
    write(own / "exercises" / "twist.yaml", CALF)
    write(own / "mine.yaml", "name: M\npurpose: P\nsteps: [{exercise: twist}, {exercise: raise}]\n")
    assert [step.id for step in library.routine("mine").steps] == ["twist", "raise"]
    assert [exercise.id for exercise in library.exercises()] == ["calf", "raise", "twist"]


@pytest.mark.parametrize("kind", ["changed", "added", "deleted", "renamed", "exercise"])
def test_a_change_is_seen_without_a_restart(library: Library, shipped: Path, own: Path, kind: str) -> None:
    assert library.routine("legs").name == "My calves"
    match kind:
        case "changed":
            write(shipped / "legs.yaml", ROUTINE.replace("My calves", "My shins "))
            assert library.routine("legs").name == "My shins"
        case "added":
            write(own / "mine.yaml", ROUTINE)
            assert sorted(ids(library)) == ["legs", "mine"]
        case "deleted":
            (shipped / "legs.yaml").unlink()
            assert ids(library) == []
        case "renamed":
            (shipped / "legs.yaml").rename(shipped / "feet.yaml")
            assert ids(library) == ["feet"]
        case "exercise":
            write(shipped / "exercises" / "calf.yaml", CALF.replace("default: 30", "default: 40"))
            assert library.routine("legs").steps[0].amounts["seconds"].default == 40


def test_a_file_put_back_with_its_old_time_and_size_is_seen(library: Library, shipped: Path) -> None:
    path = shipped / "legs.yaml"
    library.routine("legs")
    before = path.stat()
    write(shipped / "new.txt", ROUTINE.replace("My calves", "My shinss")).replace(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert library.routine("legs").name == "My shinss"


def test_only_changed_files_are_read_again(shipped: Path) -> None:
    files = FileCache([shipped, shipped / "exercises"], read)
    assert files.refresh()
    legs, calf = shipped / "legs.yaml", shipped / "exercises" / "calf.yaml"
    before = files.read(legs), files.read(calf)
    assert not files.refresh()
    write(calf, CALF + "# a comment\n")
    assert files.refresh()
    assert files.read(legs) is before[0]
    assert files.read(calf) is not before[1]


def test_a_broken_file_does_not_take_the_others_down(library: Library, own: Path) -> None:
    write(own / "bad.yaml", ROUTINE + "oops: 1\n")
    write(own / "worse.yaml", "name: [")
    (own / "folder.yaml").mkdir()
    (own / "dangling.yaml").symlink_to(own / "nowhere")
    assert ids(library) == ["legs"]
    assert {broken.id: broken.faults[0].line for broken in library.broken()} == {
        "bad": 6,
        "worse": 1,
        "folder": 1,
        "dangling": 1,
    }
    with pytest.raises(BadInput, match=r'bad\.yaml:6: unknown key "oops"'):
        library.routine("bad")


def test_a_mended_file_is_broken_no_longer(library: Library, own: Path) -> None:
    write(own / "mine.yaml", ROUTINE + "oops: 1\n")
    assert [broken.id for broken in library.broken()] == ["mine"]
    write(own / "mine.yaml", ROUTINE)
    assert library.broken() == ()
    assert sorted(ids(library)) == ["legs", "mine"]


def test_a_broken_exercise_breaks_the_routines_that_use_it_and_no_others(library: Library, own: Path) -> None:
    write(own / "exercises" / "twist.yaml", CALF + "oops: 1\n")
    write(own / "mine.yaml", ROUTINE + "  - exercise: twist\n")
    assert ids(library) == ["legs"]
    routine, exercise = library.broken()
    assert (routine.id, exercise.id) == ("mine", "twist")
    assert [str(fault) for fault in routine.faults] == [
        *map(str, exercise.faults),
        f'{own / "mine.yaml"}:6: exercise: "twist" is broken; fix its file',
    ]


def test_the_same_routine_in_both_folders_names_both_files_and_neither_wins(
    library: Library, shipped: Path, own: Path
) -> None:
    write(own / "legs.yaml", ROUTINE)
    write(own / "mine.yaml", ROUTINE)
    assert ids(library) == ["mine"]
    with pytest.raises(BadInput) as refused:
        library.routine("legs")
    assert str(refused.value) == (
        f'{own / "legs.yaml"}:1: routine "legs" is also in {shipped / "legs.yaml"}, '
        "so neither is used; rename one of the two"
    )
    (own / "legs.yaml").rename(own / "own-legs.yaml")
    assert sorted(ids(library)) == ["legs", "mine", "own-legs"]


def test_the_same_exercise_in_both_folders_breaks_own_routines_and_spares_the_shipped_ones(
    library: Library, shipped: Path, own: Path
) -> None:
    write(own / "exercises" / "calf.yaml", CALF)
    write(own / "mine.yaml", ROUTINE)
    assert ids(library) == ["legs"]
    routine, exercise = library.broken()
    assert (routine.id, exercise.path) == ("mine", own / "exercises" / "calf.yaml")
    assert str(shipped / "exercises" / "calf.yaml") in exercise.faults[0].message
    assert [found.id for found in library.exercises()] == ["calf", "raise"]


def test_an_unknown_routine_is_not_found_and_near_ones_are_named(library: Library) -> None:
    with pytest.raises(NotFound, match=r'^there is no routine "leg"; did you mean "legs"\?$'):
        library.routine("leg")
    with pytest.raises(NotFound, match=r'^there is no routine "x{39}…"; write legs$'):
        library.routine("x" * 5000)


def test_a_look_up_by_id_opens_no_other_file(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "elsewhere" / "legs.yaml", ROUTINE)
    with pytest.raises(NotFound):
        library.routine(str(path))
    with pytest.raises(NotFound):
        library.routine("../shipped/legs")


def test_a_routine_named_by_its_path_uses_exercises_beside_it_and_shipped_ones(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path / "else" / "feet.yaml", ROUTINE)
    write(tmp_path / "else" / "exercises" / "calf.yaml", CALF.replace("Calf stretch", "Other stretch"))
    routine = library.routine_named(str(path))
    assert (routine.id, routine.steps[0].exercise.name) == ("feet", "Other stretch")
    assert routine.steps[1].exercise.name == "Heel raise"
    assert library.routine_named("legs") is library.routine("legs")


def test_a_path_without_folders_is_told_by_its_ending(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "legs.yaml", ROUTINE.replace("My calves", "From here"))
    monkeypatch.chdir(tmp_path)
    assert library.routine_named("legs.yaml").name == "From here"
    with pytest.raises(BadInput, match=r"^gone\.yaml:1: the file cannot be read: No such file or directory$"):
        library.routine_named("gone.yaml")


def test_threads_that_look_while_files_change_see_whole_routines(library: Library, shipped: Path) -> None:
    stop = threading.Event()
    seen: set[str] = set()
    failures: list[BaseException] = []

    def look() -> None:
        try:
            while not stop.is_set():
                seen.add(library.routine("legs").name)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        write(shipped / "next.txt", ROUTINE.replace("My calves", f"Calves {number}")).replace(
            shipped / "legs.yaml"
        )
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert seen <= {"My calves", *(f"Calves {number}" for number in range(20))}
    assert library.routine("legs").name == "Calves 19"
