"""The packages that engines come in."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version_of(package: str) -> str:
    """Return the version of a package, or that it is not installed."""
    try:
        return installed(package)
    except PackageNotFoundError:  # no voice starts then, and says why; all else works
        return "not installed"
