"""Whether the voice of this machine works: found out in the background, so that no page waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from itertools import filterfalse
from typing import Final

from server.errors import SoleusError
from server.jobs import Priority
from server.voice.lookup import find_voice, is_foreign
from server.voice.model import USUAL_LANGUAGE, KnownEngine, Voice
from server.voice.worker import NoVoice, Speaker, VoiceStopped

_log = logging.getLogger(__name__)

#: What is spoken to find out whether the voice works, and at how many words a minute.
_PHRASE: Final = "Ready."
_RATE: Final = 160
#: Seconds after which a voice that failed is tried again when somebody asks about it.
_AGAIN_S: Final = 10.0
#: The same for somebody who asks all the time, such as a monitor: each try starts processes.
_SELDOM_AGAIN_S: Final = 60.0
#: Seconds for which a phrase that was spoken shows that the voice works.
_LATELY_S: Final = 600.0
#: Seconds that a page waits, while the voice is asked for the first time.
_PAGE_WAIT_S: Final = 1.0
#: Seconds that whoever wants to hear something waits for the voice; and for one that has failed before.
_PATIENCE_S, _LITTLE_PATIENCE_S = 30.0, 2.0
#: Seconds within which a voice that works has answered, also where it is started first.
_ANSWER_S: Final = 5.0
_SLOW: Final = "The voice has been asked to start on this machine, and does not answer yet."


class VoiceWatch:
    """What is known about the voice: which voices there are, and why none speaks.

    Safe to use from many threads. One thread finds out at a time; whoever asks meanwhile waits for it or goes
    on with what was found out last.
    """

    def __init__(self, speaker: Speaker) -> None:
        """Prepare without asking anything."""
        self._speaker = speaker
        self._lock = threading.Lock()
        self._voices: Sequence[Voice] = ()
        self._error: SoleusError | None = None
        #: Whether a phrase could not be spoken, which may be the fault of the phrase.
        self._doubted = False
        self._spoke_s = self._began_s = self._ended_s = float("-inf")
        self._looking = threading.Event()
        self._looking.set()

    def voices(self) -> Sequence[Voice]:
        """Return the voices that are known, the default first; none while the voice has never answered."""
        self._look_if_needed()
        return self._voices

    def engines(self) -> Sequence[KnownEngine]:
        """Return what is known of each engine that has voices, or why it has none; the default's first."""
        voices: dict[str, list[Voice]] = {}
        for voice in self.voices():
            voices.setdefault(self._speaker.engine_of(voice.id).name, []).append(voice)
        faults = self._speaker.faults()

        def known(name: str) -> KnownEngine:
            found = voices.get(name, [])
            return KnownEngine(name, found, [*filterfalse(is_foreign, found)], faults.get(name, ""))

        return [known(name) for name in {**voices, **faults}]

    def voice(self, name: str | None) -> Voice:
        """Return the voice with this id, name or language; the default one for ``None``.

        :raises NoVoice: if no voice is known.
        :raises NotFound: if there is no such voice; the message suggests the nearest ones.
        """
        voices = self.voices()
        if not voices:
            raise NoVoice(self.fault() or _SLOW)
        return find_voice(voices, name)

    def language_of(self, voice: str) -> str:
        """Return the two-letter code of a voice's language; English if it is not known yet, or not said."""
        known = next((each.language_code for each in self._voices if each.id == voice), "")
        return known or USUAL_LANGUAGE

    def await_voices(self) -> Sequence[Voice]:
        """Return the voices, for somebody who waits for one to speak; a voice that failed is tried anew.

        :raises NoVoice: if there is none; a voice that hangs is not waited for again and again.
        :raises VoiceStopped: if Soleus is being stopped.
        """
        if not self._voices:
            failed = self._error is not None
            looking = self._look(rest_s=0.0)
            looking.wait(_LITTLE_PATIENCE_S if failed else _PATIENCE_S)
        if not self._voices:
            if isinstance(self._error, VoiceStopped):
                raise VoiceStopped
            raise NoVoice(str(self._error or _SLOW))
        return self._voices

    def renew(self) -> None:
        """Find out which voices there are by now, as somebody has just added or removed one."""
        self._look(rest_s=0.0).wait(_PAGE_WAIT_S)

    def fault(self) -> str:
        """Return why nothing can be spoken, as far as that is known; empty if nothing is known.

        If the voice failed, it is tried again meanwhile, so that a later call tells whether it has come back.
        """
        self._look_if_needed()
        if self._error is not None:
            return str(self._error)
        asked_long = not self._looking.is_set() and time.monotonic() - self._began_s >= _PAGE_WAIT_S
        return _SLOW if asked_long and not self._voices else ""

    def check(self, wait_s: float) -> str:
        """Return why nothing can be spoken, after speaking a phrase if none was spoken for ten minutes.

        :param wait_s: seconds to wait for that phrase; one that takes a little longer counts as spoken.
        """
        failed = self._error is not None
        if not failed and time.monotonic() - self._spoke_s < _LATELY_S:
            return ""
        looking = self._look(rest_s=_SELDOM_AGAIN_S, speaks=True)
        looking.wait(0.0 if failed else wait_s)
        if self._error is not None:
            return str(self._error)
        late = not looking.is_set() and time.monotonic() - self._began_s >= _ANSWER_S
        return _SLOW if late else ""

    def spoke(self) -> None:
        """Note that a phrase has been spoken."""
        self._spoke_s, self._error, self._doubted = time.monotonic(), None, False

    def failed(self, error: SoleusError) -> None:
        """Note that a phrase could not be spoken; unless there is no voice, the next look finds out why."""
        if isinstance(error, NoVoice):
            self._error = error
        self._doubted = True

    def _look_if_needed(self) -> None:
        """Find out in the background what is not known; wait a moment if it is asked for the first time."""
        sound = self._error is None and not self._doubted
        if self._voices and sound and not self._speaker.incomplete:
            return
        looking = self._look(rest_s=_AGAIN_S, speaks=bool(self._voices) and not sound)
        if self._ended_s == float("-inf"):
            looking.wait(max(0.0, self._began_s + _PAGE_WAIT_S - time.monotonic()))

    def _look(self, rest_s: float, *, speaks: bool = False) -> threading.Event:
        """Begin to find out in the background, and return what is set once that is over.

        :param rest_s: seconds from the end of a look to the next one.
        :param speaks: whether a phrase is spoken even if none has failed.
        """
        with self._lock:
            if self._looking.is_set() and time.monotonic() - self._ended_s >= rest_s:
                self._looking, self._began_s = threading.Event(), time.monotonic()
                threading.Thread(
                    target=self._find_out, args=(self._looking, speaks), name="voice watch", daemon=True
                ).start()
            return self._looking

    def _find_out(self, looking: threading.Event, speaks: bool) -> None:
        before = self._error
        try:
            if not self._voices or self._speaker.incomplete:
                self._voices = self._speaker.voices()
            if speaks or self._doubted:
                self._speaker.speak(_PHRASE, self._voices[0].id, _RATE, Priority.HEALTH)
                self._spoke_s = time.monotonic()
            self._error, self._doubted = None, False
        except VoiceStopped as error:  # nothing is wrong with the voice, so nothing is logged
            self._error = error
        except SoleusError as error:
            self._error = error
            if str(error) != str(before):
                _log.warning("nothing can be spoken: %s", error)
        finally:
            self._ended_s = time.monotonic()
            looking.set()
