"""The short cues in Piper's voice, understood by a recogniser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.audio.format import SAMPLE_RATE
from server.config import Config
from server.services.services import Services, open_services
from tests.hearing.test_words_are_heard import ENOUGH
from tests.helpers.ears import Ears, for_ears
from tests.helpers.scores import CUES
from tests.helpers.spelling import spoken
from tests.helpers.tracks import countdown_ms

#: Words a minute, as usual.
RATE = 160

pytest.importorskip("piper")


@pytest.fixture(scope="module")
def neural(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path_factory.mktemp("data"), voice_engines="piper"))
    yield opened
    opened.close()


def test_the_short_cues_are_understood(neural: Services) -> None:
    ears = Ears(CUES)
    clips = neural.speech.clips(CUES, neural.speech.voice(None).id, RATE)
    heard = {text: ears.hear(for_ears(clip.samples)).words for text, clip in clips.items()}
    missed = {text: words for text, words in heard.items() if words != spoken(text)}
    assert len(missed) <= (1 - ENOUGH) * len(CUES), missed


@pytest.mark.parametrize("rate", [135, 160, 190])
def test_the_countdown_falls_in_length(rate: int, neural: Services) -> None:
    lengths = countdown_ms(neural, rate)
    assert lengths == sorted(lengths, reverse=True)


def test_another_word_is_not_taken_for_a_cue(neural: Services) -> None:
    ears = Ears([cue for cue in CUES if cue != "Halfway."])
    (clip,) = neural.speech.clips(["Halfway."], neural.speech.voice(None).id, RATE).values()
    assert clip.length > SAMPLE_RATE // 4
    assert ears.hear(for_ears(clip.samples)).words != spoken("Halfway.")
