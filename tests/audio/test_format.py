from server.audio.format import FRAME, GRID_MS, PER_MS


def test_the_grid_is_the_first_whole_number_of_packets_that_lasts_whole_milliseconds() -> None:
    lengths_ms = (packets * FRAME / PER_MS for packets in range(1, PER_MS + 1))
    assert next(length_ms for length_ms in lengths_ms if length_ms.is_integer()) == GRID_MS == 128
