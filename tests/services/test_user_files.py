"""A person's files: saved whole or not at all, never over somebody's change, and restored when deleted."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from server.digests import digest_of
from server.disk_space import DiskFull, DiskSpace
from server.errors import NotFound, SoleusError
from server.resources import shipped
from server.routine.editing.ids import free_id, id_of
from server.routine.library.library import Library
from server.services.user_files import DELETED, Changed, FileKind, UserFiles
from tests.helpers.samples import ROUTINE, folder_of, write
from tests.helpers.small_disk import fill, small_disk

NOW_MS = 1_767_225_600_000


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    return UserFiles(tmp_path)


def test_a_new_file_holds_what_was_saved(files: UserFiles, tmp_path: Path) -> None:
    files.create("exercise", "wall", "name: Wäll\n")
    assert (tmp_path / "exercises" / "wall.yaml").read_text("utf-8") == "name: Wäll\n"
    assert [path.name for path in (tmp_path / "exercises").iterdir()] == ["wall.yaml"]


def test_a_new_file_replaces_no_other(files: UserFiles, tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "by hand")
    with pytest.raises(Changed, match="another name"):
        files.create("routine", "mine", "other")
    assert (tmp_path / "mine.yaml").read_text() == "by hand"


def test_of_files_that_belong_together_all_are_saved_or_none(files: UserFiles, tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "by hand")
    with pytest.raises(Changed):
        files.create_all([("exercise", "wall", "a"), ("exercise", "step", "b"), ("routine", "mine", "c")])
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["mine.yaml"]
    files.create_all([("exercise", "wall", "a"), ("routine", "other", "c")])
    assert len(list(tmp_path.rglob("*.yaml"))) == 3


def test_a_file_that_is_replaced_with_new_ones_is_what_it_was(files: UserFiles, tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "by hand")
    texts: list[tuple[FileKind, str, str]] = [("exercise", "wall", "a"), ("routine", "mine", "c")]
    with pytest.raises(Changed):
        files.create_all(texts, {("routine", "mine"): digest_of("other")})
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["mine.yaml"]
    files.create_all(texts, {("routine", "mine"): digest_of("by hand")})
    assert (tmp_path / "mine.yaml").read_text() == "c"
    assert (tmp_path / "exercises" / "wall.yaml").read_text() == "a"


def test_a_file_changed_in_the_meantime_is_not_overwritten(files: UserFiles, tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "old")
    digest = digest_of(files.content("routine", "mine"))
    write(tmp_path / "mine.yaml", "by hand")
    with pytest.raises(Changed, match=r"mine\.yaml was changed in the meantime"):
        files.replace("routine", "mine", "new", digest)
    (tmp_path / "mine.yaml").unlink()
    with pytest.raises(Changed, match="deleted in the meantime"):
        files.replace("routine", "mine", "new", digest)


def test_of_several_who_save_at_once_only_one_succeeds(files: UserFiles, tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "old")
    digest, told = digest_of(b"old"), []
    barrier = threading.Barrier(4)

    def save(text: str) -> None:
        barrier.wait()
        try:
            files.replace("routine", "mine", text, digest)
        except Changed as error:
            told.append(error)

    threads = [threading.Thread(target=save, args=(f"new {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 3
    assert (tmp_path / "mine.yaml").read_text().startswith("new ")


@pytest.mark.skipif(os.name == "nt", reason="the modes and links of POSIX")
def test_a_file_keeps_its_mode_and_stays_a_link(files: UserFiles, tmp_path: Path) -> None:
    real = write(tmp_path / "elsewhere" / "real.yaml", "old")
    real.chmod(0o640)
    (tmp_path / "mine.yaml").symlink_to(real)
    files.replace("routine", "mine", "new", digest_of(b"old"))
    assert (real.read_text(), real.stat().st_mode & 0o777) == ("new", 0o640)
    assert (tmp_path / "mine.yaml").is_symlink()


def test_what_cannot_be_saved_leaves_nothing_behind(files: UserFiles, tmp_path: Path) -> None:
    (tmp_path / "exercises").write_text("a file where a folder should be")
    with pytest.raises(SoleusError, match="Nothing was changed"):
        files.create("exercise", "wall", "name: Wall\n")
    assert [path.name for path in tmp_path.iterdir()] == ["exercises"]


@pytest.mark.parametrize("name", ["../passwd", "a/b", "", ".deleted", "A", "a.b", "x" * 64])
def test_only_an_id_names_a_file(files: UserFiles, name: str) -> None:
    with pytest.raises(NotFound):
        files.content("routine", name)


def test_a_deleted_file_is_restored(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, mine=ROUTINE)
    library, files = Library(shipped("routines"), folder), UserFiles(folder)
    before = files.content("routine", "mine")
    deleted = files.delete("routine", "mine", NOW_MS)
    with pytest.raises(NotFound):
        library.routine("mine")
    assert UserFiles(folder).deleted() == (deleted,)
    assert UserFiles(folder).restore("routine", deleted.name, ()) == "mine"
    assert files.content("routine", "mine") == before
    assert library.routine("mine").name == "My calves"
    with pytest.raises(NotFound, match="already been restored"):
        files.restore("routine", deleted.name, ())


def test_a_restored_file_replaces_no_other(files: UserFiles, tmp_path: Path) -> None:
    files.create("routine", "mine", "old")
    deleted = files.delete("routine", "mine", NOW_MS)
    files.create("routine", "mine", "new")
    assert files.restore("routine", deleted.name, {"mine"}) == "mine-2"
    assert [files.content("routine", each) for each in ("mine", "mine-2")] == [b"new", b"old"]


@pytest.mark.parametrize("name", ["../../mine.yaml", "mine.yaml", "x.1.yaml"])
def test_only_deleted_files_are_restored(files: UserFiles, tmp_path: Path, name: str) -> None:
    write(tmp_path / DELETED / "other.txt", "")
    with pytest.raises(NotFound):
        files.restore("routine", name, ())


@pytest.mark.parametrize(
    ("name", "file_id"),
    [("My café run!", "my-cafe-run"), ("  Ⅻ  ", "xii"), ("日本", ""), ("x" * 99, "x" * 48), ("--a--", "a")],
)
def test_a_name_makes_an_id(name: str, file_id: str) -> None:
    assert id_of(name) == file_id


def test_a_taken_id_gets_a_number() -> None:
    assert free_id("a", {"a", "a-2"}) == "a-3"
    assert len(free_id("x" * 63, {"x" * 63})) <= 63


def test_on_a_full_disk_caches_make_way_for_a_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        filling, space = fill(disk), DiskSpace(disk)
        files = UserFiles(disk / "routines", space)
        with pytest.raises(DiskFull):
            files.create("routine", "calves", "name: Calves\n")
        assert not files.path("routine", "calves").exists()
        space.add_cache(filling.unlink)
        files.create("routine", "calves", "name: Calves\n")
        assert files.content("routine", "calves") == b"name: Calves\n"
