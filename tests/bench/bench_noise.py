"""How many cues a recogniser understands in noise, by engine; ``bench_hearing noise`` prints it.

What the ratio of speech to noise is, and how the noise is made, stands in ``tests/helpers/noise.py``. The
ears choose among sixty phrases, or hear nothing. Beside what was heard right stand two controls, over all of
them:

- ``wrong``: how often the words of the next phrase of the list were heard in its place. Ears that agree with
  whatever is expected would score here too.
- ``noise``: in how many windows without any speech a phrase was heard: false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from server.audio import Samples
from server.routine.model import Choices
from server.services.services import Services
from tests.helpers.ears import Ears, for_ears
from tests.helpers.noise import KINDS, SIXTY, Noise, understood
from tests.helpers.spelling import spoken

NOISES = (
    Noise(),
    *(Noise("pink", snr_db) for snr_db in (20, 10, 5)),
    *(Noise("white", snr_db) for snr_db in (20, 10, 5)),
)
#: Each phrase is heard in the noise of each seed.
SEEDS = (1, 2, 3)


@dataclass(slots=True)
class _Tally:
    asked: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    imagined: int = 0

    def add(self, heard: Mapping[str, str]) -> None:
        """Count what was heard for all phrases, once."""
        self.asked += 1
        self.right.update(text for text, words in heard.items() if words == spoken(text))
        following = [*SIXTY[1:], SIXTY[0]]
        self.wrong += sum(heard[text] == spoken(next_) for text, next_ in zip(SIXTY, following, strict=True))

    def row(self) -> Iterator[str]:
        """Yield the cells: right in the mean of the seeds, of how many; then the controls."""
        for texts in (*KINDS.values(), SIXTY):
            yield f"{sum(self.right[text] for text in texts) / self.asked:.1f} of {len(texts)}"
        for count in (self.wrong, self.imagined):
            yield f"{count / self.asked:.1f} of {len(SIXTY)}"


def print_noise(services: Services) -> None:
    """Print the table, and which phrases of each engine were lost most at 10 dB of white noise."""
    ears = Ears(SIXTY)
    print(f"{'voice':26}{'noise':14}" + "".join(f"{name:>14}" for name in (*KINDS, "all", "wrong", "noise")))
    for voice in _voices(services):
        clips = _clips(services, voice)
        for noise in NOISES:
            tally = _Tally()
            for seed in SEEDS if noise.colour else SEEDS[:1]:
                tally.add(understood(clips, noise, ears, seed))
                tally.imagined += _imagined(clips, noise, ears, seed)
            name = f"{noise.colour} {noise.snr_db} dB" if noise.colour else "none"
            print(f"{voice:26}{name:14}" + "".join(f"{cell:>14}" for cell in tally.row()), flush=True)
            if noise == Noise("white", 10):
                lost = {text: tally.asked - tally.right[text] for text in SIXTY}
        print(", ".join(f"{text} {times}" for text, times in lost.items() if times))


def _voices(services: Services) -> Iterator[str]:
    """Yield the default voice of each engine of this machine."""
    seen = set()
    for voice in services.speech.voices():
        engine = services.speech.engine_of(voice.id)
        if engine not in seen:
            seen.add(engine)
            yield voice.id


def _clips(services: Services, voice: str) -> Mapping[str, Samples]:
    clips = services.speech.clips(SIXTY, voice, Choices().rate)
    return {text: clips[text].samples for text in SIXTY}


def _imagined(clips: Mapping[str, Samples], noise: Noise, ears: Ears, seed: int) -> int:
    windows = (
        for_ears(noise.instead_of(clip, seed * len(clips) + number))
        for number, clip in enumerate(clips.values())
    )
    return sum(ears.hear(window).words != "" for window in windows)
