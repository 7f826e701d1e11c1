"""Writing a drawing as SVG: colours by class, with attributes that are right where no style sheet reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tools.figures.drawing import Drawing
from tools.figures.props import ARROW_WIDTH, LINE_WIDTH, Mark

#: The accent where ``soleus.css`` is not there.
ACCENT = "#e8804f"
MUSCLE = "#c2331c"

_TOP = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="{}" viewBox="{} {} {} {}" '
    'preserveAspectRatio="xMidYMax meet" fill="none" '
    'stroke-width="3" stroke-linecap="round" stroke-linejoin="round" paint-order="stroke">'
)
_LINE = f'stroke="currentColor" stroke-width="{LINE_WIDTH:g}"'
_HALO = 'stroke="Canvas"'

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
    "muscle": f'fill="{MUSCLE}" stroke="{MUSCLE}" stroke-width="2"',
    "tool": f'fill="currentColor" {_HALO}',
    "strap": _LINE,
    "avoid": _LINE,
    "arrow": f'stroke="{MUSCLE}" stroke-width="{ARROW_WIDTH:g}"',
    "paper": 'fill="Canvas"',
    "glass": _LINE,
    "leader": 'stroke="currentColor" stroke-width="2" stroke-opacity=".45"',
}


def write(drawing: Drawing) -> str:
    """Return the picture as an SVG document that names nothing: its words are on the page.

    It is cropped to what is drawn; floor and walls go on beyond its view box, for a page that has more room.
    """
    return _document(drawing, "fig", (_path(mark) for mark in drawing.marks))


def write_moving(drawing: Drawing) -> str:
    """Return the same document with the frames of the movement, of which only the picture's own is visible.

    ``workout.css`` shows one after the other. Without it, or for those who want no motion, it is the picture.
    """
    motion = drawing.motion
    looks = ["fig", "fig-moves", f"fig-{motion.pace}", *["fig-around"] * motion.around]
    return _document(drawing, " ".join(looks), _with_frames(drawing))


def _document(drawing: Drawing, looks: str, lines: Iterable[str]) -> str:
    left, top, right, bottom = drawing.box
    return "\n".join([_TOP.format(looks, left, top, right - left, bottom - top), *lines, "</svg>"]) + "\n"


def _with_frames(drawing: Drawing) -> Iterator[str]:
    """Yield the marks; where some that follow each other move, the frames of those."""
    moving = drawing.moving
    for moves, group in groupby(range(len(drawing.marks)), key=moving.__contains__):
        places = tuple(group)
        if not moves:
            yield from (_path(drawing.marks[place]) for place in places)
            continue
        for number, frame in enumerate(drawing.frames):
            hidden = "" if number == drawing.shown else ' opacity="0"'
            yield f'<g class="fig-frame fig-at-{number}"{hidden}>'
            yield from (_path(frame[place]) for place in places)
            yield "</g>"


def _path(mark: Mark) -> str:
    return f'<path class="fig-{mark.looks}" {ATTRIBUTES[mark.looks]} d="{mark.shape.d}"/>'
