from server.coach.model import Cue
from server.track.captions import webvtt
from tests.helpers.track import timeline


def test_phrases_and_tones_are_captioned_and_ticks_are_not() -> None:
    line = timeline(
        Cue(1500, 2400, "speech", "announce", "Left leg.", 0),
        Cue(3000, 3036, "tone", "ready", "tick", 0),
        Cue(4000, 4280, "tone", "start", "start", 0),
        Cue(3_604_000, 3_606_345, "speech", "form", "Heel down.", 0),
        Cue(3_609_000, 3_609_380, "tone", "end", "end", 0),
        duration_ms=3_610_000,
    )
    assert webvtt(line) == (
        "WEBVTT\n"
        "\n"
        "00:00:01.500 --> 00:00:02.700\nLeft leg.\n"
        "\n"
        "00:00:04.000 --> 00:00:05.200\n(start tone)\n"
        "\n"
        "01:00:04.000 --> 01:00:06.345\nHeel down.\n"
        "\n"
        "01:00:09.000 --> 01:00:10.000\n(end tone)\n"
    )


def test_a_caption_ends_when_the_next_begins() -> None:
    line = timeline(
        Cue(1000, 1300, "speech", "countdown", "Two.", 0),
        Cue(2000, 2300, "speech", "countdown", "One.", 0),
    )
    assert "00:00:01.000 --> 00:00:02.000\nTwo." in webvtt(line)


def test_text_cannot_break_out_of_its_caption() -> None:
    line = timeline(Cue(1000, 2000, "speech", "form", "a <b>\n\n& --> c", 0))
    assert webvtt(line).endswith("\na &lt;b&gt; &amp; --&gt; c\n")
