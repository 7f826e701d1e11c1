"""What a running Soleus is made of, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from server.clock import Clock, epoch_ms
from server.config import Config
from server.errors import SoleusError
from server.feed.publishing import Publisher
from server.resources import shipped
from server.routine.library.library import Library
from server.store import Store
from server.track.studio import Studio
from server.voice.clips import ClipStore
from server.voice.worker.pool import SpeakingPool

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Parts:
    """The parts of one Soleus."""

    config: Config
    library: Library
    store: Store
    voice: SpeakingPool
    clips: ClipStore
    studio: Studio
    publisher: Publisher
    clock: Clock = epoch_ms

    def close(self) -> None:
        """End the speaking processes and close the database."""
        self.clips.close()  # and with it the voice: who still waits for it is told so
        self.studio.close()
        self.publisher.close()
        self.store.close()


def open_parts(config: Config, clock: Clock = epoch_ms) -> Parts:
    """Make the data folder if there is none, and open everything in it.

    :raises SoleusError: if the folder or the database cannot be used.
    """
    _make(config.data / "routines")
    store = Store(config.database, clock)
    voice = SpeakingPool(workers=config.voice_workers)
    cache = config.data / "cache"
    limit_bytes = config.cache_limit_mb * _MEGABYTE // 2  # half for clips, half for tracks
    clips = ClipStore(cache / "clips", voice, limit_bytes)
    studio = Studio(cache / "tracks", limit_bytes, clips, store)
    return Parts(
        config=config,
        library=Library(shipped("routines"), config.data / "routines"),
        store=store,
        voice=voice,
        clips=clips,
        studio=studio,
        publisher=Publisher(studio),
        clock=clock,
    )


def parts(app: Flask | None = None) -> Parts:
    """Return the parts of an application; of the current one if none is named."""
    return cast(Parts, (app or current_app).extensions["soleus"])


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SoleusError(
            f"{folder}: the data folder cannot be made: {error.strerror}. Choose another with --data."
        ) from error
