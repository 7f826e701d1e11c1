"""The peer of the load benchmarks: one Flask answer, on the server that Soleus runs on.

Run by ``bench_load`` as ``python -m tests.bench.bare_server PORT``.
"""

from __future__ import annotations

import sys

from flask import Flask

from server.cli.gateway import Gateway
from server.cli.granian_server import GranianServer
from server.cli.listening import listen
from server.cli.watched import SWITCH_S
from server.web import LARGEST_BYTES, MOST_BYTES


def load() -> Gateway:
    """Return an application that says ok."""
    sys.setswitchinterval(SWITCH_S)
    app = Flask("bare")
    app.get("/")(lambda: "ok")
    return Gateway(app, MOST_BYTES, LARGEST_BYTES)


if __name__ == "__main__":
    with listen("127.0.0.1", int(sys.argv[1])) as listener:
        GranianServer(listener).serve(target_loader=lambda *_: load(), wrap_loader=False)
