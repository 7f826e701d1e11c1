"""How much of a track a recogniser understands, as a table, or cue by cue.

Run ``python -m tests.bench.bench_hearing`` for the scores of all routines,
``python -m tests.bench.bench_hearing plantar-fasciitis brief`` for what is heard at each cue of one, and
``python -m tests.bench.bench_hearing noise`` for what is left of the cues in noise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast, get_args

from server.coach.model import Cue
from server.config import Config
from server.routine.model import Verbosity
from server.services.services import Services, open_services
from tests.bench.bench_noise import print_noise
from tests.helpers.ears import Ears
from tests.helpers.scores import CUES, SORTS, score
from tests.helpers.spelling import spoken
from tests.helpers.tracks import render


def main(arguments: list[str]) -> None:
    """Print the scores, the cues of one track, or the scores in noise."""
    with _own_soleus() as services:
        if arguments == ["noise"]:
            print_noise(services)
        elif arguments:
            routine, verbosity = [*arguments, "full"][:2]
            _print_cues(services, routine, cast(Verbosity, verbosity))
        else:
            _print_scores(services)


@contextmanager
def _own_soleus() -> Iterator[Services]:
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder)))
        try:
            yield services
        finally:
            services.close()


def _print_scores(services: Services) -> None:
    ears = Ears(CUES)
    print(f"{'routine':22}{'verbosity':11}" + "".join(f"{name:>13}" for name in SORTS) + "   ms a cue")
    for routine in services.library.routines():
        for verbosity in get_args(Verbosity):
            track = render(services, routine.id, verbosity)
            cells, asked, began = [], 0, perf_counter()
            for sort in SORTS.values():
                result = score(track, filter(sort, track.timeline.cues), ears)
                cells.append(f"{result.of - len(result.missed)} of {result.of}" if result.of else "-")
                asked += result.of
            each_ms = (perf_counter() - began) * 1000 / max(asked, 1)
            print(
                f"{routine.id:22}{verbosity:11}"
                + "".join(f"{cell:>13}" for cell in cells)
                + f"{each_ms:11.0f}"
            )


def _print_cues(services: Services, routine: str, verbosity: Verbosity) -> None:
    track = render(services, routine, verbosity)
    ears = Ears([*CUES, *(cue.text for cue in track.timeline.cues if cue.kind == "speech")])
    for cue in track.timeline.cues:
        print(f"{cue.at_ms / 1000:8.2f}  {cue.role:11}  {_heard(cue, track.heard(cue, ears).words)}")


def _heard(cue: Cue, words: str) -> str:
    if cue.kind == "tone":
        return f"({cue.text})"
    return cue.text if words == spoken(cue.text) else f"{cue.text}  -- heard: {words or 'nothing'}"


if __name__ == "__main__":
    main(sys.argv[1:])
