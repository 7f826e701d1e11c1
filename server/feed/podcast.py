"""A podcast feed: RSS 2.0 with Apple's and Podcasting 2.0's elements, written by feedgenerator.

Rules: https://www.rssboard.org/rss-profile, https://podcasters.apple.com/support/823-podcast-requirements
and https://podcasting2.org/docs/podcast-namespace.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedgenerator

#: The type of a track's file, as Apple names it.
AUDIO_TYPE = "audio/x-m4a"
CHAPTERS_TYPE = "application/json+chapters"
FEED_TYPE = "application/rss+xml"
_NAMESPACES = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}
#: The date of an empty feed.
_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Show:
    """What a podcast app shows about the whole feed; all addresses are absolute."""

    title: str
    description: str
    author: str
    #: Of the feed itself.
    address: str
    #: Address of the page that it belongs to.
    page: str
    artwork: str


@dataclass(frozen=True, slots=True)
class Item:
    """A routine as an episode; all addresses are absolute."""

    #: Stays the same when the routine's doses change.
    guid: str
    title: str
    description: str
    page: str
    artwork: str
    audio: str
    #: Bytes of the audio, exactly.
    length_bytes: int
    duration_ms: int
    #: Address of its chapters in the format of Podcasting 2.0.
    chapters: str
    #: Milliseconds since 1970.
    published_ms: int


class _PodcastFeed(feedgenerator.Rss201rev2Feed):  # type: ignore[misc] # feedgenerator has no types
    """The library's RSS with the elements of two more namespaces."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **_NAMESPACES}

    def latest_post_date(self) -> datetime:
        """Return the newest episode's date; the library returns the present time for an empty feed."""
        return max((item["pubdate"] for item in self.items), default=_NEVER)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        show: Show = self.feed["show"]
        handler.addQuickElement("itunes:author", show.author)
        handler.addQuickElement("itunes:image", None, {"href": show.artwork})
        handler.startElement("itunes:category", {"text": "Health & Fitness"})
        handler.addQuickElement("itunes:category", None, {"text": "Fitness"})
        handler.endElement("itunes:category")
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:type", "episodic")
        handler.addQuickElement("itunes:block", "Yes")  # no directory may list it

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        episode: Item = item["episode"]
        handler.addQuickElement("itunes:duration", str(round(episode.duration_ms / 1000)))
        handler.addQuickElement("itunes:image", None, {"href": episode.artwork})
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:episodeType", "full")
        handler.addQuickElement("podcast:chapters", None, {"url": episode.chapters, "type": CHAPTERS_TYPE})


def rss_document(show: Show, items: Sequence[Item]) -> bytes:
    """Return the feed as XML; the same inputs give the same bytes."""
    feed = _PodcastFeed(
        title=show.title,
        link=show.page,
        description=show.description,
        language="en",
        feed_url=show.address,
        show=show,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.page,
            description=item.description,
            unique_id=item.guid,
            unique_id_is_permalink=False,
            pubdate=datetime.fromtimestamp(item.published_ms / 1000, UTC),
            enclosures=[feedgenerator.Enclosure(item.audio, str(item.length_bytes), AUDIO_TYPE)],
            episode=item,
        )
    written = io.StringIO()
    feed.write(written, "utf-8")
    return written.getvalue().encode()
