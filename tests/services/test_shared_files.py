"""Files that people write where several processes share a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Config
from server.digests import digest_of
from server.errors import NotFound
from server.routine.editing import RoutineDraft, StepRow
from server.services import Services, open_services
from server.services.user_files import Changed
from server.services.user_library import DraftOrigin
from server.voice.pronunciation import Entry
from tests.helpers.running import until

pytestmark = pytest.mark.scale

DRAFT = RoutineDraft({"name": "After work", "purpose": "P"}, (StepRow(0, "gastroc"), StepRow(1, "soleus")))


@pytest.fixture
def nodes(database: str, tmp_path: Path) -> Iterator[tuple[Services, Services]]:
    """The services of two machines."""
    opened = tuple(
        open_services(Config(data=tmp_path / name, database_url=database)) for name in ("one", "two")
    )
    yield opened  # type: ignore[misc]
    for each in opened:
        each.close()


def has(services: Services, routine_id: str) -> bool:
    return routine_id in services.user_library.routine_ids()


def test_a_routine_that_one_saves_is_everybodys_and_stays_whose_it_is(
    nodes: tuple[Services, Services],
) -> None:
    one, two = nodes
    anna = one.store.add_person("Anna")
    assert one.user_library.save_routine(DRAFT, DraftOrigin(), anna.id) == "after-work"
    assert two.library.routine("after-work").name == "After work"
    assert two.user_library.owned.owner("routine", "after-work") == anna
    deleted = two.user_library.delete("routine", "after-work", 5, anna.id)
    until(lambda: not has(one, "after-work"))
    assert one.user_library.restore("routine", deleted.name, anna.id) == "after-work"
    until(lambda: has(two, "after-work"))


def test_of_two_who_edit_one_routine_the_second_is_told(nodes: tuple[Services, Services]) -> None:
    one, two = nodes
    anna = one.store.add_person("Anna")
    one.user_library.save_routine(DRAFT, DraftOrigin(), anna.id)
    content = one.user_library.files.content("routine", "after-work")
    origin = DraftOrigin("after-work", digest=digest_of(content))
    changed = RoutineDraft({"name": "Evening", "purpose": "P"}, DRAFT.rows)
    one.user_library.save_routine(changed, origin, anna.id)
    with pytest.raises(Changed):
        two.user_library.save_routine(DRAFT, origin, anna.id)
    assert two.library.routine("after-work").name == "Evening"


def test_what_cannot_be_kept_is_on_no_machine(nodes: tuple[Services, Services]) -> None:
    one, two = nodes
    with pytest.raises(Exception, match="in the meantime"):
        one.user_library.save_routine(DRAFT, DraftOrigin(), 99)
    assert not has(one, "after-work")
    anna = one.store.add_person("Anna")
    one.user_library.save_routine(DRAFT, DraftOrigin(), anna.id)
    until(lambda: has(two, "after-work"))
    assert two.user_library.routine_ids() == {"after-work"}


def test_pronunciations_and_voices_are_everybodys(nodes: tuple[Services, Services]) -> None:
    one, two = nodes
    anna = one.store.add_person("Anna")
    one.pronunciation.keep("en", Entry("Achilles", "a kill eez", ""))
    until(lambda: [entry.word for entry in two.pronunciation.own("en")] == ["Achilles"])
    voice = one.recorded_voices.create(anna.id, "Anna")
    until(lambda: two.recorded_voices.of(anna.id))
    two.recorded_voices.change(anna.id, voice.id, "Anna B.", "")
    until(lambda: one.recorded_voices.voice(voice.id).voice.name == "Anna B.")
    two.personal_data.delete(anna, leave_routines=False)
    with pytest.raises(NotFound):
        two.recorded_voices.voice(voice.id)
    until(lambda: not one.recorded_voices.all())


def test_the_first_machine_brings_what_its_folder_holds(database: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "routines").mkdir(parents=True)
        (tmp_path / name / "routines" / f"{name}.yaml").write_text(
            "name: N\npurpose: P.\nsteps:\n  - exercise: gastroc\n"
        )
    (tmp_path / "one" / "secret.key").write_bytes(b"k" * 48)
    one, two = (open_services(Config(data=tmp_path / name, database_url=database)) for name in ("one", "two"))
    assert one.user_library.routine_ids() == two.user_library.routine_ids() == {"one"}
    assert one.secret_key == two.secret_key == b"k" * 48
    assert (tmp_path / "two" / "routines" / "two.yaml").exists()
    for each in (one, two):
        each.close()
    again = open_services(Config(data=tmp_path / "three", database_url=database))
    assert again.user_library.routine_ids() == {"one"}
    again.close()


def test_a_copy_of_the_files_is_gone_with_its_process(database: str, tmp_path: Path) -> None:
    services = open_services(Config(data=tmp_path, database_url=database))
    folder = services.files.routines.parent.parent
    assert folder.exists()
    services.close()
    assert not folder.exists()
