"""Start the given ``soleus`` command in an empty data folder and read its home page once."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request


def page(url: str, seconds: float = 60) -> str:
    """Return the page at ``url`` as soon as the server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:
                return str(answer.read().decode())
        except OSError:  # of which a refused connection is one
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> None:
    """Exit with an error unless the page names a routine and the server stops when asked."""
    with tempfile.TemporaryDirectory() as data:
        options = ["serve", "--host", "127.0.0.1", "--port", "8429", "--data", data, "--no-pairing"]
        with subprocess.Popen([sys.argv[1], *options]) as server:
            try:
                home = page("http://127.0.0.1:8429/")
            finally:
                server.terminate()
            status = server.wait(timeout=20)
    if "Plantar fasciitis" not in home:
        sys.exit(f"the home page does not name the routine:\n{home[:2000]}")
    if status:
        sys.exit(f"the server stopped with status {status}")
    print("the wheel serves its home page and stops cleanly")


if __name__ == "__main__":
    main()
