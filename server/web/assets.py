"""The static files, and the release they belong to: a digest of all code that a browser sees."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

from server.digests import digest_of
from server.resources import shipped

STATIC = Path(__file__).parent.parent / "static"
_RELEASE_DIGITS = 16


@cache
def release() -> str:
    """Return the digest of the static files and the templates, as they were at the start of this process."""
    return digest_of_files(STATIC, shipped("templates"))


def digest_of_files(*folders: Path) -> str:
    """Return a digest of the names and contents of all files in some folders."""
    parts = [
        f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content
        for folder in folders
        for path in _files(folder)
        for content in [path.read_bytes()]
    ]
    return digest_of(b"".join(parts), hex_digits=_RELEASE_DIGITS)


def init(app: Flask) -> None:
    """Let templates ask for the address of a static file that a page names very often."""
    app.jinja_env.globals["static_url"] = lambda filename: _static_url(request.script_root, filename)


@cache
def _static_url(_script_root: str, filename: str) -> str:
    return url_for("static", filename=filename)


@cache
def static_files() -> tuple[str, ...]:
    """Return the names of the static files, as ``url_for("static", filename=...)`` takes them."""
    return tuple(path.relative_to(STATIC).as_posix() for path in _files(STATIC))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
