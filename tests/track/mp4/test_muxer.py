import io
import struct
from base64 import b64decode

import av
import pytest

from server.track.assembly import assemble
from server.track.chapters import Chapter
from server.track.mp4.metadata import Tags
from tests.helpers.track import packets, speech, timeline, tone_cue

#: The smallest PNG there is: one pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CHAPTERS = (
    Chapter(0, 4000, "Runner’s calf stretch, left side"),
    Chapter(4000, 7500, "Runner’s calf stretch, right side"),
    Chapter(7500, 10_000, "Étirement 足 <&>"),
)
LINE = timeline(speech(1500, "Left leg."), tone_cue(4277, "start"))


def titles(m4a: bytes) -> list[tuple[float, float, str]]:
    with av.open(io.BytesIO(m4a), "r") as file:
        found = file.chapters()
    return [
        (float(chapter["start"] * unit), float(chapter["end"] * unit), chapter["metadata"]["title"])
        for chapter in found
        if (unit := chapter["time_base"])
    ]


def boxes(m4a: bytes) -> list[tuple[str, int]]:
    """Return name and length of the outermost boxes."""
    found, place = [], 0
    while place < len(m4a):
        length, name = struct.unpack_from(">I4s", m4a, place)
        found.append((name.decode(), length))
        place += length
    return found


def test_what_the_file_holds_comes_before_the_sound() -> None:
    m4a = assemble(LINE, packets, CHAPTERS, Tags("Legs"))
    assert [name for name, _ in boxes(m4a)] == ["ftyp", "moov", "mdat"]
    assert sum(length for _, length in boxes(m4a)) == len(m4a)


# Without the one, FFmpeg reads the other: renaming a box hides it.
@pytest.mark.parametrize("hidden", [b"none", b"chpl", b"tref"])
def test_both_kinds_of_chapters_are_read(hidden: bytes) -> None:
    m4a = assemble(LINE, packets, CHAPTERS).replace(hidden, b"free")
    assert titles(m4a) == [(c.start_ms / 1000, c.end_ms / 1000, c.title) for c in CHAPTERS]


def test_a_track_without_chapters_has_only_its_sound() -> None:
    m4a = assemble(LINE, packets)
    assert titles(m4a) == []
    with av.open(io.BytesIO(m4a), "r") as file:
        assert [stream.type for stream in file.streams] == ["audio"]


def test_more_chapters_than_nero_can_count_are_all_in_the_text_track() -> None:
    many = tuple(Chapter(n * 30, n * 30 + 30, f"Step {n}") for n in range(300))
    m4a = assemble(timeline(duration_ms=9000), packets, many)
    assert len(titles(m4a)) == 300
    assert len(titles(m4a.replace(b"tref", b"free"))) == 255


def test_an_endless_title_is_cut_between_two_letters() -> None:
    m4a = assemble(LINE, packets, (Chapter(0, 10_000, "é" * 300),)).replace(b"tref", b"free")
    assert titles(m4a)[0][2] == "é" * 127


def test_title_artist_album_and_cover_are_read() -> None:
    m4a = assemble(LINE, packets, tags=Tags("Legs", "Soleus", "Stretching", PIXEL))
    with av.open(io.BytesIO(m4a), "r") as file:
        assert file.metadata.items() >= {"title": "Legs", "artist": "Soleus", "album": "Stretching"}.items()
        cover = next(packet for packet in file.demux(video=0) if packet.size)
        assert bytes(cover) == PIXEL


def test_a_cover_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a PNG nor a JPEG"):
        assemble(LINE, packets, tags=Tags("Legs", cover=b"GIF89a"))


@pytest.mark.parametrize("duration_ms", [4992, 5000, 7001])
def test_the_file_states_its_duration_to_the_millisecond(duration_ms: int) -> None:
    with av.open(io.BytesIO(assemble(timeline(duration_ms=duration_ms), packets)), "r") as file:
        sound = file.streams.audio[0]
        assert sound.duration is not None
        assert sound.time_base is not None
        assert file.duration == duration_ms * 1000
        assert sound.duration * sound.time_base * 1000 == duration_ms
        assert (sound.codec_context.name, sound.profile, sound.rate) == ("aac", "LC", 24_000)
        assert next(file.decode(audio=0)).pts == 0
