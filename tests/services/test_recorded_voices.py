"""Recorded voices: spoken with, mixed only where that is allowed, shared, and gone with their owners."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import numpy as np
import pytest

from server.audio import SAMPLE_RATE
from server.config import Config
from server.errors import BadInput, NotFound
from server.services import make_backup, pack_voice, restore_backup, unpack_voice
from server.services import recorded_voices as module
from server.services.owned_files import NotYours
from server.services.services import Services, open_services
from server.store import Person
from server.voice import UnspeakablePhrase
from server.voice.recorded import RecordedVoice, phrase_key
from tests.helpers.takes import VOICE, take


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path / "data", voice_workers=1))
    opened.speech.voices()
    yield opened
    opened.close()


@pytest.fixture
def lena(services: Services) -> Person:
    return services.store.add_person("Lena")


@pytest.fixture
def voice(services: Services, lena: Person) -> RecordedVoice:
    return services.recorded_voices.create(lena.id, " Lena  Brandt ")


def seconds(services: Services, voice: RecordedVoice, text: str) -> float:
    return services.speech.clips([text], voice.voice_id, 160)[text].length / SAMPLE_RATE


def recorded(services: Services, person: Person, *texts: str) -> RecordedVoice:
    """Return a voice with phrases, all of which are read by one process."""
    return services.recorded_voices.create_with(
        person.id, "Lena Brandt", "en", {each: take(each) for each in texts}
    )


def test_a_recorded_voice_is_a_voice_like_others(services: Services, voice: RecordedVoice) -> None:
    offered = services.preferences.voices()
    assert (offered[0].id, offered[-1].name) == (VOICE, "Lena Brandt")
    assert services.speech.voice("lena brandt").id == voice.voice_id
    services.recorded_voices.delete(services.store.people()[0].id, voice.id)
    assert services.preferences.voices()[-1].name != "Lena Brandt"


def test_it_speaks_what_was_recorded_or_is_put_together(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Left foot.", "thirty", "seconds")
    left, thirty, unit = (seconds(services, voice, each) for each in ("left foot", "Thirty", "Seconds."))
    assert 0.3 < left < 1.2
    whole = seconds(services, voice, "Left foot. Thirty seconds.")
    assert whole == pytest.approx(left + 0.35 + thirty + 0.08 + unit, abs=0.12)


def test_no_other_voice_speaks_unless_that_is_allowed(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Halfway.")
    with pytest.raises(UnspeakablePhrase, match="Lena Brandt has not recorded it"):
        seconds(services, voice, "Rest.")
    services.recorded_voices.change(lena.id, voice.id, voice.name, VOICE)
    mixed = services.speech.clips(["Rest."], voice.voice_id, 160)["Rest."]
    alone = services.speech.clips(["Rest."], VOICE, 160)["Rest."]
    assert np.array_equal(mixed.read_pcm(), alone.read_pcm())
    with pytest.raises(BadInput, match="no such voice"):
        services.recorded_voices.change(lena.id, voice.id, voice.name, "nobody")
    with pytest.raises(BadInput, match="no such voice"):
        services.recorded_voices.change(lena.id, voice.id, voice.name, voice.voice_id)


def test_what_another_voice_speaks_is_said_as_that_voice_says_it(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Psoas.")
    services.recorded_voices.change(lena.id, voice.id, voice.name, VOICE)
    texts = ("Psoas.", "Tight psoas.")
    own, alone = (services.speech.saying.said(texts, each) for each in (voice.voice_id, VOICE))
    assert own == {"Psoas.": "Psoas.", "Tight psoas.": alone["Tight psoas."]}
    assert all(alone[text] != text for text in texts)


def test_each_change_is_another_version(services: Services, lena: Person, voice: RecordedVoice) -> None:
    seen = [services.speech.engine_of(voice.voice_id)]

    def noted() -> None:
        seen.append(services.speech.engine_of(voice.voice_id))

    services.recorded_voices.keep(lena.id, voice.id, "Rest.", take("Rest."))
    noted()
    services.recorded_voices.keep(lena.id, voice.id, "Rest.", take("Halfway."))
    noted()
    services.recorded_voices.change(lena.id, voice.id, voice.name, VOICE)
    noted()
    services.recorded_voices.change(lena.id, voice.id, voice.name, "")
    services.recorded_voices.forget(lena.id, voice.id, phrase_key("Rest."))
    noted()
    assert len(set(seen)) == len(seen)
    assert seen[-1].startswith("recordings ")
    assert not list((services.files.recorded / voice.id / "sounds").iterdir())


def test_only_its_owner_changes_it(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Rest.")
    bert, service = services.store.add_person("Bert"), services.recorded_voices
    for change in (
        lambda: service.keep(bert.id, voice.id, "Rest.", take("Rest.")),
        lambda: service.forget(bert.id, voice.id, phrase_key("Rest.")),
        lambda: service.change(bert.id, voice.id, "Mine", ""),
        lambda: service.delete(bert.id, voice.id),
    ):
        with pytest.raises(NotYours, match="Lena"):
            change()
    assert phrase_key("Rest.") in service.voice(voice.id).voice.phrases


def test_there_are_limits(services: Services, lena: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = recorded(services, lena, "Rest.")
    service = services.recorded_voices
    for text, content, words in (
        ("Rest.", b"no sound", "not a sound file"),
        ("Rest.", bytes(2_000_001), "too large"),
        ("…", take("Rest."), "no words"),
        ("a " * 200, take("Rest."), "at most 300 characters"),
        ("Rest\u202e", take("Rest."), "invisible"),
    ):
        with pytest.raises(BadInput, match=words):
            service.keep(lena.id, voice.id, text, content)
    monkeypatch.setattr(module, "MOST_PHRASES", 1)
    with pytest.raises(BadInput, match="at most 1 phrases"):
        service.keep(lena.id, voice.id, "Halfway.", take("Halfway."))
    monkeypatch.setattr(module, "MOST_VOICES", 1)
    with pytest.raises(BadInput, match="1 recorded voices"):
        service.create(lena.id, "Another")
    with pytest.raises(BadInput, match="needs a name"):
        service.change(lena.id, voice.id, " ", "")


def test_a_damaged_recording_says_so(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Rest.")
    (path,) = (services.files.recorded / voice.id / "sounds").iterdir()
    path.write_bytes(b"fLaC")
    with pytest.raises(UnspeakablePhrase, match="record it again"):
        seconds(services, voice, "Rest.")


def test_it_is_shared_as_a_file_without_who_speaks_the_rest(services: Services, lena: Person) -> None:
    voice = recorded(services, lena, "Rest.", "Halfway.")
    voice = services.recorded_voices.change(lena.id, voice.id, voice.name, VOICE)
    shared = unpack_voice(pack_voice(services.recorded_voices, voice))
    bert = services.store.add_person("Bert")
    opened = services.recorded_voices.create_with(bert.id, shared.name, shared.language, shared.takes)
    assert (opened.name, opened.others, set(opened.phrases)) == (voice.name, "", set(voice.phrases))
    assert seconds(services, opened, "Rest.") == seconds(services, voice, "Rest.")
    assert [each.name for each in services.recorded_voices.of(bert.id)] == ["Lena Brandt"]


def hostile(
    name: str = "sounds/" + "0" * 32 + ".flac", *, sound: bytes = b"fLaC", **changed: object
) -> bytes:
    contents = {"format": "soleus-voice", "version": 1, "name": "L", "language": "en"}
    contents |= {"phrases": [{"text": "Rest.", "sound": name}], **changed}
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("voice.json", json.dumps(contents))
        archive.writestr(name, sound)
    return file.getvalue()


def long_list() -> bytes:
    whole = bytearray(hostile())
    struct.pack_into("<L", whole, len(whole) - 10, 50_000_000)
    return bytes(whole)


def other_compression() -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        archive.writestr("voice.json", "{}")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + bytes(18),
        hostile("../../secret.key"),
        hostile("voice.json/../x.flac"),
        hostile(format="other"),
        hostile(version=2),
        hostile(language="<b>"),
        hostile(phrases=[{"text": "Rest.", "sound": "sounds/" + "1" * 32 + ".flac"}]),
        hostile(phrases=[{"text": str(each), "sound": "x"} for each in range(1001)]),
        hostile(sound=bytes(3_000_000)),
        hostile() + b"more",
        hostile()[:-30],
        long_list(),
        other_compression(),
    ],
)
def test_a_file_that_is_no_voice_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"not a voice|more sound"):
        unpack_voice(content)


def test_nothing_is_taken_over_if_one_sound_cannot_be_read(services: Services, lena: Person) -> None:
    shared = unpack_voice(hostile())
    with pytest.raises(BadInput):
        services.recorded_voices.create_with(lena.id, shared.name, shared.language, shared.takes)
    assert services.recorded_voices.all() == []


def test_it_is_in_backups_and_goes_with_its_owner(services: Services, lena: Person, tmp_path: Path) -> None:
    voice = recorded(services, lena, "Rest.")
    make_backup(services.config, tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", tmp_path / "restored")
    mine = services.files.recorded
    restored = {
        path.relative_to(tmp_path / "restored" / "recorded")
        for path in (tmp_path / "restored" / "recorded").rglob("*")
    }
    assert restored == {path.relative_to(mine) for path in mine.rglob("*")}

    assert services.personal_data.of(lena).voices == ("Lena Brandt",)
    taken = io.BytesIO()
    services.personal_data.export(lena, taken)
    assert unpack_voice(ZipFile(taken).read(f"recorded/{voice.id}.zip")).name == "Lena Brandt"

    services.personal_data.delete(lena, leave_routines=True)
    assert not list(mine.iterdir())
    with pytest.raises(NotFound):
        services.recorded_voices.voice(voice.id)
