"""From a written phrase to what its engine is given, and to the key of its clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from server.voice.clips.model import Phrase
from server.voice.clips.packing import clip_key
from server.voice.clips.voice_watch import VoiceWatch
from server.voice.pronunciation import Entry, Pronunciations
from server.voice.worker import Speaker


class Saying:
    """Has the words of phrases said right. Safe to use from many threads."""

    def __init__(self, speaker: Speaker, watch: VoiceWatch, pronunciations: Pronunciations) -> None:
        self._speaker = speaker
        self._watch = watch
        self._pronunciations = pronunciations

    @property
    def version(self) -> int:
        """Another number whenever a word is said otherwise."""
        return self._pronunciations.version

    def said(self, texts: Iterable[str], voice: str, tried: Entry | None = None) -> Mapping[str, str]:
        """Return what the engine of a voice's id is given for each text.

        :param tried: an entry that is heard before it is kept.
        """
        voices = self._voices(texts, voice)
        says = {each: self._says(each, tried) for each in set(voices.values())}
        return {text: says[each](text) for text, each in voices.items()}

    def phrases(self, said: Mapping[str, str], voice: str, rate: int) -> list[Phrase]:
        """Return the phrases for texts, by what :meth:`said` returned for them."""
        voices = self._voices(said, voice)
        engines = {each: self._speaker.engine_of(each) for each in set(voices.values())}

        def phrase(text: str) -> Phrase:
            speaks, words = voices[text], said[text]
            engine = engines[speaks]
            key = clip_key(engine.name, engine.version, speaks, rate, words)
            return Phrase(key, text, words, speaks, rate)

        return [phrase(text) for text in said]

    def _voices(self, texts: Iterable[str], voice: str) -> Mapping[str, str]:
        """Return which voice speaks each text where a voice is asked for."""
        return {text: self._speaker.voice_of(text, voice) for text in texts}

    def _says(self, voice: str, tried: Entry | None) -> Callable[[str], str]:
        """Return what makes of a text what the engine of a voice's id is given."""
        engine = self._speaker.engine_of(voice)
        if engine.as_written:
            return str
        lexicon = self._pronunciations.lexicon(self._watch.language_of(voice))
        if tried is not None:
            lexicon = lexicon.with_entry(tried)
        return partial(lexicon.said, takes_ipa=engine.takes_ipa)
