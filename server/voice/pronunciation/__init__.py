"""How words are said: the shipped entries, and a house's own in a file that people write.

May use ``routine`` and the base modules.
"""

from server.voice.pronunciation.document import check_pronunciations
from server.voice.pronunciation.editing import changed_text
from server.voice.pronunciation.lexicon import (
    LONGEST_SAID,
    LONGEST_WORD,
    Entry,
    Lexicon,
    entry_faults,
    neat,
    neat_ipa,
    same_word,
)
from server.voice.pronunciation.pronunciations import FILE_NAME, Pronunciations, shipped_entries

__all__ = [
    "FILE_NAME",
    "LONGEST_SAID",
    "LONGEST_WORD",
    "Entry",
    "Lexicon",
    "Pronunciations",
    "changed_text",
    "check_pronunciations",
    "entry_faults",
    "neat",
    "neat_ipa",
    "same_word",
    "shipped_entries",
]
