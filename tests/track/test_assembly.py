import subprocess
import sys
from hashlib import md5, sha256
from itertools import product
from pathlib import Path

import pytest

from server.audio.aac import decode, encode_clip, packet_count
from server.audio.format import FRAME, GRID_MS, PER_MS
from server.audio.noise_bed import bed_packets
from server.audio.tones import tone
from server.coach.model import GAP_MS, Cue, CueKind
from server.track.assembly import NoRoomForCue, assemble, disassemble, required_packets
from tests.helpers.listening import start_of
from tests.helpers.muxing import mux
from tests.helpers.track import clip, packets, speech, timeline, tone_cue


@pytest.mark.parametrize("at_ms", [85, 1500, 1501, 1517, 4277, 5250])
def test_exact_cues_start_at_their_sample_and_others_within_half_a_packet(at_ms: int) -> None:
    words = "Heel down."
    exact = decode(assemble(timeline(speech(at_ms, words, "countdown")), packets))
    moved = decode(assemble(timeline(speech(at_ms, words, "form")), packets))
    assert start_of(clip(words), exact, at_ms) == at_ms
    assert start_of(clip(words), moved, at_ms) == pytest.approx(at_ms, abs=FRAME / 2 / PER_MS)


@pytest.mark.parametrize("cut", range(0, PER_MS, 5))
def test_a_track_is_taken_apart_into_what_it_was_joined_from(cut: int) -> None:
    """Also where a clip ends within a millisecond, and the next begins as soon as it may."""

    def of(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
        return (
            encode_clip(clip(text)[: -cut or None], offset)
            if kind == "speech"
            else packets(kind, text, offset)
        )

    first = speech(1500, "Three.", "countdown")
    made = timeline(first, speech(first.end_ms + GAP_MS, "Two.", "countdown"), tone_cue(4000, "end"))
    bed = bed_packets()
    joined = [bed[number % len(bed)] for number in range(236)]
    for cue in made.cues:
        frame, offset = divmod(cue.at_ms * PER_MS, FRAME)
        of_cue = of(cue.kind, cue.text, offset)
        joined[frame - 1 : frame - 1 + len(of_cue)] = of_cue
    assert disassemble(made, joined, bed) == {cue: of(*cue) for cue in required_packets(made)}


def test_quarter_seconds_are_ticked_exactly() -> None:
    times = range(1500, 9500, 250)
    heard = decode(assemble(timeline(*(tone_cue(at_ms, "tick") for at_ms in times)), packets))
    assert [start_of(tone("tick", "normal"), heard, at_ms) for at_ms in times] == list(times)


def test_the_fast_way_decodes_to_what_ffmpeg_would_have_written(tmp_path: Path) -> None:
    words, ending = speech(1500, "Heel down.", "countdown"), tone_cue(4277, "end")
    heard = decode(assemble(timeline(words, ending, duration_ms=9984), packets))
    joined = list(bed_packets()[:235])
    for cue in (words, ending):
        frame, offset = divmod(cue.at_ms * PER_MS, FRAME)
        of_cue = packets(cue.kind, cue.text, offset)
        joined[frame - 1 : frame - 1 + len(of_cue)] = of_cue
    mux(joined, tmp_path / "textbook.m4a")
    oracle = decode((tmp_path / "textbook.m4a").read_bytes())
    assert md5(heard.tobytes()).digest() == md5(oracle.tobytes()).digest()


@pytest.mark.parametrize(("first", "second"), list(product(["form", "countdown"], repeat=2)))
def test_cues_with_the_gap_of_a_timeline_never_share_a_packet(first: str, second: str) -> None:
    def of_right_length(_kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
        return (b"",) * packet_count(int(text), offset)

    for start_ms in range(1500, 1500 + GRID_MS):
        for length in range(2400, 2400 + FRAME, 93):
            end_ms = start_ms + -(-length // PER_MS)
            before = Cue(start_ms, end_ms, "speech", first, str(length), 0)  # type: ignore[arg-type]
            after = Cue(end_ms + GAP_MS, end_ms + GAP_MS + 100, "speech", second, "2400", 0)  # type: ignore[arg-type]
            assemble(timeline(before, after, duration_ms=3000), of_right_length)


@pytest.mark.parametrize(
    ("cues", "fault"),
    [
        (
            [speech(1500, "Three.", "countdown"), speech(1780, "Two.", "countdown")],
            "the cue before it has not ended",
        ),
        ([tone_cue(20, "start")], "too close to the start of the track"),
        ([tone_cue(9900, "end")], "after the end of the track"),
    ],
)
def test_a_cue_without_room_is_an_error_that_names_it(cues: list[Cue], fault: str) -> None:
    with pytest.raises(NoRoomForCue, match=fault) as caught:
        assemble(timeline(*cues), packets)
    assert cues[-1].text in str(caught.value)
    assert f"{cues[-1].at_ms / 1000:.3f} s" in str(caught.value)


def test_required_packets_names_once_what_assembly_asks_for() -> None:
    line = timeline(
        speech(1517, "Form."), speech(2517, "Form."), tone_cue(4000, "start"), tone_cue(8096, "start")
    )
    asked = []

    def listen(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
        asked.append((kind, text, offset))
        return packets(kind, text, offset)

    assemble(line, listen)
    assert required_packets(line) == (("speech", "Form.", 0), ("tone", "start", 768))
    assert list(dict.fromkeys(asked)) == list(required_packets(line))


@pytest.mark.parametrize("duration_ms", [2000, 4992, 5000, 7001, 10_027])
def test_the_track_is_as_long_as_the_timeline_says(duration_ms: int) -> None:
    heard = decode(assemble(timeline(duration_ms=duration_ms), packets))
    assert len(heard) / PER_MS == pytest.approx(duration_ms, abs=50)


def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "import sys; from hashlib import sha256; from server.track.assembly import assemble;"
        "from tests.helpers.track import packets, speech, timeline, tone_cue;"
        "line = timeline(speech(1500, 'Left leg.'), tone_cue(4277, 'start'));"
        "sys.stdout.write(sha256(assemble(line, packets)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = assemble(timeline(speech(1500, "Left leg."), tone_cue(4277, "start")), packets)
    assert there.stdout == sha256(here).hexdigest()
