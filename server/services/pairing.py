"""What the terminal shows a person who wants to pair a phone."""

from __future__ import annotations

import io
import socket
from dataclasses import dataclass
from pathlib import Path

import segno

from server.config import Config
from server.store import Store

#: An address that is kept for documentation (RFC 5737): asking for the way there sends nothing.
_ANYWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True)
class Invitation:
    """An address, and a code if one is needed."""

    #: Without a slash at its end.
    address: str
    #: Nothing where no pairing is asked for.
    code: str
    minutes: int
    data: Path

    @property
    def link(self) -> str:
        """What a phone opens."""
        return f"{self.address}/pair/{self.code}" if self.code else f"{self.address}/"

    def text(self) -> str:
        """Return the lines for the terminal, the QR code among them."""
        lines = [f"Open on your phone: {self.link}", "", _qr(self.link)]
        if self.code:
            code = f"{self.code[:4]}-{self.code[4:]}"
            lines.append(
                f"Or open {self.address} and type the code {code} (good for {self.minutes} minutes)."
            )
            lines.append("A new one: soleus pair")
        lines.append(f"Your data: {self.data}")
        return "\n".join(lines)


def invite(config: Config, store: Store) -> Invitation:
    """Make an invitation with a new code."""
    code = store.new_pairing_code(config.pairing_minutes) if config.pairing else ""
    return Invitation(address_of(config), code, config.pairing_minutes, config.data)


def address_of(config: Config) -> str:
    """Return the address that phones reach this server by, without a slash at its end."""
    if config.public_url:
        return config.public_url.rstrip("/")
    host = {"0.0.0.0": lan_address(), "::": lan_address()}.get(config.host, config.host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"


def lan_address() -> str:
    """Return this machine's own address in its network; 127.0.0.1 if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_ANYWHERE)
        except OSError:
            return "127.0.0.1"
        return str(way.getsockname()[0])


def _qr(link: str) -> str:
    drawing = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(drawing, compact=True, border=2)
    return drawing.getvalue()
