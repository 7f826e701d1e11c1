from __future__ import annotations

import struct
from pathlib import Path

import pytest

from server.resources import COVERS, DEFAULT_COVER, artwork, artwork_digest, shipped
from server.routine.library.library import Library

ROUTINES = sorted(routine.id for routine in Library(shipped("routines")).routines())


@pytest.mark.parametrize("routine", ROUTINES)
def test_each_shipped_routine_has_a_cover_of_its_own(routine: str) -> None:
    assert (COVERS / f"{routine}.png").read_bytes() == artwork(routine)
    assert [other for other in ROUTINES if artwork(other) == artwork(routine)] == [routine]


@pytest.mark.parametrize("cover", sorted(COVERS.glob("*.png")), ids=lambda path: path.stem)
def test_covers_are_large_enough_for_apple_and_small_enough_to_be_in_every_track(cover: Path) -> None:
    picture = cover.read_bytes()
    width, height = struct.unpack(">2I", picture[16:24])
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == height == 1400
    assert len(picture) < 60_000


def test_no_cover_is_left_over() -> None:
    assert {path.stem for path in COVERS.iterdir()} == {*ROUTINES, DEFAULT_COVER}


@pytest.mark.parametrize("routine", ["my-own", "", "..", "../figures/gastroc", "soleus.png"])
def test_every_other_routine_has_the_cover_of_soleus(routine: str) -> None:
    assert artwork(routine) == artwork(DEFAULT_COVER)


def test_another_cover_has_another_digest() -> None:
    assert len({artwork_digest(routine) for routine in ROUTINES}) == len(ROUTINES)
