"""An S3 service on this machine."""

from __future__ import annotations

import logging
import secrets
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.server import ThreadedMotoServer

#: Nobody's: any will do.
KEYS = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-nobodys",
    "AWS_REGION": "us-east-1",
}


class S3Service:
    """A service that keeps everything in memory; it can be stopped, and started again with what it had."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.port = int(self._server.get_host_and_port()[1])

    @property
    def environ(self) -> dict[str, str]:
        """The variables by which it is found."""
        return {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}"}

    def new_bucket(self) -> str:
        """Make an empty bucket, and return the address of a folder in it."""
        name = f"bucket-{secrets.token_hex(6)}"
        made = urllib.request.Request(f"http://127.0.0.1:{self.port}/{name}", method="PUT")
        urllib.request.urlopen(made).close()
        return f"s3://{name}/soleus"

    def stop(self) -> None:
        """Refuse all connections."""
        self._server.stop()

    def start(self) -> None:
        """Answer again, on the same port."""
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self._server.start()


@contextmanager
def s3_service() -> Iterator[S3Service]:
    """Run a service as long as the block lasts; this process finds it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for each request
    service = S3Service()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in service.environ.items():
            patch.setenv(name, value)
        yield service
    service.stop()
