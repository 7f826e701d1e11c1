"""QR codes for pages."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """Return a QR code as inline SVG, black on white whatever the page's colours, as scanners want it.

    :raises segno.DataOverflowError: when the text is longer than a QR code holds, about 2,300 bytes.
    """
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(scale=1, border=3, dark="#000", light="#fff", svgclass="qr", omitsize=True))  # noqa: S704 - segno's drawing holds nothing of the text
