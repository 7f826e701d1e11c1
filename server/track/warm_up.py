"""Make tracks before anybody asks for them, and record older ones, while nobody waits for anything else."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from math import gcd
from typing import Final

from server.audio import FRAME, SAMPLE_RATE, tone_packets
from server.coach import Timeline
from server.errors import SoleusError
from server.jobs import Priority, Scheduler
from server.routine import Choices, Routine
from server.track.studio import Studio
from server.voice import VoiceStopped
from server.voice.clips import ClipStore

log = logging.getLogger(__name__)

#: Cues at whole and half seconds start at a multiple of this many samples in their packet: the greatest
#: common divisor of half a second and a packet.
HALF_SECOND_STEP: Final = gcd(SAMPLE_RATE // 2, FRAME)


def warm_up_tracks(
    routines: Iterable[Routine], studio: Studio, clips: ClipStore, scheduler: Scheduler
) -> None:
    """Have the tracks of some routines made, with nothing changed; return at once.

    To stop it, close the clips, and then the scheduler.
    """
    for routine in routines:
        scheduler.submit(("warm-up", routine.id), partial(_warm, routine, studio, clips), Priority.IDLE)


def adopt_tracks(digests: Iterable[str], studio: Studio, scheduler: Scheduler) -> None:
    """Have tracks recorded, one after another while there is nothing else to do; return at once."""
    for digest in digests:
        scheduler.submit(("adopt", digest), partial(_adopt, digest, studio), Priority.IDLE)


def _adopt(digest: str, studio: Studio, _: Priority) -> None:
    try:
        studio.adopt(digest)
    except VoiceStopped:
        return
    except SoleusError as error:
        log.warning("a track of an older release could not be recorded: %s: %s", digest, error)
    except Exception:
        log.exception("a track of an older release could not be recorded: %s", digest)


def warm_up_track(
    routine: Routine, choices: Choices, studio: Studio, clips: ClipStore, priority: Priority
) -> None:
    """Make the track that Play asks for, and what a change under way moves in it.

    It is not handed out; raises as :meth:`Studio.track`.
    """
    track = studio.track(routine, choices, priority=priority, waits=True, handed_out=False)
    _encode_offsets(track.timeline, choices, clips, priority)


def _warm(routine: Routine, studio: Studio, clips: ClipStore, priority: Priority) -> None:
    try:
        warm_up_track(routine, Choices(), studio, clips, priority)
    except VoiceStopped:
        return
    except SoleusError as error:
        log.warning("not warmed up: %s: %s", routine.id, error)
    except Exception:
        log.exception("not warmed up: %s", routine.id)


def _encode_offsets(timeline: Timeline, choices: Choices, clips: ClipStore, priority: Priority) -> None:
    """Encode countdown and tones at every offset in a packet to which a changed dose may move them."""
    voice = clips.voice(choices.voice)
    counted = {cue.text for cue in timeline.cues if cue.role == "countdown" and cue.kind == "speech"}
    tones = {cue.text for cue in timeline.cues if cue.kind == "tone"}
    spoken = clips.clips(tuple(counted), voice.id, choices.rate, priority=priority)
    for offset in range(0, FRAME, HALF_SECOND_STEP):
        clips.prepare_packets([(clip, offset) for clip in spoken.values()], priority)
        for name in tones:
            tone_packets(name, choices.tones, offset)
