"""A backup a day, made in the background while the server runs; the newest of them are kept."""

from __future__ import annotations

import logging
import re
import shutil
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from server.atomic_write import remove_unfinished
from server.clock import Clock
from server.config import Config
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.permissions import make_folder, reason_of
from server.services.backup_format import BACKUPS
from server.services.backups import UNFINISHED, make_backup

log = logging.getLogger(__name__)

_NAME = re.compile(r"soleus-[0-9]{4}-[0-9]{2}-[0-9]{2}\.zip")
#: Seconds after the start before the first one: people come first.
_FIRST_AFTER_S = 10.0
#: Seconds between two looks whether one is due: a machine may sleep, and clocks are set.
_LOOK_EVERY_S = 3600.0


class DailyBackups:
    """Makes the backups of a data folder in a thread of its own."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        first_after_s: float = _FIRST_AFTER_S,
        disk: DiskSpace | None = None,
    ) -> None:
        """Prepare without starting the thread.

        :param disk: makes room for backups; by default that of the data folder, without caches.
        :param first_after_s: seconds after :meth:`start` before it looks whether one is due.
        """
        self._config = config
        self._clock = clock
        self._first_after_s = first_after_s
        self._disk = disk
        self._folder = config.data / BACKUPS
        self._stopped = threading.Event()

    def start(self) -> None:
        """Look from time to time whether a backup is due, and make it.

        Other databases than SQLite have tools of their own for that.
        """
        if self._config.daily_backups and self._config.database.startswith("sqlite"):
            threading.Thread(target=self._work, name="backups", daemon=True).start()

    def close(self) -> None:
        """Make no further backup; what is left of one that is being made is removed before the next."""
        self._stopped.set()

    def make_if_due(self) -> Path | None:
        """Make the backup of today if there is none, and remove the oldest ones; return the one made.

        Older ones are removed only once a newer one is complete.

        :raises SoleusError: if it cannot be made.
        """
        today = datetime.fromtimestamp(self._clock() / 1000)
        file = self._folder / f"soleus-{today:%Y-%m-%d}.zip"
        if file.exists():
            return None
        try:
            make_folder(self._folder, 0o700)
            self._remove_unfinished()
        except OSError as error:
            reason = reason_of(error, self._folder)
            raise SoleusError(f"{self._folder}: this folder cannot be used: {reason}") from error
        make_backup(self._config, file, clock=self._clock, disk=self._disk)
        self._remove_oldest()
        return file

    def _work(self) -> None:
        wait_s = self._first_after_s
        while not self._stopped.wait(wait_s):
            wait_s = _LOOK_EVERY_S
            try:
                made = self.make_if_due()
            except SoleusError as error:
                log.warning("today's backup was not made: %s", error)
            except Exception:
                log.exception("today's backup was not made")
            else:
                if made:
                    log.info("today's backup made: %s", made)

    def _remove_oldest(self) -> None:
        made = sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        for path in made[: -self._config.daily_backups]:
            with suppress(OSError):
                path.unlink()

    def _remove_unfinished(self) -> None:
        """Remove what a server left that was killed while it made a backup."""
        for path in self._folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)
        remove_unfinished(self._folder)
