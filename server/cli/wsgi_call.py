"""One call of a WSGI application: its environment, made of what granian knows, and its answer, collected."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from werkzeug.datastructures import Headers
from werkzeug.http import parse_content_range_header
from werkzeug.wsgi import FileWrapper

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian.rsgi import Scope

#: Bytes from which on a file is left to granian, which reads it as its client does.
_LARGE_FILE = 64 * 1024
#: What all requests have in common.
_USUAL: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


class FilePart(NamedTuple):
    """Bytes of a file, from the first to before the last."""

    path: str
    first: int
    end: int


class Answer(NamedTuple):
    """What an application answers; the body is in a file if there is one."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    file: FilePart | None


def client_of(scope: Scope) -> str:
    """Return the address of whoever asks; one of IPv4 as such, also where IPv6 carries it."""
    return scope.client.rpartition(":")[0].strip("[]").removeprefix("::ffff:")


def environ_of(scope: Scope, body: bytes) -> WSGIEnvironment:
    """Return the WSGI environment of a request (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    environ = _USUAL | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": client_of(scope),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    environ.setdefault("HTTP_HOST", scope.authority or "")
    return environ


def own_environ(path: str) -> WSGIEnvironment:
    """Return the WSGI environment of a request that this process makes of itself."""
    return _USUAL | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }


def answer_of(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Call an application and return all of its answer."""
    files: list[FileWrapper] = []
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def wrap(file: IO[bytes], buffer_size: int = 8192) -> FileWrapper:
        files.append(FileWrapper(file, buffer_size))
        return files[-1]

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
        begun[:] = [(status, headers)]
        return _write

    environ["wsgi.file_wrapper"] = wrap
    parts = application(environ, start)
    try:
        # Werkzeug gives a file, or a range around it, on unchanged; whatever else it does is bytes.
        sent = next((file for file in files if file in (parts, getattr(parts, "iterable", None))), None)
        part = _part_of(sent, Headers(begun[0][1])) if sent else None
        body = b"" if part else b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
    status, headers = begun[0]
    return Answer(int(status.partition(" ")[0]), headers, body, part)


def _part_of(sent: FileWrapper, headers: Headers) -> FilePart | None:
    """Return what is sent of a file; ``None`` if it is short or has no path."""
    path, length = getattr(sent.file, "name", None), headers.get("Content-Length", type=int) or 0
    if not isinstance(path, str) or length < _LARGE_FILE:
        return None
    ranged = parse_content_range_header(headers.get("Content-Range"))
    first = (ranged.start if ranged else 0) or 0
    return FilePart(path, first, first + length)


def _write(_: bytes) -> object:
    raise NotImplementedError("PEP 3333's write() is for old applications")
