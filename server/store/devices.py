"""Paired devices and the codes that pair them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from server.digests import digest_of
from server.errors import NotFound
from server.store.database import Database
from server.store.people import begins, checked_name
from server.store.tables import DeviceRow, PairingRow, PersonRow
from server.store.values import Device, PairedDevice, PairingCode, Person

_Answer = TypeVar("_Answer")

#: Characters of a pairing code: none that look or sound alike. 8 of them make 30**8, some 6 * 10**11, codes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
#: Characters that are kept of what a browser calls itself.
LONGEST_BROWSER = 200
_COLUMNS = (DeviceRow.id, DeviceRow.cookie_ms, DeviceRow.seen_ms, PersonRow.id, PersonRow.name)
# Every request runs this query: built once, it takes half the time.
_DEVICE = (
    select(*_COLUMNS)
    .join(PersonRow, PersonRow.id == DeviceRow.person_id, isouter=True)
    .where(DeviceRow.token_hash == bindparam("token_hash"))
)


class DevicesMixin(Database):
    """Queries about devices and pairing.

    A device is recognised by a random token, of which only the hash is stored: looked up by it, the time that
    this takes says nothing about how much of a token is right.
    """

    def new_pairing_code(self, minutes: int, devices: int = 1) -> str:
        """Make a code that pairs some devices within some minutes; only its hash is stored."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        now = self._wall()
        row = {"code_hash": _code_hash(code), "expires_ms": now + minutes * 60_000, "devices_left": devices}

        def work(connection: Connection) -> None:
            connection.execute(delete(PairingRow).where(PairingRow.expires_ms <= now))
            connection.execute(insert(PairingRow).values(row))

        self._write(work)
        return code

    def pairing_code(self, typed: str) -> PairingCode | None:
        """Return a code, however it was typed; ``None`` if there is none, or it has expired."""
        query = select(PairingRow.code_hash, PairingRow.devices_left).where(
            PairingRow.code_hash == _code_hash(typed), PairingRow.expires_ms > self._wall()
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return PairingCode(*row) if row else None

    def pair(self, code_hash: str, token: str, browser: str, person_id: int | None) -> bool:
        """Keep a device that was given a token for a code, and use the code up for it.

        :param token: unguessable; of one token, only the first call counts.
        :param browser: what the device's browser calls itself.
        :returns: whether the device is paired; False if the code has expired or paired enough others.
        """
        left = PairingRow.devices_left
        unused = (PairingRow.code_hash == code_hash, PairingRow.expires_ms > self._wall(), left > 0)
        use = update(PairingRow).where(*unused).values(devices_left=left - 1)

        with self._read() as connection:
            is_open = connection.execute(select(PairingRow.code_hash).where(*unused)).first()
        if not is_open:  # then whoever goes on asking does not hold up those who write
            return self.device(token) is not None

        def work(connection: Connection) -> bool:
            if connection.execute(_DEVICE, {"token_hash": _hash(token)}).first():
                return True
            used = bool(connection.execute(use).rowcount)
            if used:
                self._insert_device(connection, token, browser, person_id)
            return used

        return self._change(work)

    def add_device(self, token: str, browser: str, person_id: int | None) -> None:
        """Keep a device that needs no code.

        :param token: unguessable; of one token, only the first call counts.
        :param browser: what the device's browser calls itself.
        """

        def work(connection: Connection) -> None:
            if connection.execute(_DEVICE, {"token_hash": _hash(token)}).first() is None:
                self._insert_device(connection, token, browser, person_id)

        self._change(work)

    def device(self, token: str) -> Device | None:
        """Return a device with its person; ``None`` if no device has this token."""
        token_hash = _hash(token)
        return self._caches.devices.get(token_hash, lambda: self._stored_device(token_hash))

    def adopt_device(self, device_id: str, token: str) -> None:
        """Give a device of an earlier release its token; one that has a token keeps it."""
        change = update(DeviceRow).where(DeviceRow.id == device_id, DeviceRow.token_hash.is_(None))
        values = {"token_hash": _hash(token), "cookie_ms": self.clock()}
        self._change(lambda connection: connection.execute(change.values(values)))

    def cookie_sent(self, device_id: str) -> None:
        """Note that a device is sent its cookie now."""
        change = update(DeviceRow).where(DeviceRow.id == device_id).values(cookie_ms=self.clock())
        self._change(lambda connection: connection.execute(change))

    def devices(
        self, most: int | None = None, named: str = "", first: int | None = None
    ) -> tuple[PairedDevice, ...]:
        """Return all paired devices, the newest first.

        :param most: how many are enough.
        :param named: how the name of the person begins that each acts for, in any spelling.
        :param first: the person whose devices come before all others.
        """
        others = DeviceRow.person_id.is_distinct_from(first)
        query = paired_devices().where(begins(named)).limit(most)
        with self._read() as connection:
            rows = connection.execute(query.order_by(others, DeviceRow.paired_ms.desc(), DeviceRow.id))
            return tuple(PairedDevice(*row) for row in rows)

    def paired_device(self, device_id: str) -> PairedDevice | None:
        """Return a paired device; ``None`` if there is none with this id."""
        query = paired_devices().where(DeviceRow.id == device_id)
        with self._read() as connection:
            row = connection.execute(query).first()
        return PairedDevice(*row) if row else None

    def device_seen(self, device_id: str) -> None:
        """Note that a device asks for something now."""
        change = update(DeviceRow).where(DeviceRow.id == device_id).values(seen_ms=self.clock())
        self._change(lambda connection: connection.execute(change))

    def name_device(self, device_id: str, name: str) -> None:
        """Keep what people call a device; nothing leaves that to Soleus.

        :raises BadInput: if the name is too long, or cannot be used.
        :raises NotFound: if there is no such device.
        """
        label = checked_name(name) if name.strip() else None
        change = update(DeviceRow).where(DeviceRow.id == device_id).values(label=label)
        if not self._change(lambda connection: connection.execute(change).rowcount):
            raise NotFound("There is no such device. It may have been removed already.")

    def remove_device(self, device_id: str) -> None:
        """Forget a device, and with it all codes that it may know; an unknown one changes nothing."""

        def work(connection: Connection) -> None:
            if connection.execute(delete(DeviceRow).where(DeviceRow.id == device_id)).rowcount:
                connection.execute(delete(PairingRow))

        self._change(work)

    def give_device(self, device_id: str, person_id: int) -> None:
        """Let a device act for a person."""
        change = update(DeviceRow).where(DeviceRow.id == device_id).values(person_id=person_id)
        self._change(lambda connection: connection.execute(change))

    def _change(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Write about devices, which happens seldom, and read all of them again."""
        return self._write(work, ("devices", None))

    def _stored_device(self, token_hash: str) -> Device | None:
        with self._read() as connection:
            row = connection.execute(_DEVICE, {"token_hash": token_hash}).first()
        if row is None:
            return None
        device_id, cookie_ms, seen_ms, person_id, name = row
        person = None if person_id is None else Person(person_id, name)
        return Device(device_id, person, cookie_ms or 0, seen_ms or 0)

    def _insert_device(self, connection: Connection, token: str, browser: str, person_id: int | None) -> None:
        now = self.clock()
        row = {
            "id": secrets.token_urlsafe(16),
            "person_id": person_id,
            "name": browser[:LONGEST_BROWSER],
            "paired_ms": now,
            "token_hash": _hash(token),
            "cookie_ms": now,
            "seen_ms": now,
        }
        connection.execute(insert(DeviceRow).values(row))


def paired_devices() -> Select[*tuple[Any, ...]]:
    """Return a query for the values of :class:`PairedDevice`, with the person of each."""
    seen_ms = func.coalesce(DeviceRow.seen_ms, DeviceRow.cookie_ms, DeviceRow.paired_ms)
    label = func.coalesce(DeviceRow.label, "")
    return select(DeviceRow.id, DeviceRow.name, PersonRow.name, DeviceRow.paired_ms, seen_ms, label).join(
        PersonRow, PersonRow.id == DeviceRow.person_id, isouter=True
    )


def _code_hash(code: str) -> str:
    """Return the hash of a code, however it was typed: spaces, dashes and case do not matter."""
    return _hash("".join(letter for letter in code.upper() if letter.isalnum()))


def _hash(secret: str) -> str:
    return digest_of(secret, hex_digits=64)
