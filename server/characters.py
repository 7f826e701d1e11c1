"""Characters that no text may have: they are invisible, and change how the rest of a page reads.

Joiners, half-spaces and variation selectors, which emoji, Persian and many other scripts need, are ordinary.
"""

from __future__ import annotations

import unicodedata

#: Embeddings, overrides and isolates of the direction of writing (Unicode Standard Annex 9); marks of
#: direction are harmless.
_DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
#: Control characters, halves of surrogate pairs, separators of lines and paragraphs.
_UNUSABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Spaces, joiners and marks: what nobody sees without something else beside it.
_UNSEEN = frozenset({"Cf", "Mn", "Zs"})


def unusable_character(text: str) -> str:
    """Return why a text cannot be used: which character, where it is and what to do; empty if it can be.

    An empty text can be used; one in which there is nothing to see cannot.
    """
    for place, character in enumerate(text, start=1):
        if not _is_usable(character):
            name = unicodedata.name(character, "control character").lower()
            return f"character {place} is invisible, a {name} (U+{ord(character):04X}); delete it"
    if text and all(unicodedata.category(character) in _UNSEEN for character in text):
        return "there is nothing to see in this text; write something"
    return ""


def without_unusable(text: str) -> str:
    """Return a text without the characters that no text may have."""
    return "".join(filter(_is_usable, text))


def _is_usable(character: str) -> bool:
    return character not in _DIRECTIONS and unicodedata.category(character) not in _UNUSABLE
