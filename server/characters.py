"""Characters that no text may have: they are invisible, and change how the rest of a page reads."""

from __future__ import annotations

import unicodedata

#: Embeddings, overrides and isolates of the direction of writing (Unicode Standard Annex 9). Joiners, which
#: emoji and Persian need, and marks of direction are harmless.
_DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
#: Control characters, and halves of surrogate pairs.
_CATEGORIES = frozenset({"Cc", "Cs"})


def unusable_character(text: str) -> str:
    """Return which character cannot be used, where it is and what to do; an empty string if all can be."""
    for place, character in enumerate(text, start=1):
        if character in _DIRECTIONS or unicodedata.category(character) in _CATEGORIES:
            name = unicodedata.name(character, "control character").lower()
            return f"character {place} is invisible, a {name} (U+{ord(character):04X}); delete it"
    return ""
