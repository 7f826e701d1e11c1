"""Sheets that rise over a routine's page."""

from __future__ import annotations

from typing import Any

from flask import render_template

from server.web.htmx import wants_fragment


def sheet(template: str, **context: Any) -> str:
    """Return a sheet: over the routine's page, or as a page of its own where there is no JavaScript."""
    layout = "sheets/dialog.html" if wants_fragment() else "sheets/page.html"
    return render_template(template, layout=layout, **context)
