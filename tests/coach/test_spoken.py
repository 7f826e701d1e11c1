"""Every line of every shipped routine, as it was read and accepted."""

from __future__ import annotations

import pytest

from server.routine.model import Routine, Verbosity
from tests.helpers.spoken import FOLDER, LIBRARY, VERBOSITIES, file_of, text_of

ROUTINES = LIBRARY.routines()


@pytest.mark.parametrize("verbosity", VERBOSITIES)
@pytest.mark.parametrize("routine", ROUTINES, ids=lambda routine: routine.id)
def test_what_is_heard_is_what_was_accepted(routine: Routine, verbosity: Verbosity) -> None:
    hint = "read the changes, then: python -m tests.helpers.spoken"
    assert text_of(routine, verbosity) == file_of(routine.id, verbosity).read_text("utf-8"), hint


def test_no_text_is_left_over() -> None:
    expected = {file_of(routine.id, verbosity) for routine in ROUTINES for verbosity in VERBOSITIES}
    assert set(FOLDER.iterdir()) == expected
