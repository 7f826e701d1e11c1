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
def drawing(exercise_id: str) -> Markup:
    """Return the SVG of an exercise; empty where there is no drawing.

    Only Soleus's own files are used: an SVG from anywhere else could carry scripts into a page.
    """
    path = shipped("routines") / "figures" / f"{exercise_id}.svg"
    known = path.parent.is_dir() and path in path.parent.iterdir()
    return Markup(path.read_text("utf-8").strip()) if known else Markup("")  # noqa: S704 - see above
