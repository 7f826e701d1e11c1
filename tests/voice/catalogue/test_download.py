from __future__ import annotations

from pathlib import Path

import pytest

from server.voice.catalogue import Source
from server.voice.catalogue.download import Unreachable
from tests.helpers.tiny_voice import tiny_model
from tests.helpers.voice_catalogue import Catalogue

MODEL = tiny_model()
SIZE = len(MODEL)


@pytest.fixture
def told() -> list[int]:
    """How many bytes were said to be there."""
    return []


def test_a_download_that_breaks_off_goes_on_where_it_was(
    catalogue: Catalogue, source: Source, tmp_path: Path, told: list[int]
) -> None:
    catalogue.breaks = [100, 50]
    source.download(catalogue.model_path(), SIZE, tmp_path / "model", told.append)
    assert (tmp_path / "model").read_bytes() == MODEL
    assert catalogue.ranges_of(catalogue.model_path()) == [None, "bytes=100-", "bytes=150-"]
    assert told == [100, 150, SIZE]


def test_it_goes_on_with_what_an_earlier_command_has_left(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    (tmp_path / "model").write_bytes(MODEL[:77])
    source.download(catalogue.model_path(), SIZE, tmp_path / "model", lambda _: None)
    assert (tmp_path / "model").read_bytes() == MODEL
    assert catalogue.ranges_of(catalogue.model_path()) == ["bytes=77-"]


def test_what_is_whole_is_not_asked_for_again(catalogue: Catalogue, source: Source, tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(MODEL)
    source.download(catalogue.model_path(), SIZE, tmp_path / "model", lambda _: None)
    assert catalogue.asked == []


def test_a_server_that_always_sends_all_is_taken_at_its_word(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    catalogue.ranges, catalogue.breaks = False, [100]
    source.download(catalogue.model_path(), SIZE, tmp_path / "model", lambda _: None)
    assert (tmp_path / "model").read_bytes() == MODEL


def test_one_that_always_breaks_off_at_the_same_place_is_given_up(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    catalogue.ranges, catalogue.breaks = False, [100] * 20
    with pytest.raises(Unreachable, match="ended too early"):
        source.download(catalogue.model_path(), SIZE, tmp_path / "model", lambda _: None)
    assert len(catalogue.breaks) == 16


def test_no_more_is_written_than_the_catalogue_says(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    with pytest.raises(Unreachable, match="more than the 200 bytes"):
        source.download(catalogue.model_path(), 200, tmp_path / "model", lambda _: None)
    assert (tmp_path / "model").stat().st_size == 0
    with pytest.raises(Unreachable, match="more than 50 bytes"):
        source.read("voices.json", 50)


def test_what_is_not_there_is_told_at_once(catalogue: Catalogue, source: Source, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="it answered 404"):
        source.download("no/such.onnx", SIZE, tmp_path / "model", lambda _: None)
    assert len(catalogue.asked) == 1


def test_without_a_network_files_are_named_as_the_other_way() -> None:
    source = Source("http://127.0.0.1:1", pause_s=0)
    with pytest.raises(Unreachable, match=r"Connection refused\. .*soleus voices install FILE\.onnx"):
        source.read("voices.json", 50)


@pytest.mark.parametrize(
    "target", ["http://example.org/voice", "ftp://127.0.0.1/voice", "file:///etc/passwd"]
)
def test_a_redirection_leads_to_no_place_that_is_not_safe(
    catalogue: Catalogue, source: Source, target: str
) -> None:
    catalogue.redirects["voices.json"] = target
    with pytest.raises(Unreachable, match=r"where nothing is downloaded from|it answered 302"):
        source.read("voices.json", 50)


def test_a_range_is_asked_for_of_the_place_that_a_redirection_leads_to(
    catalogue: Catalogue, source: Source, tmp_path: Path
) -> None:
    catalogue.redirects["elsewhere.onnx"] = f"{catalogue.url}/{catalogue.model_path()}"
    (tmp_path / "model").write_bytes(MODEL[:77])
    source.download("elsewhere.onnx", SIZE, tmp_path / "model", lambda _: None)
    assert (tmp_path / "model").read_bytes() == MODEL
    assert catalogue.ranges_of(catalogue.model_path()) == ["bytes=77-"]
