"""The voice to go on with where the chosen one takes long, or fails."""

from __future__ import annotations

from contextlib import suppress

from server.coach import write_script
from server.coach.lines import LANGUAGES
from server.errors import NotFound
from server.routine import Choices, Routine
from server.voice import NoVoice, Voice
from server.voice.clips import ClipStore
from server.voice.recorded import PREFIX


def other_voice(clips: ClipStore, routine: Routine, choices: Choices, *, waits: bool = False) -> Voice | None:
    """Return a voice of another engine: one that has spoken all words of a routine, else the system's own.

    Nothing is spoken for it, and nobody is waited for.

    :param choices: with the voice that is chosen.
    :param waits: as for :meth:`Studio.track`.
    """
    voices = clips.watch.voices()
    first: dict[str, Voice] = {}
    for voice in voices:
        # A person's own voice speaks where it was chosen, and nowhere else.
        if voice.language_code in LANGUAGES and not voice.id.startswith(PREFIX):
            first.setdefault(clips.engine_name(voice.id), voice)
    with suppress(NotFound, NoVoice):  # a voice that is gone takes nothing from the engines that are there
        first.pop(clips.engine_name(clips.watch.voice(choices.voice).id), None)
    others = first.values()
    phrases = write_script(routine, choices, waits=waits).phrases()

    def is_ready(voice: Voice) -> bool:
        return len(clips.lengths_ms(phrases, voice.id, choices.rate)) == len(phrases)

    ready = filter(is_ready, others)
    local = [voice for voice in others if clips.is_local(voice.id)]  # the system's own comes last
    return next(ready, None) or next(reversed(local), None)
