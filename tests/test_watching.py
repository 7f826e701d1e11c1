"""How the watching process behaves with a real server is in tests/cli/test_serve.py."""

from __future__ import annotations

import subprocess
import sys

#: What it may import beside Python's own modules.
OWN = {"server", "server.addresses", "server.output", "server.watching"}
#: What of Python takes most memory.
LARGE = {"asyncio", "email", "http.client", "logging", "multiprocessing", "ssl", "typing_extensions"}


def test_it_loads_little() -> None:
    command = [sys.executable, "-S", "-c", "import server.watching, sys; print(*sys.modules)"]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & LARGE
    foreign = {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names}
    assert foreign - {"__main__"} == OWN
