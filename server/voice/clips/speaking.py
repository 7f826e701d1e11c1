"""A phrase spoken, sentence by sentence, as the samples of a clip."""

from __future__ import annotations

from server.audio import Samples, join, to_clip_samples
from server.coach.lines import pace, sentences
from server.jobs import Priority
from server.voice.clips.model import Phrase
from server.voice.clips.packing import pack_samples, unpack_pcm
from server.voice.clips.voice_watch import VoiceWatch
from server.voice.worker import NoVoice, Speaker, UnspeakablePhrase


def spoken_clip(phrase: Phrase, speaker: Speaker, watch: VoiceWatch, priority: Priority) -> bytes:
    """Return the packed samples of a phrase.

    :param watch: is told whether the voice spoke.
    :raises UnspeakablePhrase: if it cannot be spoken.
    :raises NoVoice: if the engine does not start.
    """
    whole = speaker.engine_of(phrase.voice).as_written  # what was recorded is one piece
    parts = [phrase.said] if whole else sentences(phrase.said)
    return pack_samples(join([_sentence(part, phrase, speaker, watch, priority) for part in parts]))


def _sentence(said: str, phrase: Phrase, speaker: Speaker, watch: VoiceWatch, priority: Priority) -> Samples:
    try:
        speech = speaker.speak(said, phrase.voice, round(phrase.rate * pace(said)), priority)
    except NoVoice as error:
        watch.failed(error)
        raise
    except UnspeakablePhrase as error:
        watch.failed(error)
        raise UnspeakablePhrase(phrase.text, error.reason) from error
    watch.spoke()
    try:
        return to_clip_samples(unpack_pcm(speech.pcm), speech.sample_rate)
    except ValueError as error:
        raise UnspeakablePhrase(phrase.text, str(error)) from error
