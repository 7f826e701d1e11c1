"""The file of pronunciations, as people write and change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.routine.parsing import Faulty
from server.voice.pronunciation import Entry, changed_text, check_pronunciations
from server.voice.pronunciation.document import parse_pronunciations

FILE = Path("pronunciation.yaml")
WRITTEN = """\
# Ours.
en:
  fascia: fashia  # short
  Frog stretch: {ipa: fɹɔɡ}

  # Ana's
  psoas: {say: sowus, ipa: /ˈsoʊəs/}
de:
  Soleus: So-le-us
"""


def test_what_is_written_is_read() -> None:
    assert parse_pronunciations(FILE, WRITTEN.encode()).entries == {
        "en": (
            Entry("fascia", "fashia"),
            Entry("Frog stretch", "", "fɹɔɡ"),
            Entry("psoas", "sowus", "ˈsoʊəs"),
        ),
        "de": (Entry("Soleus", "So-le-us"),),
    }


@pytest.mark.parametrize("content", ["", "# nothing yet\n\n"])
def test_a_file_without_words_has_no_entries(content: str) -> None:
    assert parse_pronunciations(FILE, content.encode()).entries == {}


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("english: {a: b}", 1, '"english" is no language'),
        ("en: [a]", 1, "write the words below it"),
        ("en:\n  a: 3", 2, "quotation marks"),
        ("en:\n  a: {say: 3}", 2, "quotation marks"),
        ("en:\n  a: [b]", 2, "write how it is said"),
        ("en:\n  a: {said: b}", 2, '"said" is not known here; write say and ipa'),
        ("en:\n  a: b\n  A: c", 3, "twice"),
        ("en:\n  a: {ipa: 'x%'}", 2, "“%” is not a sign"),
        ("en:\n  a:\n", 2, "has no value"),
        ("en:\n  a: &x b\n", 2, "anchors and aliases"),
        ("en:\n  a: b\n   c: d\n", 3, "indented too far"),
        ("- a", 1, 'such as "en: {fascia: fashia}"'),
        ("en: {" + "a" * 70_000 + ": b}", 1, "too large"),
        ("\xff", 1, "not UTF-8"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, content: str, line: int, message: str) -> None:
    file = tmp_path / FILE
    file.write_bytes(content.encode("latin-1"))
    (fault, *_) = check_pronunciations(file)
    assert fault.line == line
    assert message in str(fault)


def test_what_is_not_changed_stays_to_the_letter() -> None:
    changed = changed_text(FILE, WRITTEN.encode(), "en", "FASCIA", Entry("Fascia", "fasha"))
    assert changed == WRITTEN.replace("fascia: fashia  # short", "Fascia: fasha")
    more = changed_text(FILE, WRITTEN.encode(), "en", "x", Entry("talus", "tailus", "ˈteɪləs"))
    assert more == WRITTEN.replace("de:", "  talus:\n    say: tailus\n    ipa: ˈteɪləs\nde:")
    assert changed_text(FILE, WRITTEN.encode(), "de", "Soleus", None) == WRITTEN.partition("de:")[0]


@pytest.mark.parametrize("word", ["no", "12", "a: b", "# x", "L/R", "null", "- a", "'", "Wörter für alle"])
def test_any_word_can_be_kept_and_removed(word: str) -> None:
    entry = Entry(word, "yes: # no")
    text = changed_text(FILE, b"", "en", "", entry)
    assert parse_pronunciations(FILE, text.encode()).entries == {"en": (entry,)}
    assert changed_text(FILE, text.encode(), "en", word, None) == ""


def test_a_broken_file_is_not_changed() -> None:
    with pytest.raises(Faulty):
        changed_text(FILE, b"en:\n  a: 3\n", "en", "b", Entry("b", "c"))
