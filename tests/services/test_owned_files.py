"""Whose files are whose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.digests import digest_of
from server.errors import NotFound
from server.services.owned_files import NotYours, OwnedFiles
from server.services.user_files import Changed, UserFiles
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
