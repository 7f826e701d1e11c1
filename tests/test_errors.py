from __future__ import annotations

from server.errors import MOST_TOLD, BadInput, Fault, told


def test_all_of_a_few_faults_are_told() -> None:
    assert told(["one", "two"]) == ["one", "two"]
    assert len(told(range(MOST_TOLD))) == MOST_TOLD


def test_of_many_faults_the_first_are_told() -> None:
    lines = told(range(MOST_TOLD + 1380))
    assert lines == [*map(str, range(MOST_TOLD)), "and 1,380 more"]


def test_a_message_is_not_longer_than_a_person_reads() -> None:
    faults = [Fault((str(number),), "is wrong") for number in range(400)]
    error = BadInput(faults=faults)
    assert len(error.faults) == 400
    assert str(error).splitlines()[-2:] == ["19: is wrong", "and 380 more"]
