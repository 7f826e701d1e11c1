"""Where the folders that come with Soleus lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the folder ``routines`` or ``templates`` of this installation.

    A wheel carries it inside the package; in a checkout it lies beside it.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
