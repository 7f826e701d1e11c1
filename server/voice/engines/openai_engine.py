"""Speech by a service that is asked over HTTP as OpenAI's is: Kokoro-FastAPI, speaches, LocalAI, others."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from server.quoting import quoted
from server.voice.engines.offered import USUAL_RATE, is_usable, named_voices, voice_of
from server.voice.engines.sound import read_sound
from server.voice.model import ServiceFailed, ServiceRefused, Speech, Voice

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from server.speech_services import SpeechService

#: Seconds until a service must have taken a call.
_CALL_LIMIT_S: Final = 3.0
#: Bytes of one answer: more than the longest phrase takes.
_MOST_BYTES: Final = 64 * 1024 * 1024
#: Bytes that are read at a time.
_PIECE_BYTES: Final = 64 * 1024
#: What a service can be asked for, in multiples of its own speed.
_SLOWEST, _FASTEST = 0.25, 4.0
#: What the addresses of all such services go on with.
_VERSION: Final = "/v1"


class OpenAIEngine:
    """A service at ``http://`` or ``https://``."""

    #: Nothing says which of them would.
    takes_ipa = False

    def __init__(self, name: str, service: SpeechService) -> None:
        """Prepare without calling.

        :param name: the service's, in the settings.
        """
        self.name = f"openai/{name}"
        self.prefix = f"{self.name}/"
        #: Elsewhere, or of another model, the same voice may be another.
        self.version = f"{service.address} {service.model}"
        self._service = service
        self._base = service.address.removesuffix(_VERSION) + _VERSION

    def voices(self) -> Sequence[Voice]:
        """Return the voices that the settings name, else those that the service tells of, which few do."""
        if self._service.voices:
            return named_voices(self.name, self._service)
        try:
            told = json.loads(self._asked("GET", "/audio/voices"))["voices"]
            names = [each if isinstance(each, str) else each["id"] for each in told]
        except ServiceRefused as error:
            raise ServiceRefused(f"{error}; or name its voices in the settings") from error
        except (KeyError, TypeError, ValueError) as error:
            raise ServiceRefused("does not say which voices it has; name them in the settings") from error
        return [voice_of(self.name, name, name, self._service.language) for name in names if is_usable(name)]

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase."""
        import av

        sound = self._asked(
            "POST",
            "/audio/speech",
            {
                "model": self._service.model,
                "input": text,
                "voice": voice.removeprefix(self.prefix),
                "response_format": "wav",
                "speed": min(max(rate / USUAL_RATE, _SLOWEST), _FASTEST),
                "stream": False,
            },
        )
        try:
            return read_sound(io.BytesIO(sound), "wav")
        except (av.error.FFmpegError, IndexError) as error:
            raise ServiceFailed("sent something that is no sound") from error

    def _asked(self, method: str, path: str, document: dict[str, Any] | None = None) -> bytes:
        """Return the body of an answer. No redirection is followed, and no proxy of the environment asked."""
        from urllib3 import PoolManager, Timeout
        from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
        from urllib3.exceptions import TimeoutError as TooLate

        limit_s, key = self._service.limit_s, self._service.key
        timeout = Timeout(connect=min(_CALL_LIMIT_S, limit_s), read=limit_s)
        end_s = time.monotonic() + limit_s
        try:
            with PoolManager(retries=False, timeout=timeout) as calls:
                headers = {"Authorization": f"Bearer {key}"} if key else {}
                address = f"{self._base}{path}"
                with calls.request(
                    method, address, json=document, headers=headers, redirect=False, preload_content=False
                ) as answer:
                    self._check(answer.status)
                    return _body(answer, end_s)
        except NewConnectionError as error:
            raise ServiceFailed("cannot be reached") from error
        except TooLate as error:
            raise TimeoutError from error
        except SSLError as error:
            raise ServiceRefused("has a certificate that is not trusted") from error
        except HTTPError as error:
            raise ServiceFailed("cannot be reached") from error

    def _check(self, status: int) -> None:
        """Accept an answer that says "OK". What else it says is repeated nowhere: it may quote the key."""
        later = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
        match status:
            case HTTPStatus.OK:
                return
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                raise ServiceRefused(f"does not accept the key, or needs one ({status})")
            case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in later:
                raise ServiceFailed(f"answers with an error ({status})")
        model = quoted(self._service.model)
        raise ServiceRefused(f"refuses ({status}); see whether it has this voice and the model {model}")


def _body(answer: BaseHTTPResponse, end_s: float) -> bytes:
    """Return all of an answer that is neither endless nor late."""
    body = bytearray()
    for piece in answer.stream(_PIECE_BYTES):
        body += piece
        if len(body) > _MOST_BYTES:
            raise ServiceFailed("sends more than any phrase takes")
        if time.monotonic() > end_s:
            raise TimeoutError
    return bytes(body)
