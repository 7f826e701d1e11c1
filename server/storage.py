"""Content that several machines need: a bucket of an S3 service, or a folder that all of them reach."""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, NamedTuple

from cachetools import TTLCache

from server.errors import SoleusError, needs_extra

#: Seconds for a connection and for an answer; how often is tried again, and for how many seconds in all. A
#: person waits meanwhile.
_CONNECT_S, _ANSWER_S, _TRIES, _TRYING_S = 2, 10, 2, 6
#: Contents that a process knows to have put, and seconds for which it need not put them again.
_MOST_PUT, _PUT_S = 100_000, 6 * 3600
#: How addresses of storages begin.
KINDS: Final = ("s3://", "file://")
#: What a service's error says in short: its code and message, or what is before the source of it.
_CODE: Final = re.compile(r"<Code>(\w+)</Code>(?:.*?<Message>([^<]*)</Message>)?", re.DOTALL)


class StorageUnusable(SoleusError):
    """The storage does not answer, or refuses."""

    status = 503
    retry_after_s = 5


class StoredObject(NamedTuple):
    """What is known of a content without reading it."""

    name: str
    #: When it was last put, seconds since 1970.
    put_s: float


class Storage:
    """Contents by their names. Safe to use from many threads, but never before a process forks.

    What has once been asked for over the network belongs to a process: in a child that it forks later, the
    next request waits for ever.

    :param url: ``s3://bucket/prefix``, or ``file:///folder``. For S3, the service's address, region and keys
        are those of the usual variables: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and so on.
    :raises StorageUnusable: if the address cannot be used, or the extra ``scale`` is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            import obstore
            from obstore.exceptions import BaseError
        except ImportError as error:
            raise StorageUnusable(needs_extra("storage_url", "scale")) from error
        self._library: Any = obstore
        self._errors: tuple[type[Exception], ...] = (BaseError, OSError, ValueError)
        self._url = url
        with self._in_words():
            self._store = obstore.store.from_url(url, **_options(url))

    @property
    def signs(self) -> bool:
        """Whether somebody can be given an address at which they fetch a content themselves."""
        return self._url.startswith("s3://")

    def check(self) -> None:
        """Put, read and delete something.

        :raises StorageUnusable: saying what is wrong, in one line.
        """
        name = f"checks/{secrets.token_hex(8)}"
        self.put(name, b"a check")
        if self.get(name) != b"a check":
            raise StorageUnusable(f"storage_url: {self._url} does not give back what was put into it.")
        self.delete([name])

    def put(self, name: str, content: bytes) -> None:
        """Keep a content; when this returns it is durable.

        :raises StorageUnusable: if it may not have been kept.
        """
        with self._in_words():
            self._library.put(self._store, name, content)

    def get(self, name: str) -> bytes | None:
        """Return a content; ``None`` if there is none.

        :raises StorageUnusable: if that cannot be found out.
        """
        with self._in_words():
            try:
                return bytes(self._library.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def delete(self, names: list[str]) -> None:
        """Delete contents; those that are not there are no error.

        :raises StorageUnusable: if some may not have been deleted.
        """
        with self._in_words():
            for name in names:
                try:
                    self._library.delete(self._store, name)
                except FileNotFoundError:
                    continue

    def below(self, folder: str) -> Iterator[StoredObject]:
        """Yield all contents whose names begin with that of a folder.

        :raises StorageUnusable: if they cannot be found out.
        """
        with self._in_words():
            for some in self._library.list(self._store, folder):
                for each in some:
                    yield StoredObject(each["path"], each["last_modified"].timestamp())

    def address_of(self, name: str, seconds: int) -> str:
        """Return an address at which anybody can fetch a content for some seconds.

        :raises StorageUnusable: if there cannot be one, as for a folder.
        """
        with self._in_words():
            return str(self._library.sign(self._store, "GET", name, timedelta(seconds=seconds)))

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise StorageUnusable(f"storage_url: {self._url} cannot be used: {_reason(error)}") from error


class UnchangingContents:
    """Puts contents that never change, each again only after a while. Safe to use from many threads.

    What is deleted or expires by age in the storage must stay there for longer than that.
    """

    def __init__(self, storage: Storage) -> None:
        #: Where they are put.
        self.storage = storage
        self._put: TTLCache[str, bool] = TTLCache(_MOST_PUT, _PUT_S)
        self._lock = threading.Lock()

    def is_due(self, name: str) -> bool:
        """Tell whether this process has not put a content lately."""
        with self._lock:
            return name not in self._put

    def put(self, name: str, content: bytes) -> None:
        """Put a content, as :meth:`Storage.put` does."""
        self.storage.put(name, content)
        with self._lock:
            self._put[name] = True


def _options(url: str) -> dict[str, Any]:
    if not url.startswith("s3://"):
        return {"mkdir": True}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    # A service without a certificate is one in the same house; what is sent to it is signed all the same.
    plain = {"allow_http": True} if endpoint.startswith("http://") else {}
    return {
        "client_options": {"connect_timeout": f"{_CONNECT_S}s", "timeout": f"{_ANSWER_S}s", **plain},
        "retry_config": {"max_retries": _TRIES, "retry_timeout": timedelta(seconds=_TRYING_S)},
        **({"config": {"endpoint": endpoint}} if endpoint else {}),
    }


def _reason(error: Exception) -> str:
    """Return what is wrong in one line."""
    code = _CODE.search(str(error))
    if code:
        return f"{code[1]}: {code[2]}" if code[2] else code[1]
    return " ".join(str(error).partition("\n\n")[0].split())
