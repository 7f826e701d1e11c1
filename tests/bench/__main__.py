"""Every benchmark, in three tables: ``python -m tests.bench``."""

from __future__ import annotations

from tests.bench.bench_load import print_load
from tests.bench.bench_memory import print_memory
from tests.bench.bench_paint import measure_paint
from tests.bench.bench_plays import measure_plays
from tests.bench.bench_poll import measure_polls
from tests.bench.bench_size import measure_size
from tests.bench.bench_slow_voice import measure_slow_voice
from tests.bench.bench_start import measure_starts
from tests.bench.bench_track import measure_tracks
from tests.bench.measuring import print_table

if __name__ == "__main__":
    rows = (*measure_starts(), *measure_paint(), *measure_tracks(), *measure_polls(), *measure_plays())
    print_table((*rows, *measure_slow_voice(), *measure_size()))
    print()
    print_load()
    print()
    print_memory()
