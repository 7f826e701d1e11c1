"""The page on which a house says how words are said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.config import Config
from tests.helpers.forms import form_of
from tests.web.editor.test_routines import HTMX

PAGE = "/voices/pronunciation"
HEAR = f"{PAGE}/hear"
SOLEUS = {"word": "Soleus", "say": "soolayus", "ipa": "/ˈsuːleɪəs/"}


@pytest.fixture
def file(config: Config) -> Path:
    return config.data / "pronunciation.yaml"


def test_a_word_is_kept_changed_and_removed(client: FlaskClient, file: Path) -> None:
    assert "Nothing yet." in client.get(PAGE).text
    answer = client.post(PAGE, data=SOLEUS)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#own")
    assert file.read_text("utf-8") == "en:\n  Soleus:\n    say: soolayus\n    ipa: ˈsuːleɪəs\n"
    form = form_of(client.get(f"{PAGE}?word=Soleus").text)
    assert (form["replaced"], form["word"], form["say"]) == ("Soleus", "Soleus", "soolayus")
    assert client.post(PAGE, data={**form, "word": "soleus muscle", "ipa": ""}).status_code == 303
    assert file.read_text("utf-8") == "en:\n  soleus muscle: soolayus\n"
    assert client.post(f"{PAGE}/remove", data={"replaced": "soleus muscle"}).status_code == 303
    assert not file.exists()


def test_a_shipped_word_can_be_said_otherwise(client: FlaskClient, file: Path) -> None:
    form = form_of(client.get(f"{PAGE}?word=psoas").text)
    assert (form["replaced"], form["say"], form["ipa"]) == ("", "sowus", "ˈsoʊəs")
    client.post(PAGE, data={**form, "say": "so hass", "ipa": ""})
    assert file.read_text() == "en:\n  psoas: so hass\n"
    assert client.get(PAGE).text.count("<strong>psoas</strong>") == 1


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"word": ""}, "word", "Write the word that is said wrong."),
        ({"say": "", "ipa": ""}, "say", "Write the word as it sounds, such as"),
        ({"say": "a[[b"}, "say", "Brackets are not read"),
        ({"ipa": "50%"}, "ipa", "“50%” is not a sign of the phonetic alphabet"),
        ({"word": "TALUS"}, "word", "“TALUS” is in the list already"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, file: Path, typed: dict[str, str], field: str, fault: str
) -> None:
    client.post(PAGE, data={"word": "talus", "say": "tailus"})
    before = file.read_bytes()
    answer = client.post(PAGE, data={**SOLEUS, **typed})
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-fault">{re.escape(fault)}', answer.text)
    shown = form_of(answer.text)
    assert all(shown[name] == value for name, value in {**SOLEUS, **typed}.items())
    assert file.read_bytes() == before


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_word_is_heard_as_it_is_typed_before_it_is_kept(
    client: FlaskClient, file: Path, headers: dict[str, str]
) -> None:
    sounds = set()
    for typed in (SOLEUS, {**SOLEUS, "say": "solly us"}, {"word": "Soleus"}, {"known": "psoas"}):
        answer = client.post(HEAR, data=typed, headers=headers)
        assert answer.status_code == 200
        (sound,) = re.findall(r'<audio[^>]* src="([^"]*)"', answer.text)
        assert client.get(sound).data[4:8] == b"ftyp"
        sounds.add(sound)
    assert len(sounds) == 4
    assert not file.exists()
    fault = client.post(HEAR, data={**SOLEUS, "say": "["}, headers=headers)
    assert fault.status_code == 422
    assert "Brackets are not read; leave out [ and ]." in fault.text


def test_a_file_that_was_broken_by_hand_is_told_and_left_alone(client: FlaskClient, file: Path) -> None:
    file.write_text("en:\n  soleus: 3\n")
    assert "pronunciation.yaml:2: soleus: write how it is said" in client.get(PAGE).text
    for address in (PAGE, f"{PAGE}/remove"):
        answer = client.post(address, data={**SOLEUS, "replaced": "soleus"})
        assert answer.status_code == 422
        assert "Mend the file first; nothing was changed." in answer.text
        assert form_of(answer.text)["say"] == "soolayus"
    assert file.read_text() == "en:\n  soleus: 3\n"


def test_a_word_with_an_entry_is_not_complained_about(client: FlaskClient) -> None:
    def hints() -> str:
        typed = {"field": "x.instruction", "x.instruction": "Lean L/R."}
        return client.post("/editor/hints", data=typed, headers=HTMX).text

    assert "or add it under “How words are said”" in hints()
    client.post(PAGE, data={"word": "l/r", "say": "left and right"})
    assert hints().strip() == ""


def test_the_coach_leads_there(client: FlaskClient) -> None:
    assert f'href="{PAGE}"' in client.get("/routines/hips-hamstrings/coach").text


def test_a_stranger_changes_nothing(stranger: FlaskClient, file: Path) -> None:
    assert stranger.post(PAGE, data=SOLEUS).status_code in (302, 303, 401, 403)
    assert not file.exists()
