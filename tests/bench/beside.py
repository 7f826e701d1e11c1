"""A module of the benchmark that runs in a process of its own, beside whatever happens meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Beside:
    """Runs ``python -m`` some module: what to do goes to it as JSON, and as JSON it prints the result.

    :param task: what to do.
    """

    def __init__(self, module: str, task: DataclassInstance) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", module], stdin=PIPE, stdout=PIPE, text=True)
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(task)))
        self._process.stdin.close()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def printed(self) -> Any:
        """Wait for its end, and return what it has printed."""
        assert self._process.stdout
        printed = json.loads(self._process.stdout.read())
        self._process.wait()
        return printed
