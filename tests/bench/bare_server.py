"""The peer of the load benchmarks: one Flask answer, on the server that Soleus runs on.

Run by ``bench_load`` as ``python -m tests.bench.bare_server PORT``.
"""

from __future__ import annotations

import sys

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels


def load() -> Flask:
    """Return an application that says ok."""
    app = Flask("bare")
    app.get("/")(lambda: "ok")
    return app


if __name__ == "__main__":
    Granian(
        "bare",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        log_level=LogLevels.error,
    ).serve(target_loader=lambda *_: load(), wrap_loader=False)
