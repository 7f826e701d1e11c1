"""Which voices of a service are offered, and how fast they speak by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from server.voice.engines.languages import tag
from server.voice.model import Voice

if TYPE_CHECKING:
    from server.speech_services import SpeechService

#: Words a minute at which a service speaks as it does by itself.
USUAL_RATE: Final = 160
#: Characters of a voice's name at a service.
_LONGEST_NAME: Final = 100


def named_voices(engine: str, service: SpeechService) -> list[Voice]:
    """Return the voices that the settings name, without asking anybody."""
    return [voice_of(engine, name, name, service.language) for name in service.voices]


def voice_of(engine: str, name: str, title: str, language: str) -> Voice:
    """Return a voice of a service, whose name tells it from the same voice elsewhere.

    :param engine: such as "wyoming/kitchen", which its id begins with.
    """
    return Voice(
        f"{engine}/{name}", f"{title}, {engine.rpartition('/')[2]}", tag(language) if language else ""
    )


def is_usable(name: object) -> bool:
    """Tell whether a voice can be asked for by this name, and be shown."""
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def offered_language(spoken: Iterable[str], wanted: str) -> str | None:
    """Return the one of a voice's languages for which it is offered; None if it is not.

    :param spoken: empty if the service does not say.
    :param wanted: such as "en", which "en-GB" is too; empty for any.
    """
    languages = [tag(language) for language in spoken if language] or [wanted]
    prefix = f"{wanted.lower()}-"
    return next((each for each in languages if not wanted or f"{each.lower()}-".startswith(prefix)), None)
