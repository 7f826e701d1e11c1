from __future__ import annotations

import json

import pytest

from server.audio.format import GRID_MS
from server.coach.document import timeline_document, timeline_from_document
from server.coach.model import LEAD_IN_MS, CueKind
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.model import Choices
from tests.helpers.coach import exercise, length_ms, routine, step, timeline


def test_the_first_word_comes_after_the_earbuds_have_woken() -> None:
    assert timeline(step(exercise())).cues[0].at_ms == LEAD_IN_MS


def test_work_that_follows_words_starts_on_the_packet_grid() -> None:
    line = timeline(step(exercise("One", sides="each")), step(exercise("Two", "reps", "each")))
    begins = [
        later.start_ms
        for earlier, later in zip(line.segments, line.segments[1:], strict=False)
        if earlier.kind == "ready"
    ]
    assert len(begins) == 4
    assert [start_ms % GRID_MS for start_ms in begins] == [0, 0, 0, 0]


@pytest.mark.parametrize(("rate", "minutes"), [(160, "two"), (80, "three")])
def test_the_closing_words_tell_how_long_it_took_at_the_chosen_speaking_rate(rate: int, minutes: str) -> None:
    long_winded = exercise("A" * 700)
    script = write_script(routine(step(long_winded, seconds=60)), Choices(rate=rate))
    assert script.segments[-1].cues[-1].text == f"{minutes.capitalize()} minutes."


def test_each_phrase_is_measured_once() -> None:
    asked: list[tuple[CueKind, str]] = []

    def length_once(kind: CueKind, text: str) -> int:
        asked.append((kind, text))
        return length_ms(kind, text)

    lay_out(write_script(routine(step(exercise(sides="each"), reps=3)), Choices()), length_once, GRID_MS)
    assert len(asked) == len(set(asked))


def test_a_changed_hold_changes_at_most_one_phrase_within_the_same_minute() -> None:
    movement = exercise(sides="each")
    usual = set(write_script(routine(step(movement, seconds=30, reps=2)), Choices()).phrases())
    longer = set(write_script(routine(step(movement, seconds=31, reps=2)), Choices()).phrases())
    assert longer - usual == {"Thirty-one seconds."}


def test_a_timeline_reads_back_from_its_document() -> None:
    line = timeline(step(exercise(sides="each"), reps=2))
    assert timeline_from_document(json.loads(json.dumps(timeline_document(line)))) == line


def test_the_document_names_every_part_as_other_programs_know_it() -> None:
    document = timeline_document(timeline(step(exercise())))
    assert set(document) == {"routine", "title", "duration_ms", "segments", "cues"}
    places = {"step", "exercise", "title", "side", "set", "rep", "round", "phase"}
    assert {"kind", "start_ms", "end_ms", *places} == set(document["segments"][0])
    assert {"at_ms", "end_ms", "kind", "role", "text", "segment"} == set(document["cues"][0])


def test_a_document_of_an_older_release_reads_back_without_rounds() -> None:
    document = timeline_document(timeline(step(exercise())))
    for segment in document["segments"]:
        del segment["round"], segment["phase"]
    assert {segment.round for segment in timeline_from_document(document).segments} == {0}
