"""A person's routines as a podcast: what the feed says, and the making of its episodes.

May use ``track`` and everything below it, but not ``store``.
"""

from server.feed.chapters import chapters_document
from server.feed.podcast import AUDIO_TYPE, CHAPTERS_TYPE, FEED_TYPE, Item, Show, rss_document
from server.feed.publishing import Publisher

__all__ = [
    "AUDIO_TYPE",
    "CHAPTERS_TYPE",
    "FEED_TYPE",
    "Item",
    "Publisher",
    "Show",
    "chapters_document",
    "rss_document",
]
