"""Writing a drawing as SVG: colours by class, with attributes that are right where no style sheet reaches."""

from __future__ import annotations

from server.figures.drawing import Drawing
from server.figures.props import ARROW_WIDTH, LINE_WIDTH
from server.figures.view import FRAME

#: The accent where ``figures.css`` is not there.
ACCENT = "#e8804f"
MUSCLE = "#c2331c"

_LINE = f'fill="none" stroke="currentColor" stroke-width="{LINE_WIDTH:g}" stroke-linecap="round" stroke-linejoin="round"'
_HALO = 'stroke="Canvas" stroke-width="3" paint-order="stroke"'

#: Looks of a mark to the attributes that stand beside its class.
ATTRIBUTES = {
    "prop": f'{_LINE} stroke-opacity=".45"',
    "solid": 'fill="currentColor" fill-opacity=".1"',
    "ghost": 'fill="currentColor" fill-opacity=".13"',
    "ghost-working": f'fill="{ACCENT}" fill-opacity=".3"',
    "far": f'fill="currentColor" fill-opacity=".4" {_HALO}',
    "body": f'fill="currentColor" {_HALO}',
    "working": f'fill="{ACCENT}" {_HALO}',
    "working-far": f'fill="{ACCENT}" fill-opacity=".5" {_HALO}',
    "muscle": f'fill="{MUSCLE}"',
    "tool": f'fill="currentColor" {_HALO}',
    "strap": _LINE,
    "avoid": _LINE,
    "arrow": _LINE.replace("currentColor", MUSCLE).replace(f'"{LINE_WIDTH:g}"', f'"{ARROW_WIDTH:g}"'),
    "paper": 'fill="Canvas"',
    "glass": _LINE,
    "leader": f'{_LINE.replace(f"{LINE_WIDTH:g}", "2", 1)} stroke-opacity=".45"',
}


def write(drawing: Drawing) -> str:
    """Return the drawing as an SVG document that names nothing: its words are on the page."""
    paths = "\n".join(
        f'<path class="fig-{mark.looks}" {ATTRIBUTES[mark.looks]} d="{mark.shape.d}"/>'
        for mark in drawing.marks
    )
    box = f"0 0 {FRAME} {FRAME}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="{box}">\n{paths}\n</svg>\n'
