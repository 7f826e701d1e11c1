"""What Soleus keeps, in one database: rows in, frozen values out. The only package that knows SQL.

May use ``track`` and what is below it, but not ``feed``.
"""

from server.store.checking import examine_database
from server.store.database_errors import DatabaseBusy, DatabaseDamaged, DatabaseUnusable
from server.store.jobs import BACKGROUND, URGENT
from server.store.migrating import newest_revision
from server.store.owners import SetOwner
from server.store.read_cache import ReadCache
from server.store.redis_positions import RedisPositions, RedisUnusable
from server.store.snapshot import DatabaseContents, copy_database, look_into
from server.store.store import Store
from server.store.values import (
    About,
    Device,
    Document,
    Episode,
    PairedDevice,
    PairingCode,
    Person,
    Preferences,
    Sore,
    TrackOrigin,
)

__all__ = [
    "BACKGROUND",
    "URGENT",
    "About",
    "DatabaseBusy",
    "DatabaseContents",
    "DatabaseDamaged",
    "DatabaseUnusable",
    "Device",
    "Document",
    "Episode",
    "PairedDevice",
    "PairingCode",
    "Person",
    "Preferences",
    "ReadCache",
    "RedisPositions",
    "RedisUnusable",
    "SetOwner",
    "Sore",
    "Store",
    "TrackOrigin",
    "copy_database",
    "examine_database",
    "look_into",
    "newest_revision",
]
