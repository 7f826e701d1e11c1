"""A service that answers as OpenAI's does, speaks with espeak, and fails on demand."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, TypeAlias

from server.voice.model import Speech
from server.voice.worker import SpeakingPool

Mood: TypeAlias = Literal["well", "hangs", "drips", "fails", "falters", "babbles", "redirects", "closed"]
KEY = "hush-hush-4711"


@dataclass
class SpeechServer:
    """What the service is told to do, and was asked; ``falters`` is to fail once."""

    mouth: SpeakingPool
    mood: Mood = "well"
    asked: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    #: Seconds that it takes for a phrase, and for each of its words.
    pace_s: tuple[float, float] = (0.0, 0.0)
    _server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.answer(self, {})

            def do_POST(self) -> None:
                service.answer(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                """Keep the output of the tests clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Answering)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """End, as if it were killed."""
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        """Answer as the mood is."""
        self.asked.append({"path": request.path, "key": request.headers["Authorization"], **asked})
        mood = self.mood
        if mood == "falters":
            self.mood = "well"
        with suppress(OSError):  # whoever asked waits no longer
            self._send(request, mood, asked)

    def _send(self, request: BaseHTTPRequestHandler, mood: Mood, asked: dict[str, Any]) -> None:
        match mood:
            case "hangs":
                until_s = time.monotonic() + 5
                while self.mood == "hangs" and time.monotonic() < until_s:
                    time.sleep(0.01)
            case "drips":
                request.send_response(200)
                request.end_headers()
                for _ in range(100):
                    request.wfile.write(b"RIFF")
                    time.sleep(0.05)
            case "fails" | "falters":
                request.send_error(500, KEY)
            case "closed":
                request.send_error(401, f"Incorrect API key provided: {KEY}")
            case "redirects":
                request.send_response(307)
                request.send_header("Location", f"{self.address}/elsewhere")
                request.end_headers()
            case "babbles":
                _send_body(request, b"<html>not a sound</html>" * 200)
            case _ if "input" in asked:
                once_s, word_s = self.pace_s
                time.sleep(once_s + word_s * len(asked["input"].split()))
                _send_body(
                    request, _wav(self.mouth.speak(asked["input"], "gmw/en-us", int(160 * asked["speed"])))
                )
            case _:
                _send_body(
                    request, json.dumps({"voices": ["af_heart", {"id": "bf_emma"}, 3 * "\0"]}).encode()
                )


@contextmanager
def speaking_service(mouth: SpeakingPool, pace_s: tuple[float, float] = (0.0, 0.0)) -> Iterator[SpeechServer]:
    """Run a service for as long as the ``with`` lasts.

    :param pace_s: seconds that it takes for a phrase, and for each of its words.
    """
    service = SpeechServer(mouth, pace_s=pace_s)
    service.start()
    try:
        yield service
    finally:
        service.mood = "well"  # lets go of whoever hangs
        service.stop()


def _send_body(request: BaseHTTPRequestHandler, body: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def _wav(speech: Speech) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(speech.sample_rate)
        written.writeframes(speech.pcm)
    return file.getvalue()


def silent_address() -> str:
    """Return the address of a port of this machine at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
