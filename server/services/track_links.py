"""Large tracks that a storage sends in our place: an address there, good for a while."""

from __future__ import annotations

import logging
from typing import Final

from server.storage import Storage, StorageUnusable, UnchangingContents
from server.track import Studio

log = logging.getLogger(__name__)

#: Seconds for which an address is good: as long as the slowest download takes.
_GOOD_S: Final = 3600
_MEGABYTE: Final = 1_000_000


class TrackLinks:
    """Gives addresses of tracks in a storage.

    :param storage: ``None`` where there is none, or it gives no addresses.
    :param least_mb: size from which on a track is stored; 0 for none.
    """

    def __init__(self, studio: Studio, storage: Storage | None, least_mb: int) -> None:
        self._studio = studio
        links = storage if storage and storage.signs and least_mb else None
        self._contents = UnchangingContents(links) if links else None
        self._least_bytes = least_mb * _MEGABYTE

    def address(self, digest: str) -> str:
        """Return an address at which a track can be fetched; empty if it is to be sent from here.

        :raises NotFound: if there never was such a track, or it cannot be made again.
        """
        if self._contents is None:
            return ""
        audio = self._studio.audio(digest)
        if audio.size_bytes < self._least_bytes:
            return ""
        name = f"tracks/{digest}.m4a"
        try:
            if self._contents.is_due(name):
                self._contents.put(name, audio.read_bytes())
            return self._contents.storage.address_of(name, _GOOD_S)
        except StorageUnusable as error:
            log.warning("a track is sent from here: %s", error)
            return ""
