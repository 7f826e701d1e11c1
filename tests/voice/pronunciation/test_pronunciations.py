"""The entries in use: the shipped ones, and those of a file that changes."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from server.voice.pronunciation import Pronunciations


def test_a_house_goes_before_what_is_shipped_and_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "pronunciation.yaml"
    known = Pronunciations(file)
    assert known.lexicon("en").said("psoas, talus", takes_ipa=False) == "sowus, tailus"
    before = known.version
    file.write_text("en: {psoas: so hass}\n")
    assert known.lexicon("en").said("psoas, talus", takes_ipa=False) == "so hass, tailus"
    assert known.version != before
    file.unlink()
    assert known.lexicon("en").said("psoas", takes_ipa=False) == "sowus"


def test_another_language_has_entries_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "pronunciation.yaml"
    file.write_text("de: {Soleus: So-le-us}\n")
    known = Pronunciations(file)
    assert known.lexicon("de").said("Psoas, Soleus", takes_ipa=False) == "Psoas, So-le-us"
    assert known.lexicon("en").said("Soleus", takes_ipa=False) == "Soleus"


def test_while_a_file_is_broken_its_last_words_stay_in_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "pronunciation.yaml"
    known = Pronunciations(file)
    file.write_text("en: {psoas: so hass}\n")
    assert known.fault == ""
    file.write_text("en:\n  psoas: 3\n")
    with caplog.at_level(logging.WARNING):
        assert known.fault.startswith("pronunciation.yaml:2: psoas: write how it is said")
        assert known.lexicon("en").said("psoas", takes_ipa=False) == "so hass"
    assert len(caplog.records) == 1
    file.write_text("en: {psoas: sowass}\n")
    assert (known.fault, known.lexicon("en").said("psoas", takes_ipa=False)) == ("", "sowass")
