"""What a backup is: a zip with a manifest that names every other file in it, its size and its digest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.config import RECORDED
from server.errors import BadInput
from server.services.user_files import ROUTINES
from server.voice.pronunciation import FILE_NAME

#: Of backups; raised when an older Soleus could not restore a newer one's.
FORMAT = 2
MANIFEST = "soleus-backup.json"
DATABASE = "soleus.db"
#: Signs the cookies of paired devices.
KEY = "secret.key"
SETTINGS = "soleus.toml"
#: How words are said, as a house has it.
PRONUNCIATION = FILE_NAME
#: The folder of what was spoken and handed out.
RECORDINGS = "recordings"
#: The folder of daily backups in the data folder; no backup holds it.
BACKUPS = "backups"
#: Files that hold secrets; only their owner may read them.
SECRET = frozenset({DATABASE, KEY, SETTINGS})
#: The files and folders that a backup may hold.
_FOLDERS = frozenset({ROUTINES, RECORDINGS, RECORDED})
_TOPS = SECRET | _FOLDERS | {PRONUNCIATION}
#: Bytes of a manifest that are read: some hundred thousand files.
_LARGEST_MANIFEST = 64_000_000


class Member(BaseModel):
    """A file in a backup."""

    model_config = ConfigDict(frozen=True)

    #: Its path below the data folder, with slashes.
    name: str
    bytes: int = Field(ge=0)
    sha256: str

    @classmethod
    def of(cls, path: Path, name: str) -> Member:
        """Describe a file that does not change, without taking it into memory."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(name=name, bytes=path.stat().st_size, sha256=digest)

    @property
    def top(self) -> str:
        """The file or folder of the data folder that it is, or is in."""
        return Path(self.name).parts[0]


class Manifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True)

    format: int
    #: The release that made it.
    soleus: str
    #: When it was made, milliseconds since 1970.
    made_ms: int
    #: Whether recordings were taken along.
    recordings: bool
    members: tuple[Member, ...]

    @property
    def tops(self) -> tuple[str, ...]:
        """What it puts into a data folder, the database last: until that is there, nothing is complete."""
        return tuple(sorted({member.top for member in self.members}, key=lambda top: (top == DATABASE, top)))

    @property
    def bytes(self) -> int:
        """How large all its files are together."""
        return sum(member.bytes for member in self.members)

    def count(self, folder: str) -> int:
        """Return how many files are directly in a folder."""
        return sum(Path(member.name).parent == Path(folder) for member in self.members)


def manifest_of(archive: ZipFile) -> Manifest:
    """Read and check the manifest of a backup.

    :raises BadInput: if this is no backup, or one that must not be restored.
    """
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise BadInput("Its list of files is too long.")
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, BadZipFile, ValidationError) as error:
        raise BadInput("This is not a backup of Soleus.") from error
    if manifest.format > FORMAT:
        raise BadInput(f"This backup is from a newer Soleus ({manifest.soleus}). Update Soleus first.")
    names = [member.name for member in manifest.members]
    unsafe = next((name for name in names if not _is_safe(name)), None)
    if unsafe is not None:
        raise BadInput(f"This backup holds a file that belongs nowhere in a data folder: {unsafe!r}.")
    if sorted(archive.namelist()) != sorted([MANIFEST, *names]) or DATABASE not in names:
        raise BadInput("This backup is damaged: it does not hold the files that it lists.")
    return manifest


def _is_safe(name: str) -> bool:
    """Tell whether a file may be written by this name: below the data folder, and only where it belongs."""
    path = Path(name)
    if not name or path.anchor or ".." in path.parts or path.as_posix() != name:
        return False
    folder = path.parts[0] in _FOLDERS
    return path.parts[0] in _TOPS and folder == (len(path.parts) > 1)
