"""Paired devices and the codes that pair them."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from server.digests import digest_of
from server.store.database import Database
from server.store.tables import DeviceRow, PairingRow, PersonRow
from server.store.values import Device, PairedDevice, Person

#: Characters of a pairing code: none that look or sound alike. 8 of them make 30**8, some 6 * 10**11, codes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
#: Characters that are kept of what a browser calls itself.
LONGEST_BROWSER = 200
# Every request runs this query: built once, it takes half the time.
_DEVICE = (
    select(DeviceRow.id, PersonRow.id, PersonRow.name)
    .join(PersonRow, PersonRow.id == DeviceRow.person_id, isouter=True)
    .where(DeviceRow.id == bindparam("device_id"))
)


class DevicesMixin(Database):
    """Queries about devices and pairing."""

    def new_pairing_code(self, minutes: int) -> str:
        """Make a code that pairs devices for some minutes; only its hash is stored."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        now = self._clock()

        def work(connection: Connection) -> None:
            connection.execute(delete(PairingRow).where(PairingRow.expires_ms <= now))
            connection.execute(
                insert(PairingRow).values(code_hash=_hash(code), expires_ms=now + minutes * 60_000)
            )

        self._write(work)
        return code

    def pairs(self, code: str) -> bool:
        """Tell whether a code, however it was typed, is valid now."""
        with self._read() as connection:
            query = select(PairingRow.expires_ms).where(PairingRow.code_hash == _hash(code))
            expires_ms = connection.execute(query).scalar()
        return expires_ms is not None and expires_ms > self._clock()

    def add_device(self, name: str, person_id: int | None) -> str:
        """Keep a newly paired device, and return its id, which is unguessable.

        :param name: what the browser calls itself.
        """
        device_id = secrets.token_urlsafe(16)
        row = {
            "id": device_id,
            "person_id": person_id,
            "name": name[:LONGEST_BROWSER],
            "paired_ms": self._clock(),
        }
        self._write(lambda connection: connection.execute(insert(DeviceRow).values(row)))
        self._caches.devices.forget(device_id)
        return device_id

    def device(self, device_id: str) -> Device | None:
        """Return a device with its person; ``None`` if it is not paired."""
        return self._caches.devices.get(device_id, lambda: self._stored_device(device_id))

    def devices(self) -> tuple[PairedDevice, ...]:
        """Return all paired devices, the newest first."""
        query = (
            select(DeviceRow.id, DeviceRow.name, PersonRow.name, DeviceRow.paired_ms)
            .join(PersonRow, PersonRow.id == DeviceRow.person_id, isouter=True)
            .order_by(DeviceRow.paired_ms.desc(), DeviceRow.id)
        )
        with self._read() as connection:
            return tuple(PairedDevice(*row) for row in connection.execute(query))

    def remove_device(self, device_id: str) -> None:
        """Forget a device, which must then pair again; an unknown one changes nothing."""
        self._write(lambda connection: connection.execute(delete(DeviceRow).where(DeviceRow.id == device_id)))
        self._caches.devices.forget(device_id)

    def give_device(self, device_id: str, person_id: int) -> None:
        """Let a device act for a person."""
        change = update(DeviceRow).where(DeviceRow.id == device_id).values(person_id=person_id)
        self._write(lambda connection: connection.execute(change))
        self._caches.devices.forget(device_id)

    def _stored_device(self, device_id: str) -> Device | None:
        with self._read() as connection:
            row = connection.execute(_DEVICE, {"device_id": device_id}).first()
        if row is None:
            return None
        found, person_id, name = row
        return Device(found, None if person_id is None else Person(person_id, name))


def _hash(code: str) -> str:
    """Return the hash of a code, however it was typed: spaces, dashes and case do not matter."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return digest_of(typed, hex_digits=64)
