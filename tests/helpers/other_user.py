"""A real second user of this machine, who runs a command of Soleus: ``python -m tests.helpers.other_user``.

Everything is imported before the user changes, as the interpreter itself may be closed to others.
"""

from __future__ import annotations

import codecs
import importlib
import os
import pkgutil
import pwd
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "nobody"
PROJECT = Path(__file__).parents[2]


def closed_to_others() -> str:
    """Return the folder around this project that other users cannot enter, such as a home; or nothing."""
    closed = (str(path) for path in (PROJECT, *PROJECT.parents) if not path.stat().st_mode & stat.S_IXOTH)
    return next(closed, "")


@contextmanager
def folder_of_other_user() -> Iterator[Path]:
    """Make a folder that belongs to another user, for as long as the ``with`` lasts."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root can act as two users, on Unix")
    if closed := closed_to_others():
        pytest.skip(f"other users cannot read this project, as {closed} is closed to them")
    with tempfile.TemporaryDirectory(prefix="soleus-") as name:
        Path(name).chmod(0o755)
        data = Path(name) / "data"
        data.mkdir(mode=0o700)
        own(data)
        yield data


def own(path: Path) -> None:
    """Let a file belong to the other user."""
    user = pwd.getpwnam(USER)
    os.chown(path, user.pw_uid, user.pw_gid)


def soleus_as_other_user(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Soleus as the other user."""
    return subprocess.run(
        [sys.executable, "-m", "tests.helpers.other_user", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def asked_by_other_user(code: str, folder: Path) -> str:
    """Run Python as the other user, with a folder at hand, and return all that it prints and logs.

    What it imports is imported before the user changes, as the interpreter may be closed to others.
    """
    imports = [line for line in code.splitlines() if line.startswith(("from ", "import "))]
    others = [line for line in code.splitlines() if line not in imports]
    begin = ["import sys, logging", "from pathlib import Path", "from tests.helpers.other_user import become"]
    set_up = ["become()", "folder = Path(sys.argv[1])", "logging.basicConfig(format='%(message)s')"]
    whole = "\n".join((*begin, *imports, *set_up, *others))
    ran = subprocess.run(
        [sys.executable, "-c", whole, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    return ran.stdout.strip()


def become() -> None:
    """Let this process be the other user's from now on."""
    user = pwd.getpwnam(USER)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def main() -> None:
    import server

    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "migrations" not in module.name and module.name != "server.__main__":
            importlib.import_module(module.name)
    for name in ("alembic.command", "alembic.config"):  # loaded only where something is to be migrated
        importlib.import_module(name)
    from server.cli import main as run
    from server.store import Store

    # What is loaded only when it is first needed: the encoding of files, and what makes a database.
    codecs.lookup("utf-8-sig")
    with tempfile.TemporaryDirectory() as folder:
        Store(f"sqlite:///{folder}/soleus.db").close()
    become()
    run()


if __name__ == "__main__":
    main()
