"""TimeR Machine: a timer is a list of steps and groups that are repeated, in milliseconds.

A backup and a shared timer are the same document: ``{"timers": [{"name", "loop", "steps", "startStep",
"endStep"}], "folders", "schedulers", "prefs", ...}``. An entry of ``steps`` has a ``step_type``: a ``step``
has ``label``, ``length``, ``type`` and ``behaviour``, a ``group`` has ``name``, ``loop`` and ``steps``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.errors import BadInput
from server.quoting import quoted
from server.routine.importing.items import ForeignTimer, Item, Notes, Pause, Rounds, Work, clock, timed_item
from server.routine.importing.names import printable
from server.routine.importing.reading import MOST_TIMERS, Group
from server.routine.schema import LONGEST_SPOKEN, MOST_SAY_WORDS

APP = "TimeR Machine"
#: What the app calls a reminder, a first and a last step that nobody named.
_UNNAMED = frozenset(
    {"", "notifier", "mitteiler", "notifica", "notificador", "оповещение", "meldinggever", "通知步骤"}
    | {"timer start", "timer-start", "inizio cronometro", "inicio del temporizador", "início do temporizador"}
    | {"запуск таймера", "计时器开始", "timer end", "timer-ende", "timer einde", "fine cronometro"}
    | {"final del temporizador", "fim do temporizador", "конец таймера", "计时器结束"}
)
#: The folder of what was deleted.
_BIN = 2
#: Groups inside groups; the app itself makes no group inside a group.
_DEEPEST_GROUP = 8
#: What a step does besides lasting, and what becomes of it.
_LOST: Mapping[str, str] = {
    "MUSIC": "Music: the file holds only its name; the coach has sounds of its own.",
    "VIBRATION": "Vibration: a track cannot make a phone vibrate.",
    "SCREEN": "Lighting up the screen: a track plays on while it is dark.",
    "BEEP": "A beep every second: the coach has sounds of its own.",
    "HALF": 'The sign at half time: the coach says "Halfway" in whatever lasts 30 seconds or longer.',
    "COUNT": "Counting down the seconds: the coach counts the last three.",
    "NOTIFICATION": "Notifications: the workout page shows what is being done.",
    "FLASHLIGHT": "The flashlight: a track cannot turn it on.",
    "IMAGE": "Pictures: the file holds only their place on the phone.",
}


def is_timer_machine(document: dict[str, Any]) -> bool:
    """Tell whether a document is a backup or a shared timer of this app."""
    return isinstance(document.get("timers"), list)


def timers(document: dict[str, Any]) -> Iterator[ForeignTimer]:
    """Yield the timers of a document.

    :raises BadInput: if it is not as the app writes it.
    """
    top = Group(document, "The backup")
    scheduled = {each.number("timerId", 0) for each in top.groups("schedulers")}
    found = top.groups("timers", most=MOST_TIMERS)
    names = {each.number("id", 0): each.text("name", "") for each in found}
    notes = Notes()
    for each in found:
        if each.number("folderId", 0) == _BIN:
            notes.add(f"{quoted(each.text('name', ''))} was thrown away there, so it is left out.")
    for each in found:
        if each.number("folderId", 0) == _BIN:
            continue
        if each.number("id", 0) in scheduled:
            notes.add("When it starts by itself: Soleus starts a workout when you press Play.")
        yield _timer(each, names, notes)
        notes = Notes()


def _timer(group: Group, names: Mapping[int, str], notes: Notes) -> ForeignTimer:
    name = group.text("name", "Timer")
    group.what = f"The timer {quoted(name)}"
    items: list[Item] = []
    for key in ("startStep", "steps", "endStep"):
        if key == "steps":
            items.append(Rounds(group.number("loop", 1), tuple(_items(group, notes))))
            continue
        step = group.group(key)
        items += _step(step, notes) if step else ()
    more = group.group("more")
    following = more.number("triggerTimerId", 0) if more else 0
    if following:
        notes.add(f"That {quoted(names.get(following, 'another timer'))} starts when it ends.")
    return ForeignTimer(name, APP, tuple(items), notes.texts())


def _items(group: Group, notes: Notes, depth: int = 1) -> Iterator[Item]:
    """Yield what stands in the steps of a timer or a group.

    :param depth: how many groups are around it, the timer itself included.
    """
    if depth > _DEEPEST_GROUP:
        raise BadInput(f"{group.what} has groups inside groups, more than {_DEEPEST_GROUP} deep.")
    for each in group.groups("steps"):
        if each.text("step_type", "step") != "group":
            yield from _step(each, notes)
            continue
        name = each.text("name", "").strip()
        if name:
            notes.add(f"The group's name {quoted(name)}: rounds are counted, and have no name here.")
        yield Rounds(each.number("loop", 1), tuple(_items(each, notes, depth + 1)))


def _step(step: Group, notes: Notes) -> Iterator[Item]:
    """Yield a step, unless it cannot be taken over."""
    label, kind = step.text("label", ""), step.text("type", "NORMAL")
    seconds, rest_ms = divmod(step.number("length"), 1000)
    if rest_ms and seconds >= 0:
        seconds += rest_ms >= 500
        notes.add(f"{quoted(label)} lasts {step.number('length') / 1000:g} s; here it is {clock(seconds)}.")
    say = _said(step, label, notes)
    if kind != "NORMAL" and seconds > 0 and label.strip().casefold() in _UNNAMED:
        label = "Rest"
    item = timed_item(label, seconds, notes, say=say)
    if isinstance(item, Work) and kind == "NOTIFIER":
        yield Pause(item.seconds, say or item.name)  # a short reminder between two steps
    elif item is not None:
        yield item


def _said(step: Group, label: str, notes: Notes) -> str:
    """Return what the app speaks in a step besides its name, and note what becomes of all else it does."""
    say = ""
    for each in step.groups("behaviour"):
        kind = each.text("type")
        if kind == "VOICE":
            say = say or _voice(each, label, notes)
        elif kind == "HALT":
            notes.add(f"{quoted(label)} goes on there until you move on; here it ends by itself.")
        else:
            notes.add(_LOST.get(kind, f"{quoted(kind)}, which Soleus does not know."))
    return say


def _voice(behaviour: Group, label: str, notes: Notes) -> str:
    """Return what is spoken at the start of a step, besides its name.

    The app keeps its newer text, with words in braces that it fills in, as the content.
    """
    raw = behaviour.text("content", "").strip() or behaviour.text("label", "").strip()
    written, filled_in = printable(raw), "{" in raw or "$" in raw
    if not written or written.casefold() == printable(label).casefold():
        return ""
    spoken = any(character.isalnum() for character in written)
    if filled_in or not spoken or len(written) > LONGEST_SPOKEN or len(written.split()) > MOST_SAY_WORDS:
        notes.add(f"That it says {quoted(raw)}: the coach cannot say this.")
        return ""
    return written
