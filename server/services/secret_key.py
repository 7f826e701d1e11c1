"""The key that signs cookies."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from server.atomic_write import write_atomically
from server.errors import SoleusError
from server.permissions import reason_of
from server.private import close_file
from server.services.backup_format import KEY
from server.store import Store

#: Bytes of the key, and the fewest that are accepted.
_KEY_BYTES, _LEAST_KEY_BYTES = 48, 32


def secret_key(folder: Path, store: Store) -> bytes:
    """Return the key that all processes on one database share; it is made at the first start.

    :param folder: where one process has it, in a file that only its owner may read. Several begin with that
        one, if there is one.
    :raises SoleusError: if it cannot be read or made, or is damaged.
    """
    if not store.serves_many:
        return _key_in(folder / KEY)
    first = _key_in(folder / KEY) if (folder / KEY).exists() else secrets.token_bytes(_KEY_BYTES)
    return store.secret(KEY, first)


def _key_in(path: Path) -> bytes:
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster, and its key counts
                write_atomically(path, secrets.token_bytes(_KEY_BYTES), replace=False, mode=0o600)
        close_file(path)
        key = path.read_bytes()
    except OSError as error:
        reason = reason_of(error, path)
        raise SoleusError(f"{path}: the key that signs cookies cannot be read or made: {reason}") from error
    if len(key) < _LEAST_KEY_BYTES:
        raise SoleusError(
            f"{path}: the key that signs cookies is damaged. Take it from a backup; or delete it, and "
            "pair every phone again."
        )
    return key
