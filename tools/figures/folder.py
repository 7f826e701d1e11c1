"""The folder of figures: descriptions in YAML, and the SVG beside each, once more with its movement."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from server.errors import BadInput
from server.resources import shipped
from tools.figures import checking, drawing, svg
from tools.figures.description import Figure

#: The shipped figures.
FOLDER = shipped("routines") / "figures"
#: The folder in it of those that move.
MOVING = "moving"


def descriptions(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Return the files that describe figures, by name."""
    return tuple(sorted(folder.glob("*.yaml")))


def load(path: Path) -> Figure:
    """Read one description.

    :raises BadInput: with every fault of the file.
    """
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return Figure.model_validate(document)
    except YAMLError as fault:
        raise BadInput(f"{path.name}: this is not YAML: {fault}") from fault
    except ValidationError as fault:
        told = [f"{path.name}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()]
        raise BadInput("\n".join(told)) from fault


def draw(path: Path) -> dict[Path, str | None]:
    """Return the files of one description: the picture, and the one that moves; none for what keeps still.

    :raises BadInput: if the description is faulty or the body in it is not one.
    """
    figure = load(path)
    try:
        drawn = drawing.draw(figure)
        checking.check(figure, drawn)
    except BadInput as fault:
        raise BadInput(f"{path.name}: {fault}") from fault
    picture = path.with_suffix(".svg")
    moving = path.parent / MOVING / picture.name
    return {picture: svg.write(drawn), moving: svg.write_moving(drawn) if drawn.frames else None}
