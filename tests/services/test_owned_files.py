"""Whose files are whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from server.digests import digest_of
from server.disk_space import DiskFull
from server.errors import NotFound
from server.services.owned_files import NotYours, OwnedFiles
from server.services.user_files import Changed, DeletedFile, UserFiles
from server.store import Person, Store
from server.store.database import Vanished

NOW_MS = 1_767_225_600_000
TEXT = "name: Calves\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'soleus.db'}")
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Person:
    return store.add_person("Anna")


@pytest.fixture
def bert(store: Store) -> Person:
    return store.add_person("Bert")


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    return UserFiles(tmp_path / "routines")


@pytest.fixture
def owned(files: UserFiles, store: Store) -> OwnedFiles:
    return OwnedFiles(files, store)


def test_who_makes_a_file_owns_it(owned: OwnedFiles, anna: Person, bert: Person) -> None:
    owned.create("routine", "calves", TEXT, anna.id)
    owned.create("exercise", "calves", TEXT, bert.id)
    assert (owned.owner("routine", "calves"), owned.owner("exercise", "calves")) == (anna, bert)
    assert owned.others("routine", bert.id) == {"calves": "Anna"}
    assert owned.others("routine", anna.id) == owned.others("routine", None) == {}


def test_others_neither_change_nor_delete_nor_restore_it(
    owned: OwnedFiles, files: UserFiles, anna: Person, bert: Person
) -> None:
    owned.create("routine", "calves", TEXT, anna.id)
    digest = digest_of(files.content("routine", "calves"))
    with pytest.raises(NotYours, match="Anna's"):
        owned.replace("routine", "calves", "name: x\n", digest, bert.id)
    with pytest.raises(NotYours):
        owned.delete("routine", "calves", NOW_MS, bert.id)
    assert files.content("routine", "calves") == TEXT.encode()
    owned.replace("routine", "calves", "name: Mine\n", digest, anna.id)
    deleted = owned.delete("routine", "calves", NOW_MS, anna.id)
    with pytest.raises(NotYours):
        owned.restore("routine", deleted.name, tuple, bert.id)
    assert (owned.deleted(anna.id), owned.deleted(bert.id)) == ((deleted,), ())
    assert owned.restore("routine", deleted.name, tuple, anna.id) == "calves"
    assert owned.owner("routine", "calves") == anna


def test_a_deleted_file_keeps_its_owner_and_its_name_gets_free(
    owned: OwnedFiles, files: UserFiles, anna: Person, bert: Person
) -> None:
    owned.create("routine", "calves", TEXT, anna.id)
    deleted = owned.delete("routine", "calves", NOW_MS, anna.id)
    owned.create("routine", "calves", TEXT, bert.id)
    assert owned.restore("routine", deleted.name, lambda: {"calves"}, anna.id) == "calves-2"
    assert (owned.owner("routine", "calves"), owned.owner("routine", "calves-2")) == (bert, anna)


def test_files_of_the_house_are_everybodys(
    owned: OwnedFiles, files: UserFiles, anna: Person, bert: Person
) -> None:
    files.create("routine", "by-hand", TEXT)
    owned.create("routine", "imported", TEXT, None)
    assert owned.others("routine", anna.id) == {}
    owned.replace("routine", "by-hand", "name: x\n", digest_of(TEXT), anna.id)
    assert owned.owner("routine", "by-hand") is None, "it does not become hers"
    owned.restore("routine", owned.delete("routine", "by-hand", NOW_MS, bert.id).name, tuple, anna.id)
    assert owned.owner("routine", "by-hand") is None


def test_the_command_line_may_change_all_files(owned: OwnedFiles, anna: Person) -> None:
    owned.create("routine", "calves", TEXT, anna.id)
    owned.replace("routine", "calves", "name: x\n", digest_of(TEXT), None)
    assert owned.owner("routine", "calves") == anna


def test_what_fails_changes_no_owner(owned: OwnedFiles, anna: Person, bert: Person) -> None:
    owned.create("routine", "calves", TEXT, anna.id)
    with pytest.raises(Changed):
        owned.create("routine", "calves", TEXT, bert.id)
    assert owned.owner("routine", "calves") == anna


def test_nobody_who_is_gone_owns_a_file(owned: OwnedFiles, files: UserFiles) -> None:
    with pytest.raises(Vanished):
        owned.create("routine", "calves", TEXT, 99)
    with pytest.raises(NotFound):
        files.content("routine", "calves")


class FullDisk:
    """Lets commits fail, as a full disk does when a transaction is to be made durable."""

    def __init__(self, store: Store) -> None:
        self.failures = 0
        event.listen(store._engine, "commit", self._commit)

    def _commit(self, _: object) -> None:
        if self.failures:
            self.failures -= 1
            raise DiskFull(Path())


Change = Callable[[OwnedFiles, int, str, DeletedFile], object]


@pytest.fixture(params=["create", "replace", "delete", "restore"])
def change(request: pytest.FixtureRequest) -> Change:
    """Change a file; there are "calves" and a deleted "hips"."""
    changes: dict[str, Change] = {
        "create": lambda owned, anna, _, __: owned.create("routine", "feet", TEXT, anna),
        "replace": lambda owned, anna, digest, _: owned.replace(
            "routine", "calves", "name: x\n", digest, anna
        ),
        "delete": lambda owned, anna, _, __: owned.delete("routine", "calves", NOW_MS, anna),
        "restore": lambda owned, anna, _, hips: owned.restore("routine", hips.name, tuple, anna),
    }
    return changes[str(request.param)]


def filled(owned: OwnedFiles, anna: Person) -> tuple[str, DeletedFile]:
    for name in ("calves", "hips"):
        owned.create("routine", name, TEXT, anna.id)
    return digest_of(TEXT.encode()), owned.delete("routine", "hips", NOW_MS, anna.id)


def contents(files: UserFiles) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in files.folder.rglob("*") if path.is_file()}


def test_if_a_change_cannot_be_kept_the_files_are_as_before(
    owned: OwnedFiles, files: UserFiles, store: Store, anna: Person, change: Change
) -> None:
    digest, hips = filled(owned, anna)
    before = contents(files), store.file_owners()
    disk = FullDisk(store)
    disk.failures = 2
    with pytest.raises(DiskFull):
        change(owned, anna.id, digest, hips)
    assert (contents(files), store.file_owners()) == before
    assert disk.failures == 0


def test_a_change_that_is_kept_at_the_second_try_is_made_once(
    owned: OwnedFiles, files: UserFiles, store: Store, anna: Person, change: Change
) -> None:
    digest, hips = filled(owned, anna)
    before = contents(files)
    FullDisk(store).failures = 1
    change(owned, anna.id, digest, hips)
    assert contents(files) != before
    owned_files = {files.folder / name for name in store.file_owners()}
    assert owned_files == {Path(name) for name in contents(files)}
