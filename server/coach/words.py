"""What the coach says: short sentences for the ear, each with at most one part that varies."""

from __future__ import annotations

from server.routine import Kind, Limb, Side

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

GET_READY = "Get ready."
NEXT = "Next:"
HALFWAY = "Halfway."
TEN_SECONDS = "Ten seconds."
BREATHE = "Breathe in for four, out for six."
LAST_TWO = "Last two."
WELL_DONE = "Well done."


def sentence(text: str) -> str:
    """Return a text that begins with a capital and ends with a full stop: engines then lower the voice."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def number(value: int) -> str:
    """Return a number as a word up to twelve, and in digits above."""
    return _NUMBERS[value] if value < len(_NUMBERS) else str(value)


def counted(value: int, thing: str) -> str:
    """Say how many of something: "Three sets."."""
    return sentence(f"{number(value)} {thing}" + ("" if value == 1 else "s"))


def seconds(value: int) -> str:
    """Say how long: "30 seconds.", and from two minutes on whole minutes as such."""
    if value >= 120 and value % 60 == 0:
        return counted(value // 60, "minute")
    return f"{value} second{'' if value == 1 else 's'}."


def side_and_limb(side: Side, limb: Limb) -> str:
    """Name the side as people do: "left leg"."""
    return f"{side} {limb}"


def alternating(limb: Limb, after: str) -> str:
    """Say that the sides take turns."""
    return f"Change {'feet' if limb == 'foot' else 'legs'} after each {after}."


def switch(side: Side, limb: Limb) -> str:
    """Tell to change to the other side."""
    return f"Switch: {side_and_limb(side, limb)}."


def again(side: Side, limb: Limb) -> str:
    """Say that the same side, or the same exercise, comes again."""
    return "Next: the same again." if side == "both" else f"Next: {side_and_limb(side, limb)} again."


def upcoming(side: Side, limb: Limb) -> str:
    """Say which side comes after the rest."""
    return f"Next: {side_and_limb(side, limb)}."


def ordinal(value: int, of: int, thing: str = "") -> str:
    """Say which one of several is next: "Three of ten.", "Set two of three."."""
    return sentence(f"{thing} {number(value)} of {number(of)}")


def rest(value: int) -> str:
    """Say how long the rest is."""
    return f"Rest for {seconds(value)}"


def time_to_settle(value: int) -> str:
    """Say how long there is to get into position."""
    return f"{value} seconds to set up."


def release(kind: Kind) -> str:
    """Say how to end the work; an empty string if nothing has to be released."""
    return {"hold": "Release slowly.", "release": "Relax.", "reps": "Relax.", "instruction": ""}[kind]


def workout_length(minutes: int) -> str:
    """Say how long the workout was."""
    return f"That was about {number(minutes)} minute{'' if minutes == 1 else 's'}."
