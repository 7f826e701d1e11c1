"""The picture of a routine, for players that know nothing of pages."""

from __future__ import annotations

import hashlib
from functools import cache

from server.routine.location import shipped

#: The pictures that come with Soleus, ``<routine>.png``; ``python -m server.figures.covers`` draws them.
COVERS = shipped("routines") / "artwork"
#: The cover of Soleus itself, and of each routine that has none.
USUAL = "soleus"


@cache
def artwork(routine_id: str) -> bytes:
    """Return a routine's cover, a square PNG of 1,400 pixels."""
    return (COVERS / f"{routine_id if routine_id in _drawn() else USUAL}.png").read_bytes()


@cache
def artwork_digest(routine_id: str) -> str:
    """Return what names a routine's cover and changes with it."""
    return hashlib.sha256(artwork(routine_id)).hexdigest()[:16]


@cache
def _drawn() -> frozenset[str]:
    return frozenset(path.stem for path in COVERS.glob("*.png"))
