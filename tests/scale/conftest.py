"""Several nodes on one database and one storage, as a club or a host runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.helpers.running import Running
from tests.helpers.s3 import S3Service
from tests.helpers.short_routine import write_short_routine

#: What speaks: quickly, as what it says is not the point here.
VOICE = "pyttsx3"
#: Starts a node with some more options, and returns it once it answers.
StartNode = Callable[..., Running]


@pytest.fixture
def storage_url(s3: S3Service) -> str:
    """The address of a folder in an empty bucket."""
    return s3.new_bucket()


@pytest.fixture
def start_node(database: str, s3: S3Service, storage_url: str, tmp_path: Path) -> Iterator[StartNode]:
    """Return a function that starts a node with a disk of its own; all share a database and a bucket."""
    environ = {
        **s3.environ,
        "SOLEUS_DATABASE_URL": database,
        "SOLEUS_STORAGE_URL": storage_url,
        "SOLEUS_VOICE_ENGINES": VOICE,
    }
    with ExitStack() as stack:

        def start(name: str, *options: str, port: int = 0, **more: str) -> Running:
            write_short_routine(tmp_path / name)
            node = Running(tmp_path / name, port, *options, environ={**environ, **more})
            stack.callback(_end, node)
            node.link()
            return node

        yield start


def _end(node: Running) -> None:
    if node.process.stdout and not node.process.stdout.closed:
        node.end()
