"""Speech by a service that is asked by Wyoming, the protocol of Home Assistant: the extra ``wyoming``."""

from __future__ import annotations

import importlib.util
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import urlsplit

from server.quoting import quoted
from server.voice.engines.offered import USUAL_RATE, is_usable, named_voices, offered_language, voice_of
from server.voice.engines.sound import at_tempo
from server.voice.model import ServiceFailed, ServiceRefused, Speech, Voice

if TYPE_CHECKING:
    from wyoming.event import Event, Eventable
    from wyoming.info import TtsVoice

    from server.speech_services import SpeechService

#: Seconds until a service must have taken a call.
_CALL_LIMIT_S: Final = 3.0
#: Bytes of one answer: more than the longest phrase takes, and than a list of a thousand voices.
_MOST_BYTES: Final = 64 * 1024 * 1024
#: Bytes of a sample, which is all that is read.
_WIDTH: Final = 2
_SENSELESS: Final = "hung up, or sent something that is not Wyoming"


class WyomingEngine:
    """A service at ``tcp://``, called anew for each phrase."""

    #: Nothing says which of them would.
    takes_ipa = False

    def __init__(self, name: str, service: SpeechService) -> None:
        """Prepare without calling.

        :param name: the service's, in the settings.
        """
        self.name = f"wyoming/{name}"
        self.prefix = f"{self.name}/"
        #: Elsewhere the same voice may be another.
        self.version = service.address
        self._service = service

    def voices(self) -> Sequence[Voice]:
        """Return the voices that the settings name, else those of the service in the language."""
        if self._service.voices:
            return named_voices(self.name, self._service)
        _require()
        from wyoming.info import Describe, Info

        with self._call() as stream:
            _send(Describe(), stream)
            event = _receive(stream)
            while not Info.is_type(event.type):
                event = _receive(stream)
            with _sense():
                told = [voice for program in Info.from_event(event).tts for voice in program.voices]
                offered = self._offered(told)
        if not offered:
            raise ServiceRefused(f"has no voice for the language {quoted(self._service.language)}")
        return offered

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase. The protocol knows no rate: the sound is made slower or faster here."""
        _require()
        from wyoming.tts import Synthesize, SynthesizeVoice

        with self._call() as stream:
            _send(Synthesize(text, SynthesizeVoice(voice.removeprefix(self.prefix))), stream)
            with _sense():
                speech = _sound(stream)
        return speech if rate == USUAL_RATE or not speech.pcm else at_tempo(speech, rate / USUAL_RATE)

    def _offered(self, told: Sequence[TtsVoice]) -> list[Voice]:
        """Return the voices that are installed and speak the language."""
        found = ((voice, offered_language(voice.languages, self._service.language)) for voice in told)
        return [
            voice_of(self.name, voice.name, voice.description or voice.name, language)
            for voice, language in found
            if language is not None and voice.installed and is_usable(voice.name)
        ]

    @contextmanager
    def _call(self) -> Iterator[BinaryIO]:
        address, limit_s = urlsplit(self._service.address), self._service.limit_s
        place = (cast(str, address.hostname), cast(int, address.port))
        with socket.create_connection(place, min(_CALL_LIMIT_S, limit_s)) as connection:
            connection.settimeout(limit_s)
            with connection.makefile("rwb") as stream:
                yield cast(BinaryIO, _Limited(cast(BinaryIO, stream), time.monotonic() + limit_s))


class _Limited:
    """A stream of which only so much is read, and only for so long."""

    def __init__(self, stream: BinaryIO, end_s: float) -> None:
        self._stream = stream
        self._end_s = end_s
        self._left = _MOST_BYTES
        self.write, self.writelines, self.flush = stream.write, stream.writelines, stream.flush

    def readline(self) -> bytes:
        return self._counted(self._stream.readline(self._left + 1))

    def read(self, size: int) -> bytes:
        return self._counted(self._stream.read(min(size, self._left + 1)))

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise ServiceFailed("sends more than any phrase takes")
        if time.monotonic() > self._end_s:
            raise TimeoutError
        return data


def _require() -> None:
    """Raise ``ServiceRefused`` if the extra is not installed."""
    if importlib.util.find_spec("wyoming") is None:
        raise ServiceRefused("needs the extra: pip install '.[wyoming]'")


def _send(what: Eventable, stream: BinaryIO) -> None:
    from wyoming.event import write_event

    write_event(what.event(), stream)


def _receive(stream: BinaryIO) -> Event:
    """Return what a service says next.

    :raises ServiceFailed: if it hangs up, or makes no sense.
    :raises ServiceRefused: if it reports an error.
    """
    from wyoming.error import Error
    from wyoming.event import read_event

    with _sense():
        event = read_event(stream)
        if event is None:
            raise ServiceFailed(_SENSELESS)
        if Error.is_type(event.type):
            raise ServiceRefused(f"refuses: {quoted(Error.from_event(event).text)}")
        return event


def _sound(stream: BinaryIO) -> Speech:
    """Return the sound that a service sends; of several channels the first."""
    from wyoming.audio import AudioChunk, AudioStart, AudioStop

    event = _receive(stream)
    while not AudioStart.is_type(event.type):
        event = _receive(stream)
    start, pcm = AudioStart.from_event(event), bytearray()
    while not AudioStop.is_type(event.type):
        event = _receive(stream)
        if AudioChunk.is_type(event.type):
            pcm += event.payload or b""
    if start.width != _WIDTH or start.channels < 1 or start.rate < 1:
        raise ServiceFailed(f"sends sound that is not read here: {start.width} bytes a sample")
    whole = len(pcm) - len(pcm) % (_WIDTH * start.channels)
    return Speech(memoryview(pcm[:whole]).cast("h")[:: start.channels].tobytes(), start.rate)


@contextmanager
def _sense() -> Iterator[None]:
    """Take what does not fit the protocol for what it is."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ServiceFailed(_SENSELESS) from error
