"""What a machine may lack that Soleus needs, such as a container whose root is read-only."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.permissions import make_folder

#: The variable that names the folder for temporary files, to Python and to SQLite.
_VARIABLE: Final = "TMPDIR"


def find_room_for_temporary_files(data: Path) -> None:
    """Use the cache for temporary files where the system has no folder for them.

    :param data: the data folder; if there is none yet, nothing is made.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        if data.is_dir():
            with suppress(OSError):  # whoever needs a file then says what is wrong
                make_folder(data / "cache")
            os.environ[_VARIABLE] = str(data / "cache")
