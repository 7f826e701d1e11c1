"""What people have chosen, kept and changed without any web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from server.errors import BadInput, Fault, NotFound
from server.routine.choices.changes import Changes, ResetDoses, SetFigure, TapFigure
from server.routine.choices.personal import personal_routine
from server.routine.choices.settings import Settings
from server.routine.library import Library
from server.routine.model import Amount, Choices
from server.services.preferences import PreferencesService
from server.store import Store
from server.voice.model import Voice
from tests.helpers.preferences import keep_settings
from tests.helpers.samples import hold, routine
from tests.helpers.statements import recorded_statements

LEGS = routine()
FEET = replace(LEGS, id="feet")
LONGER = Changes((SetFigure("calf", "seconds", 45),))


class TwoVoices:
    """The voices of a machine that has but two."""

    def voices(self) -> Sequence[Voice]:
        return (Voice("low", "Low Voice", "en-GB"), Voice("high", "High Voice", "en-US"))

    def voice(self, voice_id: str | None) -> Voice:
        for voice in self.voices():
            if voice_id in (None, voice.id):
                return voice
        raise NotFound("There is no such voice.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'soleus.db'}")
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> int:
    return store.add_person("Anna").id


@pytest.fixture
def service(store: Store) -> PreferencesService:
    return PreferencesService(store, TwoVoices(), Library())


def test_nothing_is_chosen_at_first(service: PreferencesService, anna: int) -> None:
    assert service.chosen(anna, LEGS) == personal_routine(LEGS, Choices())


def test_a_change_returns_what_is_chosen_from_then_on(service: PreferencesService, anna: int) -> None:
    changed = service.change(anna, LEGS, Changes(LONGER.doses, Settings(rate=180)))
    assert changed.choices == Choices(doses={"calf": {"seconds": 45}}, rate=180)
    assert service.chosen(anna, LEGS) == changed


def test_doses_belong_to_one_routine_and_settings_to_all(service: PreferencesService, anna: int) -> None:
    service.change(anna, LEGS, Changes(LONGER.doses, Settings(rate=180)))
    assert service.chosen(anna, FEET).choices == Choices(rate=180)
    with recorded_statements() as statements:
        chosen = service.chosen_for_all(anna, (LEGS, FEET))
    assert chosen == {"legs": service.chosen(anna, LEGS), "feet": service.chosen(anna, FEET)}
    assert len(statements) == 1


def test_doses_and_settings_belong_to_one_person(
    service: PreferencesService, store: Store, anna: int
) -> None:
    bert = store.add_person("Bert").id
    service.change(anna, LEGS, Changes(LONGER.doses, Settings(rate=180)))
    assert service.chosen(bert, LEGS).choices == Choices()


def test_only_what_is_changed_is_written(service: PreferencesService, store: Store, anna: int) -> None:
    service.change(anna, LEGS, Changes(LONGER.doses, Settings(rate=180)))
    for changes, table in (
        (Changes((TapFigure("calf", "seconds", "more"),)), "choices"),
        (Changes(settings=Settings(pace=150)), "person"),
    ):
        with recorded_statements() as statements:
            service.change(anna, LEGS, changes)
        assert [statement.split()[:2] for statement in statements[1:]] == [["UPDATE", table]]


def test_settings_of_a_newer_release_survive_a_change(
    service: PreferencesService, store: Store, anna: int
) -> None:
    keep_settings(store, anna, {"haptics": "strong", "rate": 150})
    service.change(anna, LEGS, LONGER)
    service.change(anna, LEGS, Changes(settings=Settings(rate=180)))
    assert store.settings(anna) == {"haptics": "strong", "rate": 180}


def test_taps_that_arrive_together_all_count(service: PreferencesService, anna: int) -> None:
    tap = Changes((TapFigure("calf", "reps", "more"),))
    service.change(anna, LEGS, Changes((SetFigure("calf", "reps", 1),)))
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: service.change(anna, LEGS, tap), range(4)))
    assert service.chosen(anna, LEGS).doses["calf"].reps == 5
    assert sorted(answer.doses["calf"].reps for answer in answers) == [2, 3, 4, 5]


def test_resetting_keeps_the_settings(service: PreferencesService, anna: int) -> None:
    service.change(anna, LEGS, Changes(LONGER.doses, Settings(rate=180)))
    assert service.change(anna, LEGS, Changes((ResetDoses(),))).choices == Choices(rate=180)
    assert service.chosen(anna, LEGS).choices == Choices(rate=180)


def test_a_missing_voice_refuses_all_of_the_change(
    service: PreferencesService, store: Store, anna: int
) -> None:
    with pytest.raises(BadInput) as refused:
        service.change(anna, LEGS, Changes(LONGER.doses, Settings(voice="gone", rate=180)))
    assert refused.value.faults == (Fault(("voice",), "There is no such voice."),)
    assert service.chosen(anna, LEGS).choices == Choices()


def test_a_kept_voice_that_has_vanished_stops_no_other_change(
    service: PreferencesService, store: Store, anna: int
) -> None:
    keep_settings(store, anna, {"voice": "gone"})
    changed = service.change(anna, LEGS, Changes(LONGER.doses, Settings(voice="gone", rate=180)))
    assert changed.choices == Choices(doses={"calf": {"seconds": 45}}, voice="gone", rate=180)
    assert service.chosen_voice(changed.choices) is None
    assert service.chosen_voice(Choices()) == service.voices()[0]


def test_a_routine_that_would_become_too_long_is_not_changed(service: PreferencesService, anna: int) -> None:
    steps = tuple(hold(f"s{n}", Amount(30, 15, 1200)) for n in range(3))
    endless = replace(LEGS, sequence=steps)
    with pytest.raises(BadInput, match="stay below 3 hours"):
        service.change(anna, endless, Changes(tuple(SetFigure(step.id, "seconds", 1200) for step in steps)))
    assert service.chosen(anna, endless).choices == Choices()
