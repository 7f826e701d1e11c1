"""Every phrase that the shipped routines speak."""

from __future__ import annotations

from functools import cache
from typing import get_args

from server.coach.script import write_script
from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Choices, Verbosity
from tests.helpers.spelling import spoken


@cache
def phrases() -> tuple[str, ...]:
    """Return what is said in any routine, in any verbosity, each phrase once."""
    scripts = (
        write_script(routine, Choices(verbosity=verbosity))
        for routine in Library(shipped("routines")).routines()
        for verbosity in get_args(Verbosity)
    )
    return tuple(dict.fromkeys(phrase for script in scripts for phrase in script.phrases()))


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words of all phrases."""
    return tuple(sorted({word for phrase in phrases() for word in spoken(phrase).split()}))
