"""Downloads that go on where they broke off, by HTTP of the standard library."""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, BinaryIO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from server.addresses import is_loopback, is_safe_source
from server.errors import SoleusError
from server.permissions import hand_over

#: Told how many bytes of a download are there.
Progress = Callable[[int], None]

#: Seconds without a byte after which a connection counts as broken.
_TIMEOUT_S: Final = 20.0
#: How often in a row a download begins again without having got a byte, and the seconds before each time.
_TRIES: Final = 3
_PAUSE_S: Final = 1.0
_BLOCK: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes (\d+)-")
#: What a connection that breaks raises; answers of servers are none of it.
_FAILURES: Final = (OSError, http.client.HTTPException)
#: Answers after which another try may do better, beside the server's own faults.
_MAY_PASS: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class Unreachable(SoleusError):
    """What was asked for cannot be downloaded."""


class _Broken(Exception):
    """A connection broke; another one may do better."""


class _SafeRedirects(HTTPRedirectHandler):
    """Follows redirections to https alone, or within this machine."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Return the request that follows."""
        if not is_safe_source(newurl) or (
            is_loopback(_host(newurl)) and not is_loopback(_host(req.full_url))
        ):
            raise Unreachable(f"{req.full_url} leads to {newurl}, where nothing is downloaded from.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Source:
    """An address with files below it."""

    def __init__(self, url: str, pause_s: float = _PAUSE_S) -> None:
        """Prepare without asking anything.

        :param url: is a safe source (:func:`server.addresses.is_safe_source`).
        :param pause_s: seconds before a download that broke off goes on.
        """
        self._url = url
        self._pause_s = pause_s
        proxies = [ProxyHandler({})] if is_loopback(_host(url)) else []  # none is needed to reach itself
        self._opener: OpenerDirector = build_opener(_SafeRedirects, *proxies)

    def address(self, path: str) -> str:
        """Return the address of a file."""
        return f"{self._url}/{quote(path)}"

    def read(self, path: str, largest_bytes: int) -> bytes:
        """Return a small file.

        :raises Unreachable: if it cannot be downloaded, or has more bytes.
        """
        for left in reversed(range(_TRIES)):
            try:
                with self._answer(path, 0) as answer:
                    content: bytes = answer.read(largest_bytes + 1)
            except (_Broken, *_FAILURES) as error:
                self._pause(path, left, error)
            else:
                if len(content) > largest_bytes:
                    raise Unreachable(f"{self.address(path)} has more than {largest_bytes:,} bytes.")
                return content
        raise AssertionError("the last try raises")

    def download(self, path: str, size_bytes: int, target: Path, progress: Progress) -> None:
        """Download a file to ``target``, going on with what is there of it.

        :param size_bytes: what it must have.
        :raises Unreachable: if it cannot be had, or has another size; what has come stays.
        :raises OSError: if it cannot be written.
        """
        left = _TRIES
        with target.open("ab") as file:
            hand_over(file.fileno(), target.parent)
            if _size_bytes(file) > size_bytes:
                file.truncate(0)
            while (before := _size_bytes(file)) < size_bytes:
                try:
                    self._go_on(path, size_bytes, file, progress)
                except _Broken as error:
                    left = _TRIES if _size_bytes(file) > before else left - 1
                    self._pause(path, left, error)
            os.fsync(file.fileno())

    def _go_on(self, path: str, size_bytes: int, file: BinaryIO, progress: Progress) -> None:
        """Add what is missing to a file, or write all of it where the server sends all of it.

        :raises _Broken: if the connection breaks before the end.
        """
        with self._answer(path, _size_bytes(file)) as answer:
            if _first_byte(answer) != _size_bytes(file):
                file.truncate(0)
            while block := _read(answer):
                if _size_bytes(file) + len(block) > size_bytes:
                    file.truncate(0)
                    said = f"the {size_bytes:,} bytes that the catalogue names"
                    raise Unreachable(f"{self.address(path)} has more than {said}.")
                file.write(block)
                progress(_size_bytes(file))
        if _size_bytes(file) < size_bytes:
            raise _Broken("the connection ended too early")

    @contextmanager
    def _answer(self, path: str, first_byte: int) -> Iterator[Any]:
        """Ask for a file from a byte on."""
        headers = {"User-Agent": "soleus"} | ({"Range": f"bytes={first_byte}-"} if first_byte else {})
        request = Request(self.address(path), headers=headers)  # noqa: S310 - https, or this machine
        try:
            answer = self._opener.open(request, timeout=_TIMEOUT_S)
        except HTTPError as error:
            error.close()
            said = f"it answered {error.code}"
            if error.code in _MAY_PASS or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _Broken(said) from error
            raise Unreachable(f"{self.address(path)} cannot be downloaded: {said}.") from error
        except _FAILURES as error:
            raise _Broken(_reason(error)) from error
        with answer:
            yield answer

    def _pause(self, path: str, left: int, error: Exception) -> None:
        """Wait before the next try.

        :raises Unreachable: if there is none left.
        """
        if not left:
            raise Unreachable(
                f"{self.address(path)} cannot be downloaded: {_reason(error)}. Is this machine connected to "
                "the internet? A voice can also be installed from files: soleus voices install FILE.onnx"
            ) from error
        time.sleep(self._pause_s)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _first_byte(answer: Any) -> int:
    """Return from which byte of the file on a server sends."""
    found = _RANGE.match(answer.headers.get("Content-Range", ""))
    return int(found[1]) if found and answer.status == HTTPStatus.PARTIAL_CONTENT else 0


def _read(answer: Any) -> bytes:
    """Return what comes next, empty at the end.

    :raises _Broken: if the connection breaks.
    """
    try:
        block: bytes = answer.read1(_BLOCK)
    except _FAILURES as error:
        raise _Broken(_reason(error)) from error
    return block


def _size_bytes(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _reason(error: Exception) -> str:
    """Return what went wrong, as the system says it."""
    reason = error.reason if isinstance(error, URLError) else error
    return str(getattr(reason, "strerror", None) or reason or type(reason).__name__).rstrip(".")
