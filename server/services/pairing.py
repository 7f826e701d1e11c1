"""Pair phones and tablets: codes, the addresses that they open, and devices that act for people."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import segno

from server.addresses import host_for_others, in_link
from server.config import Config
from server.store import Device, Person, Store

#: The name of the first person, until they change it.
FIRST_NAME = "Me"
#: The most devices that one code pairs.
MOST_INVITED = 50


@dataclass(frozen=True)
class Invitation:
    """An address for a phone to open, and a code where one is needed."""

    #: Without a trailing slash.
    address: str
    #: Empty where devices need not pair.
    code: str
    minutes: int
    #: How many devices the code pairs.
    devices: int
    data: Path

    @property
    def link(self) -> str:
        """The address that a phone opens."""
        return f"{self.address}/pair/{self.code}" if self.code else f"{self.address}/"

    @property
    def validity(self) -> str:
        """What the code is good for, in words."""
        devices = "one device" if self.devices == 1 else f"{self.devices} devices"
        return f"good for {devices}, within {self.minutes} minutes"

    def text(self, drawn: bool = True) -> str:
        """Return the lines for the terminal.

        :param drawn: whether the QR code is among them.
        """
        lines = [f"Open on your phone: {self.link}", *(["", _qr(self.link)] if drawn else [])]
        if self.code:
            code = f"{self.code[:4]}-{self.code[4:]}"
            lines.append(f"Or open {self.address} and type the code {code} ({self.validity}).")
            lines.append("To get a new code, run: soleus pair")
        lines.append(f"Your data: {self.data}")
        return "\n".join(lines)


class PairingService:
    """Makes pairing codes, and keeps devices."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def invite(self, devices: int = 1) -> Invitation:
        """Return an invitation with a new code that pairs some devices."""
        config = self._config
        code = self._store.new_pairing_code(config.pairing_minutes, devices) if config.pairing else ""
        return Invitation(address_of(config), code, config.pairing_minutes, devices, config.data)

    def pair(self, code_hash: str, token: str, browser: str) -> Device | None:
        """Pair a device that has shown the token it was given for a code.

        Where there is only one person, the device acts for them.

        :param code_hash: of the code, as in :class:`server.store.PairingCode`.
        :param browser: what the device's browser calls itself.
        :returns: ``None`` if the code has expired or has paired enough others meanwhile.
        """
        person = self.only_person()
        paired = self._store.pair(code_hash, token, browser, person.id if person else None)
        return self._store.device(token) if paired else None

    def only_person(self) -> Person | None:
        """Return the only person, made at the first call; ``None`` where there are several."""
        return self._store.only_person(FIRST_NAME)


def address_of(config: Config) -> str:
    """Return the address by which phones reach this server, without a trailing slash."""
    if config.public_url:
        return config.public_url.rstrip("/")
    return f"http://{in_link(host_for_others(config.host))}:{config.port}"


def _qr(link: str) -> str:
    drawing = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(drawing, compact=True, border=2)
    return drawing.getvalue()
