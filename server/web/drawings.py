"""The drawings of the exercises, inlined into pages so that they take on the page's colours."""

from __future__ import annotations

from functools import cache

from flask import Flask
from markupsafe import Markup

from server.resources import shipped


def init(app: Flask) -> None:
    """Let templates put drawings into their pages."""
    app.jinja_env.globals["drawing"] = drawing


@cache
def drawing(exercise_id: str, moving: bool = False) -> Markup:
    """Return the SVG of an exercise; empty where there is no drawing.

    Only Soleus's own files are used: an SVG from anywhere else could carry scripts into a page.

    :param moving: with the frames of its movement, if it is one; for a page where the drawing is the subject.
    """
    figures = shipped("routines") / "figures"
    name = f"{exercise_id}.svg"
    folders = [figures / "moving", figures] if moving else [figures]
    for folder in folders:
        path = folder / name
        if folder.is_dir() and path in folder.iterdir():
            return Markup(path.read_text("utf-8").strip())  # noqa: S704 - see above
    return Markup("")
