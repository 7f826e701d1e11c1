"""What people have chosen, put into a store past all checks."""

from __future__ import annotations

from dataclasses import replace

from server.store import Store
from server.store.values import Document


def keep_settings(store: Store, person_id: int, settings: Document) -> None:
    """Replace a person's settings, such as by those of a machine that had other voices."""
    store.change_preferences(person_id, "any", lambda kept: (replace(kept, settings=settings), None))


def keep_choices(store: Store, person_id: int, routine_id: str, choices: Document) -> None:
    """Replace a person's choices for a routine."""
    store.change_preferences(person_id, routine_id, lambda kept: (replace(kept, choices=choices), None))
