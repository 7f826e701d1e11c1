"""The folders that come with Soleus, and the covers of the routines in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from server.digests import digest_of

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the folder ``routines`` or ``templates`` of this installation.

    A wheel carries it inside the package; in a checkout it lies beside it.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


#: The covers that come with Soleus, ``<routine>.png``; ``python -m tools.figures.covers`` draws them.
COVERS = shipped("routines") / "artwork"
#: Names the cover of Soleus itself, which stands in for a routine that has none.
DEFAULT_COVER = "soleus"


@cache
def artwork(routine_id: str) -> bytes:
    """Return a routine's cover, a square PNG of 1,400 pixels."""
    known = frozenset(path.stem for path in COVERS.glob("*.png"))
    return (COVERS / f"{routine_id if routine_id in known else DEFAULT_COVER}.png").read_bytes()


@cache
def artwork_digest(routine_id: str) -> str:
    """Return what names a routine's cover and changes with it: 16 hexadecimal digits."""
    return digest_of(artwork(routine_id), hex_digits=16)
