"""What somebody typed, as a message repeats it: short, printable and in quotation marks."""

from __future__ import annotations

from server.characters import without_unusable

#: Characters that a message repeats.
LONGEST_QUOTE = 40


def quoted(value: object) -> str:
    """Return a value as a message repeats it; a text in quotation marks."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a group of keys" if isinstance(value, dict) else "a list"
    return shortened(str(value))


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return the beginning of a long text, without the characters that no text may have."""
    printable = without_unusable(text)
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"
