"""More voices for Piper: what its catalogue offers, how they are downloaded, installed and removed.

Only commands use it. May use ``voice.worker``, ``coach.lines``, ``audio`` and the base modules.
"""

from server.voice.catalogue.download import Source
from server.voice.catalogue.installing import Installer, licence_of, remove_voice
from server.voice.catalogue.offers import Offer, languages_of, offered, read_catalogue, unspoken
from server.voice.catalogue.origins import CatalogueOrigin, DiskOrigin

__all__ = [
    "CatalogueOrigin",
    "DiskOrigin",
    "Installer",
    "Offer",
    "Source",
    "languages_of",
    "licence_of",
    "offered",
    "read_catalogue",
    "remove_voice",
    "unspoken",
]
