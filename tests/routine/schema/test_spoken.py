from __future__ import annotations

import pytest

from server.routine.schema import spoken_form
from tests.helpers.phonemes import phonemes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hold 30s.", "Hold 30 seconds."),
        ("Hold 30 sec., rest 10 SEC", "Hold 30 seconds, rest 10 seconds"),
        ("Hold 30 sec. each. Walk 5 min.", "Hold 30 seconds each. Walk 5 minutes."),
        ("Hold 1 s, then 5 min.", "Hold 1 second, then 5 minutes."),
        ("a 2 m strap, a 30s hold", "a 2-metre strap, a 30-second hold"),
        ("5-min hold", "5-minute hold"),
        ("1/2 turn", "a half turn"),
        ("¾ of the way", "three quarters of the way"),
        ("1 1/2 min", "1 and a half minutes"),
        ("1½ turns", "1 and a half turns"),
        ("1/2 kg", "half a kilogram"),
        ("1/2 h", "half an hour"),
        ("3/4 m", "three quarters of a metre"),
        ("5-10 cm", "5 to 10 centimetres"),
        ("8–12 reps", "8 to 12 reps"),
        ("30s - 60s", "30 to 60 seconds"),
        ("1,5-2 m", "1.5 to 2 metres"),
        ("1.5 seconds", "1.5 seconds"),
        ("1,5 cm", "1.5 centimetres"),
        ("1,000 steps", "1,000 steps"),
        ("90° at the knee", "90 degrees at the knee"),
        ("5 °C", "5 degrees Celsius"),
        ("10% more, 10 % less", "10 percent more, 10 percent less"),
        ("10 km/h", "10 kilometres an hour"),
        ("x3", "3 times"),
        ("3× each", "3 times each"),
        ("3x10", "3 times 10"),
        ("2 × 30 s", "2 times 30 seconds"),
        ("2-3x a day", "2 to 3 times a day"),
        ("~5 cm", "about 5 centimetres"),
        ("push & hold", "push and hold"),
        ("+ 5", "plus 5"),
        ("a few secs more", "a few seconds more"),
    ],
)
def test_what_is_certain_is_written_out(written: str, said: str) -> None:
    assert spoken_form(written) == said
    assert spoken_form(said) == said


@pytest.mark.parametrize(
    "written",
    [
        "Two-leg heel raise",
        "5 in a row",
        "Stand. Mind the step!",
        "3-1-3-0",
        "90-90 stretch",
        "2024-05-01",
        "L4-L5",
        "Count 1,2,3.",
        "1:30",
        "50/50",
        "Stage 2.",
        "5-a-side",
        "x-ray",
    ],
)
def test_what_is_not_certain_stays(written: str) -> None:
    assert spoken_form(written) == written


@pytest.mark.parametrize(
    ("written", "heard", "meant"),
    [
        ("30s", "θˈɜːɾi z", "sˈɛkəndz"),
        ("5 min", "mˈɪn", "mˈɪnɪts"),
        ("1/2", "slˈæʃ", "hˈæf"),
        ("5-10 cm", "dˈæʃ", "sˈɛntɪmˌiːɾɚz"),
        ("2 kg", "kˌeɪdʒˈiː", "kˈɪləɡɹˌæmz"),
        ("a few secs more", "sˈɛks", "sˈɛkəndz"),
        ("~5", "tˈɪldə", "ɐbˌaʊt"),
        ("3x", "ˈɛks", "tˈaɪmz"),
    ],
)
def test_the_voice_says_the_written_form_wrong_and_the_spoken_form_right(
    written: str, heard: str, meant: str
) -> None:
    assert heard in phonemes(written)
    assert meant not in phonemes(written)
    said = phonemes(spoken_form(written))
    assert meant in said
    assert heard not in said.replace(meant, "")
