"""The one format of all sound in Soleus."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Samples a second; one channel throughout.
SAMPLE_RATE = 24_000
#: Samples in one AAC packet (AAC-LC, ISO/IEC 14496-3): 42.67 ms.
FRAME = 1024
#: Samples in a millisecond.
PER_MS = SAMPLE_RATE // 1000

#: Mono sound, shape (samples,), float32 in -1..1, at ``SAMPLE_RATE``.
Samples: TypeAlias = NDArray[np.float32]
