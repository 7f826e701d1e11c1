from __future__ import annotations

import pytest

from server.errors import BadInput
from server.routine.choices.settings import SETTINGS, Settings, parse_settings
from server.routine.model import Choices


@pytest.mark.parametrize(
    ("written", "pace"),
    [
        ("0.5", 50),
        ("50%", 50),
        ("1", 100),
        ("1.5", 150),
        ("2", 200),
        ("x1.5", 150),
        ("1.0", 100),
        ("100", 100),
        ("150%", 150),
        (" 200 ", 200),
    ],
)
def test_a_pace_may_be_written_as_a_factor_or_in_percent(written: str, pace: int) -> None:
    assert parse_settings({"pace": written}) == {"pace": pace}


def test_all_settings_are_read() -> None:
    written = {
        "pace": "2",
        "side": "Left-First",
        "verbosity": "brief",
        "voice": "en-gb",
        "rate": "180",
        "tones": "loud",
        "time_calls": "30",
        "breath": "6",
        "short_words": "None",
    }
    assert parse_settings(written) == {
        "pace": 200,
        "side": "left-first",
        "verbosity": "brief",
        "voice": "en-gb",
        "rate": 180,
        "tones": "loud",
        "time_calls": "30",
        "breath": 6,
        "short_words": "none",
    }


def test_an_empty_voice_is_the_default_voice() -> None:
    assert parse_settings({"voice": ""}) == {"voice": None}


def test_fields_of_other_things_are_left_alone() -> None:
    assert parse_settings({"routine": "legs", "rate": "80"}) == {"rate": 80}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("pace", "3", 'pace: "3" is not a pace; write 0.5, 1, 1.5 or 2'),
        ("pace", "", 'pace: "" is not a pace; write 0.5, 1, 1.5 or 2'),
        ("pace", "nan", 'pace: "nan" is not a pace; write 0.5, 1, 1.5 or 2'),
        ("short_words", "al", 'short_words: "al" is not known; did you mean "all"?'),
        ("side", "lft", 'side: "lft" is not known; did you mean "left"?'),
        ("verbosity", "loud", 'verbosity: "loud" is not known; write one of brief, full, minimal'),
        ("tones", "quite", 'tones: "quite" is not known; did you mean "quiet"?'),
        ("rate", "79", 'rate: "79" is not a speaking rate; write words a minute, a number from 80 to 260'),
        ("rate", "261", 'rate: "261" is not a speaking rate; write words a minute, a number from 80 to 260'),
        (
            "rate",
            "fast",
            'rate: "fast" is not a speaking rate; write words a minute, a number from 80 to 260',
        ),
        ("breath", "1", 'breath: "1" is not the length of a breath; write seconds, a number from 2 to 12'),
        ("breath", "13", 'breath: "13" is not the length of a breath; write seconds, a number from 2 to 12'),
        ("time_calls", "20", 'time_calls: "20" is not known; write one of 15, 30, 60, none, usual'),
        ("voice", "a" * 201, "voice: that is not the name of a voice; `soleus voices` lists them"),
        ("voice", "a\x00b", "voice: that is not the name of a voice; `soleus voices` lists them"),
    ],
)
def test_a_setting_that_cannot_be_taken_says_what_can(name: str, value: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_settings({name: value})
    assert str(refused.value) == message


def test_the_table_has_every_setting_with_the_defaults_that_choices_have() -> None:
    assert tuple(SETTINGS) == tuple(Settings.__annotations__)
    usual = Choices()
    for name, spec in SETTINGS.items():
        shown = getattr(usual, name)
        assert spec.parse("" if shown is None else str(shown)) == {name: shown}


@pytest.mark.parametrize("name", ["pace", "side", "verbosity", "tones", "time_calls", "short_words"])
def test_whatever_is_offered_can_be_taken(name: str) -> None:
    spec = SETTINGS[name]
    offered = [parse_settings({name: value}) for value in spec.options]
    written = [parse_settings({name: value}) for value in spec.metavar.split("|")]
    assert len(offered) > 1
    assert [settings for settings in offered if settings not in written] == []
    missing = [settings for settings in written if settings not in offered]
    assert missing == [parse_settings({name: value}) for value in spec.stands_for]
    assert set(spec.stands_for.values()) <= set(spec.options)


@pytest.mark.parametrize("name", ["rate", "breath"])
def test_the_limits_of_a_number_are_those_of_its_form_and_its_help(name: str) -> None:
    spec = SETTINGS[name]
    assert spec.numbers
    for number in (spec.numbers.lowest, spec.numbers.highest):
        assert parse_settings({name: str(number)}) == {name: number}
        assert str(number) in spec.help
    for number in (spec.numbers.lowest - 1, spec.numbers.highest + 1):
        with pytest.raises(BadInput):
            parse_settings({name: str(number)})


def test_all_faulty_settings_are_reported_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        parse_settings({"pace": "9", "rate": "9", "side": "both", "tones": "9" * 9999})
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["pace", "rate", "tones"]
    assert max(map(len, lines)) < 150
