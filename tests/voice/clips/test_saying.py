"""What the engines are given: a changed word changes the clips with that word, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.voice.clips import ClipStore, DiskCache
from server.voice.pronunciation import FILE_NAME, Entry, Pronunciations
from server.voice.worker import SpeakingPool, SpeakingPools
from server.voice.worker.engines import PIPER
from server.voice.worker.pool import UnspeakablePhrase
from tests.helpers.engines import spoken
from tests.helpers.voice import MakePool

TEXTS = ("Roll the soleus.", "Left leg.", "Two.")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def test_a_changed_word_respeaks_only_the_phrases_with_it(
    make_pool: MakePool, tmp_path: Path, house: Path, diary: Path
) -> None:
    store = ClipStore(DiskCache(tmp_path / "clips", 10**9), make_pool(), pronunciations=Pronunciations(house))
    before = store.clips(TEXTS, "low", 120)
    house.write_text("en: {soleus: soolayus}\n")
    assert set(store.lengths_ms(TEXTS, "low", 120)) == {"Left leg.", "Two."}
    after = store.clips(TEXTS, "low", 120)
    assert {text for text in TEXTS if before[text].key != after[text].key} == {"Roll the soleus."}
    assert spoken(diary).count("Roll the soolayus.") == 1
    assert len(spoken(diary)) == len(TEXTS) + 1
    house.unlink()
    assert store.clips(TEXTS, "low", 120)["Roll the soleus."] is before["Roll the soleus."]
    store.close()


def test_the_language_of_the_voice_decides(make_pool: MakePool, tmp_path: Path, house: Path) -> None:
    house.write_text("en: {soleus: english}\nde: {soleus: deutsch}\n")
    store = ClipStore(DiskCache(tmp_path / "clips", 10**9), make_pool(), pronunciations=Pronunciations(house))
    assert [voice.language for voice in store.voices()] == ["en-GB", "de-DE"]
    assert store.saying.said(["Soleus."], "low") == {"Soleus.": "english."}
    assert store.saying.said(["Soleus."], "high") == {"Soleus.": "deutsch."}
    assert store.saying.said(["Soleus."], "nobody") == {"Soleus.": "english."}
    store.close()


def test_a_phrase_that_cannot_be_spoken_is_named_as_it_is_written(
    make_pool: MakePool, tmp_path: Path, house: Path
) -> None:
    house.write_text("en: {soleus: refuse it}\n")
    store = ClipStore(DiskCache(tmp_path / "clips", 10**9), make_pool(), pronunciations=Pronunciations(house))
    with pytest.raises(UnspeakablePhrase, match="Soleus now"):
        store.clips(["Soleus now."], "low", 120)
    store.close()


def test_each_engine_is_given_what_it_takes(tmp_path: Path) -> None:
    engines = SpeakingPools([SpeakingPool(PIPER, 1), SpeakingPool(workers=1)])
    store = ClipStore(DiskCache(tmp_path / "clips", 10**9), engines)
    tried = Entry("soleus", "soolayus", "ˈsuːleɪəs")
    for voice, said in (("piper/en_US-joe-medium", "[[ˈsuːleɪəs]]."), ("gmw/en-us", "soolayus.")):
        assert store.saying.said(["Soleus."], voice, tried) == {"Soleus.": said}
    store.close()


def test_espeak_says_a_word_otherwise_and_the_others_as_before(tmp_path: Path, house: Path) -> None:
    pool = SpeakingPool(workers=1)
    store = ClipStore(DiskCache(tmp_path / "clips", 10**9), pool, pronunciations=Pronunciations(house))
    texts = ("Tight soleus.", "Two.")
    before = {text: clip.samples.tobytes() for text, clip in store.clips(texts, "gmw/en-us", 160).items()}
    house.write_text("en: {soleus: {say: soolayus, ipa: ˈsuːleɪəs}}\n")
    after = {text: clip.samples.tobytes() for text, clip in store.clips(texts, "gmw/en-us", 160).items()}
    assert [text for text in texts if before[text] != after[text]] == ["Tight soleus."]
    store.close()
