"""A real Caddy, as ``deploy`` sets it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.debian import found_or_installed, leave_out
from tests.helpers.running import free_port, listens, until

_CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
_PACKAGES = "caddy"


@contextmanager
def caddy(ports: Sequence[int]) -> Iterator[int]:
    """Run a proxy before nodes as long as the block lasts, and return its port; it speaks plain HTTP here.

    :param ports: of the nodes, on this machine.
    """
    program = found_or_installed(lambda: shutil.which("caddy"), _PACKAGES)
    if program is None:
        leave_out(f"Caddy is not installed ({_PACKAGES})")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="soleus-caddy-") as home:
        environ = {
            **os.environ,
            "HOST": f"http://127.0.0.1:{port}",
            "NODES": " ".join(f"127.0.0.1:{each}" for each in ports),
            "HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_CONFIG_HOME": home,
        }
        command = [program, "run", "--adapter", "caddyfile", "--config", str(_CADDYFILE)]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until(lambda: listens(port))
            yield port
        finally:
            process.terminate()
            process.wait()
