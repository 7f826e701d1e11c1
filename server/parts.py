"""What a running application is made of, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from server.clock import Clock, epoch_ms
from server.config import Config
from server.store import Store

if TYPE_CHECKING:
    from server.routine.library import Library
    from server.studio import Studio


@dataclass(frozen=True)
class Parts:
    """The parts of one application."""

    config: Config
    library: Library
    store: Store
    studio: Studio
    clock: Clock = epoch_ms

    def close(self) -> None:
        """End the speaking processes and close the database."""
        self.studio.close()
        self.store.close()


def parts(app: Flask | None = None) -> Parts:
    """Return the parts of an application; of the current one if none is named."""
    return cast(Parts, (app or current_app).extensions["soleus"])
