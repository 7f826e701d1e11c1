"""Clips that workers make for the processes that answer: how they are asked for, and how they are made."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from itertools import count
from typing import Any, Final

from server.errors import NotFound, SoleusError
from server.jobs import Priority
from server.store import Document, Store
from server.voice import NoVoice, UnspeakablePhrase, VoiceStopped
from server.voice.clips import ClipStore, Phrase

log = logging.getLogger(__name__)

#: Seconds after which somebody who waits looks whether a job has ended: its end may not have been heard.
_LOOK_S: Final = 1.0
#: Looks after which a job is asked for again, which changes nothing if it is still queued or being done,
#: and after which it is told if no worker works on any: one that was killed is back by then.
_ASK_AGAIN: Final = 10
#: How often a job may be begun: one that ends its worker each time is given up.
_MOST_PICKS: Final = 3
_NO_WORKER: Final = (
    "Nothing can be spoken, as no worker of this server is running. Tell whoever looks after it:"
    " “soleus worker” starts one."
)


class ClipJobs:
    """Has clips made by workers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[str, list[threading.Event]] = {}
        self._lock = threading.Lock()
        self._closed = False
        store.call_when_jobs_end(self._wake)

    def make(self, phrase: Phrase, priority: Priority) -> None:
        """Have a clip made, and return once it has been.

        :raises UnspeakablePhrase: if it cannot be spoken.
        :raises NoVoice: if the worker has no voice, or if there is none.
        :raises VoiceStopped: if this process ends meanwhile.
        """
        key = f"clip {phrase.key}"
        payload = {
            "text": phrase.text,
            "said": phrase.said,
            "voice": phrase.voice,
            "rate": phrase.rate,
            "clip": phrase.key,
        }
        outcome = self._outcome(key, payload, priority)
        fault, reason = outcome.get("fault"), str(outcome.get("reason", ""))
        if fault == "unspeakable":
            raise UnspeakablePhrase(phrase.text, reason)
        if fault == "no voice":
            raise NoVoice(reason)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed = True
        with self._lock:
            for event in (event for events in self._waiting.values() for event in events):
                event.set()

    def _outcome(self, key: str, payload: Document, priority: Priority) -> Document:
        ended = threading.Event()
        with self._lock:
            self._waiting.setdefault(key, []).append(ended)
        try:
            for look in count():
                if look % _ASK_AGAIN == 0:
                    if look and not self._store.works_on_jobs():
                        log.warning("not spoken: %r: %s", payload["text"], _NO_WORKER)
                        raise NoVoice(_NO_WORKER)
                    self._store.ask_job(key, payload, priority)
                ended.wait(_LOOK_S)
                ended.clear()
                if self._closed:
                    break
                outcome = self._store.job_outcome(key)
                if outcome is not None:
                    return outcome
            raise VoiceStopped
        finally:
            with self._lock:
                self._waiting[key].remove(ended)
                if not self._waiting[key]:
                    del self._waiting[key]

    def _wake(self, key: str) -> None:
        with self._lock:
            for event in self._waiting.get(key, ()):
                event.set()


def do_clip_job(job_id: int, payload: Mapping[str, Any], clips: ClipStore, store: Store) -> None:
    """Make a clip that was asked for, and say how that ended.

    :param job_id: of the queue; it may have been begun before, by a worker that was killed.
    :raises VoiceStopped: if this worker ends; another one does it then.
    """
    if store.job_picks(job_id) > _MOST_PICKS:
        reason = "whoever speaks it ends each time"
        log.warning("not spoken: %r: %s", payload["text"], reason)
        store.end_job(payload["key"], {"fault": "unspeakable", "reason": reason})
        return
    store.end_job(payload["key"], _spoken(payload, clips))


def _spoken(payload: Mapping[str, Any], clips: ClipStore) -> Document:
    try:
        clip = clips.clip_of(payload["text"], payload["said"], payload["voice"], payload["rate"])
    except UnspeakablePhrase as error:
        return {"fault": "unspeakable", "reason": error.reason}
    except VoiceStopped:
        raise
    except (NoVoice, NotFound) as error:
        return {"fault": "no voice", "reason": str(error)}
    except SoleusError as error:
        return {"fault": "unspeakable", "reason": str(error)}
    except Exception:
        log.exception("not spoken: %r", payload["text"])
        return {"fault": "unspeakable", "reason": "the worker's log says why"}
    if clip.key != payload["clip"]:
        return {"fault": "unspeakable", "reason": "the worker's voice is of another version than this node's"}
    return {}
