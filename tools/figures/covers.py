"""Draw the routines' covers from their figures: ``python -m tools.figures.covers``.

It needs Chromium (``SOLEUS_CHROMIUM`` names one that is not on the path). The pictures are kept beside the
routines, because a server that only plays them should not need a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.filter
import click

from server.errors import SoleusError
from server.resources import COVERS, DEFAULT_COVER, shipped
from server.routine.library import Library
from tools.figures.folder import FOLDER

#: Apple's least for the picture of a podcast.
SIZE = 1400
#: Colours of a cover; with more, smooth edges look no better and the file grows.
COLOURS = 32
#: The ground of the icon, which has round corners.
_GREEN = "#0d6652"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_STATIC = Path(__file__).parents[2] / "server" / "static"
_PAGE = """<!doctype html><meta charset="utf-8"><style>{looks}
:root {{ color-scheme: light }}
body {{ height: 100vh; display: grid; place-items: center; background: {ground} }}
svg {{ width: {share}%; height: auto; max-height: {share}vh }}
.fig-solid {{ display: none }}</style><body>{drawing}"""


@click.command()
def main() -> None:
    """Draw all covers again."""
    COVERS.mkdir(exist_ok=True)
    for name, drawing in {**pictures(), DEFAULT_COVER: _STATIC / "icons" / "icon.svg"}.items():
        share, ground = (100, _GREEN) if name == DEFAULT_COVER else (78, "var(--plate)")
        picture = draw(drawing.read_text("utf-8"), share, ground)
        (COVERS / f"{name}.png").write_bytes(picture)
        click.echo(f"{name}.png: {len(picture) // 1000} kB")


def pictures() -> dict[str, Path]:
    """Return the drawing on the cover of each shipped routine: the one that stands for it on pages too."""
    routines = Library(shipped("routines")).routines()
    return {routine.id: FOLDER / f"{routine.cover_exercise}.svg" for routine in routines}


def draw(drawing: str, share: int, ground: str) -> bytes:
    """Return an SVG as a square PNG.

    :param share: percent of the width that it takes.
    :param ground: colour of the rest, as in CSS.
    :raises SoleusError: if there is no Chromium.
    """
    browser = os.environ.get("SOLEUS_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SoleusError("Drawing covers needs Chromium. Install it, or name one in SOLEUS_CHROMIUM.")
    looks = (_STATIC / "soleus.css").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder) / "cover.html", Path(folder) / "cover.png"
        page.write_text(_PAGE.format(looks=looks, share=share, ground=ground, drawing=drawing), "utf-8")
        flags = ("--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1")
        size = f"--window-size={SIZE},{SIZE}"
        command = [browser, *flags, size, f"--screenshot={picture}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 - our own page
        return _with_few_colours(picture)


def _with_few_colours(picture: Path) -> bytes:
    """Return a PNG again with a palette, which makes it several times smaller."""
    with av.open(str(picture)) as file:
        frame = next(file.decode(video=0))
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1)
    )
    split, used, sink = graph.add("split"), graph.add("paletteuse", "dither=none"), graph.add("buffersink")
    palette = graph.add("palettegen", f"max_colors={COLOURS}:reserve_transparent=0")
    source.link_to(split)
    split.link_to(used, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(used, 0, 1)
    used.link_to(sink)
    graph.configure()
    graph.push(frame)
    graph.push(None)
    return _png(cast(av.VideoFrame, graph.pull()))


def _png(frame: av.VideoFrame) -> bytes:
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, frame.format.name
    encoder.time_base = Fraction(1)
    encoder.options = {"compression_level": "9", "pred": "none"}
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))


if __name__ == "__main__":
    main()
