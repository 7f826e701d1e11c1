"""How often something limited was used, where several processes count together."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from server.store.database import Database
from server.store.shared_tables import RateHitRow

#: Milliseconds after which no limit counts a use any more.
_FORGOTTEN_MS: Final = 3_600_000


class RateHitsMixin(Database):
    """Queries about uses of what is limited."""

    def count_hit(self, key: str, most: int, within_ms: int) -> bool:
        """Count a use, and tell whether there were fewer than allowed before; else it is not counted.

        Whoever is above the limit changes nothing, and so holds nobody up.

        :param most: how many are allowed within so many milliseconds.
        """
        now_ms = self.clock()
        lately = (RateHitRow.key == key, RateHitRow.at_ms > now_ms - within_ms)
        with self._read() as connection:
            used = connection.execute(
                select(func.count()).select_from(RateHitRow).where(*lately)
            ).scalar_one()
        if used >= most:
            return False

        def work(connection: Connection) -> None:
            connection.execute(delete(RateHitRow).where(RateHitRow.at_ms < now_ms - _FORGOTTEN_MS))
            connection.execute(insert(RateHitRow).values(key=key, at_ms=now_ms))

        self._write(work)
        return True
