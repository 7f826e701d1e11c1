from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.errors import MOST_TOLD, BadInput
from server.routine.editing import Bundle
from server.services.services import Services


def test_what_follows_a_faulty_routine_is_not_looked_at(services: Services) -> None:
    looked_at: list[str] = []

    def chosen() -> Iterator[tuple[Bundle, None]]:
        for name in ("good", "faulty", "never"):
            looked_at.append(name)
            steps = [1] if name == "faulty" else [{"exercise": "gastroc"}]
            routine = {"name": name, "purpose": "x", "occasion": "my own", "steps": steps}
            yield Bundle(name, routine), None

    with pytest.raises(BadInput, match="is not a group of keys"):
        services.importing.save_all(chosen(), None)
    assert looked_at == ["good", "faulty"]
    assert not services.user_library.routine_ids()


def test_of_many_faults_the_first_are_told(services: Services) -> None:
    bundle = Bundle("faulty", {f"k{number}": 1 for number in range(100)})
    with pytest.raises(BadInput) as refused:
        services.importing.save_all([(bundle, None)], None)
    with pytest.raises(BadInput) as refused_alone:
        services.importing.save(bundle, None, None)
    for message in (str(refused.value), str(refused_alone.value)):
        assert len(message.splitlines()) == MOST_TOLD + 1
