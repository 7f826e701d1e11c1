"""The user library of the current request's application."""

from __future__ import annotations

from server.services.services import parts
from server.services.user_library import UserLibrary


def user_library() -> UserLibrary:
    """Return the routines and exercises that the editor may change."""
    return UserLibrary(parts().config.data / "routines", parts().library)
