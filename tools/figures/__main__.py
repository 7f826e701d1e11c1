"""Redraw the figures: ``python -m tools.figures``, or ``--check`` that the drawn ones are up to date."""

from __future__ import annotations

from pathlib import Path

import click

from server.errors import BadInput
from tools.figures import folder


@click.command()
@click.argument("names", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; fail if a drawing differs from its description.")
@click.option("--folder", "where", type=click.Path(path_type=Path, file_okay=False), default=folder.FOLDER)
def main(names: tuple[str, ...], check: bool, where: Path) -> None:
    """Draw the figures of NAMES, or all of them."""
    paths = [where / f"{name}.yaml" for name in names] or folder.descriptions(where)
    faults = [fault for path in paths if (fault := _redraw(path, check))]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(f"{len(paths)} figures are {'up to date' if check else 'drawn'}.")


def _redraw(path: Path, check: bool) -> str | None:
    """Draw one figure, or compare it; return what is wrong."""
    drawn = path.with_suffix(".svg")
    try:
        text = folder.draw(path)
    except (BadInput, OSError) as fault:
        return str(fault)
    if not check:
        drawn.write_text(text, encoding="utf-8")
    elif not drawn.is_file() or drawn.read_text(encoding="utf-8") != text:
        return f"{drawn.name} differs from {path.name}: run python -m tools.figures"
    return None


if __name__ == "__main__":
    main()
