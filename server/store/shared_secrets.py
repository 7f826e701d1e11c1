"""Secrets that all processes on one database share."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from server.store.database import Database
from server.store.shared_tables import SecretRow


class SharedSecretsMixin(Database):
    """Queries about secrets."""

    def secret(self, name: str, first: bytes) -> bytes:
        """Return a secret.

        :param first: what it becomes if there is none yet.
        """

        def work(connection: Connection) -> bytes:
            known = connection.execute(select(SecretRow.content).where(SecretRow.name == name)).scalar()
            if known is None:
                connection.execute(insert(SecretRow).values(name=name, content=first))
            return first if known is None else known

        return self._write(work)
