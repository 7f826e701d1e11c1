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
    try:
        files = folder.draw(path)
    except (BadInput, OSError) as fault:
        return str(fault)
    if check:
        stale = any(_read(drawn) != text for drawn, text in files.items())
        return f"{path.stem}.svg differs from {path.name}: run python -m tools.figures" if stale else None
    for drawn, text in files.items():
        if text is None:
            drawn.unlink(missing_ok=True)
        else:
            drawn.parent.mkdir(exist_ok=True)
            drawn.write_text(text, encoding="utf-8")
    return None


def _read(drawn: Path) -> str | None:
    return drawn.read_text(encoding="utf-8") if drawn.is_file() else None


if __name__ == "__main__":
    main()
