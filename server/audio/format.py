"""The one format of all sound in Soleus."""

from __future__ import annotations

from math import gcd
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Samples a second; one channel throughout.
SAMPLE_RATE: Final = 24_000
#: What the highest sample is as a 16-bit integer.
FULL_SCALE: Final = 32767
#: Samples in one AAC packet (AAC-LC, ISO/IEC 14496-3): 42.67 ms.
FRAME: Final = 1024
#: Samples in a millisecond.
PER_MS: Final = SAMPLE_RATE // 1000
#: Length of the shortest run of packets that lasts whole milliseconds. ``n`` packets last
#: ``n * FRAME / PER_MS`` ms, which is whole for the first time at ``n = PER_MS / gcd(FRAME, PER_MS)``:
#: 3 packets or 128 ms. Times that are a multiple of it apart lie equally far inside a packet.
GRID_MS: Final = FRAME // gcd(FRAME, PER_MS)
#: Samples of a clip before its first sound: 30 ms, for what of a soft consonant lies below the level of
#: silence. "Foot" and "Five" of Piper's joe begin 22 to 28 ms before it, 50 to 55 dB below their peak;
#: espeak-ng's phrases begin within 1 ms. A track places a clip by its first sound.
PRE_ROLL: Final = 30 * PER_MS

#: Mono sound, shape (samples,), float32 in -1..1, at ``SAMPLE_RATE``.
Samples: TypeAlias = NDArray[np.float32]
