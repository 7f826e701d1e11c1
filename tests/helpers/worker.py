"""A real process that does jobs for nodes, as a person starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.helpers.running import family, until


class Worker:
    """``soleus worker`` with a disk of its own."""

    def __init__(self, data: Path, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "worker", "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **environ},
        )

    def line(self) -> str:
        """Return the line that it prints once it works."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def kill(self) -> None:
        """Kill it with all its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def end(self) -> int:
        """Let it end what it is at, and return the exit code."""
        children = family(self.process.pid)
        self.process.terminate()
        code = self.process.wait(60)
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
        self._close()
        return code

    def _close(self) -> None:
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
