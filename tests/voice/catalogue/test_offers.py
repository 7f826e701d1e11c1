from __future__ import annotations

from typing import Any

import pytest

from server.errors import BadInput, NotFound, SoleusError
from server.voice.catalogue import Source, languages_of, offered, read_catalogue
from tests.helpers.tiny_voice import tiny_model
from tests.helpers.voice_catalogue import GERMAN, TINY, Catalogue


def test_what_it_offers_is_read(catalogue: Catalogue, source: Source) -> None:
    german, tiny = read_catalogue(source)
    assert (german.id, tiny.id) == (GERMAN, TINY)
    assert (tiny.language_name, tiny.quality) == ("English (Great Britain)", "x_low")
    assert list(tiny.files) == [f"{TINY}.onnx", f"{TINY}.onnx.json", "MODEL_CARD"]
    assert tiny.files[f"{TINY}.onnx"][1].size_bytes == len(tiny_model())
    assert languages_of([german, tiny]) == ["English", "German"]


@pytest.mark.parametrize("words", ["german", "Deutsch", "GERMANY", "winzig german", "de_DE", ""])
def test_a_voice_is_found_by_language_country_and_name(source: Source, words: str) -> None:
    assert read_catalogue(source)[0].matches(words.split())


def test_every_word_must_be_found(source: Source) -> None:
    assert not read_catalogue(source)[0].matches(["german", "hum"])


def test_only_languages_that_the_coach_speaks_are_installed(source: Source) -> None:
    offers = read_catalogue(source)
    assert offered(offers, TINY).id == TINY
    with pytest.raises(BadInput, match=r"^Soleus does not speak German yet, only English\.$"):
        offered(offers, GERMAN)
    with pytest.raises(NotFound, match='no voice "en_US-nobody-low"'):
        offered(offers, "en_US-nobody-low")


def _leading_out(entry: dict[str, Any]) -> None:
    entry["files"] = {f"../../{path}": file for path, file in entry["files"].items()}


def _elsewhere(entry: dict[str, Any]) -> None:
    entry["files"] = {f"http://127.0.0.1/{path}": file for path, file in entry["files"].items()}


def _named_as_a_path(entry: dict[str, Any]) -> None:
    entry["key"] = "../en_GB-tiny-low"


def _without_a_model(entry: dict[str, Any]) -> None:
    entry["files"] = {path: file for path, file in entry["files"].items() if not path.endswith(".onnx")}


def _huge(entry: dict[str, Any]) -> None:
    for file in entry["files"].values():
        file["size_bytes"] = 10**12


def _without_digests(entry: dict[str, Any]) -> None:
    for file in entry["files"].values():
        file["md5_digest"] = ""


@pytest.mark.parametrize(
    "spoil", [_leading_out, _elsewhere, _named_as_a_path, _without_a_model, _huge, _without_digests]
)
def test_what_is_no_whole_voice_is_left_out(catalogue: Catalogue, source: Source, spoil: Any) -> None:
    spoil(catalogue.entries[TINY])
    assert [offer.id for offer in read_catalogue(source)] == [GERMAN]


def test_what_is_no_catalogue_is_told(catalogue: Catalogue, source: Source) -> None:
    catalogue.entries = {"news": "none"}
    with pytest.raises(SoleusError, match=r"voices\.json is not a catalogue of voices for Piper"):
        read_catalogue(source)
