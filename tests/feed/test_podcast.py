from __future__ import annotations

import io
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import podcastparser
import pytest
from rss_parser import PodcastParser

from server.feed.podcast import Item, Show, rss_document

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://soleus.example.org"
SHOW = Show(
    title="Soleus, Anna & Jörg",
    description="Routines <with> hold times",
    author="Soleus",
    address=f"{HOME}/feeds/key.xml",
    page=f"{HOME}/",
    artwork=f"{HOME}/feeds/key/soleus.png",
)
CALF = Item(
    guid="soleus:1:calf",
    title="Calf & shin <both>",
    description="For the calf.\n\nStop if it hurts.",
    page=f"{HOME}/routines/calf",
    artwork=f"{HOME}/feeds/key/calf.png",
    audio=f"{HOME}/feeds/key/calf/0123.m4a",
    length_bytes=1_234_567,
    duration_ms=754_600,
    chapters=f"{HOME}/feeds/key/calf/0123.json",
    published_ms=1_767_225_600_000,
)
HIP = replace(
    CALF, guid="soleus:1:hip", audio=f"{HOME}/feeds/key/hip/4567.m4a", published_ms=1_767_312_000_000
)
FEED = rss_document(SHOW, [CALF, HIP])


def parsed(feed: bytes) -> Any:
    """Return what a podcast client understands of a feed."""
    return podcastparser.parse(SHOW.address, io.BytesIO(feed))


def rules_broken(feed: bytes) -> list[str]:
    """Return what of the RSS profile and of Apple's requirements a feed does not keep."""
    root = ElementTree.fromstring(feed)
    channel = root.find("channel")
    assert channel is not None
    items = channel.findall("item")
    broken = [
        f"{where.tag}: {name} {len(where.findall(name))} times"
        for where, names in [(channel, CHANNEL_ONCE), *((item, ITEM_ONCE) for item in items)]
        for name in names
        if len(where.findall(name)) != 1
    ]
    broken += [f"empty {each.tag}" for each in root.iter() if not (each.text or each.attrib or len(each))]
    addresses = [value for each in root.iter() for name, value in each.attrib.items() if name in LINKS]
    addresses += [each.text or "" for each in root.iter("link")]
    broken += [f"not absolute: {each}" for each in addresses if not urlsplit(each).netloc]
    for name in ("guid", "enclosure"):
        told = [(each.text, each.get("url")) for each in root.iter(name)]
        broken += [f"{name} twice"] if len(set(told)) != len(told) else []
    broken += [f"length {each.get('length')}" for each in root.iter("enclosure") if not length_is_right(each)]
    dates = [each.text or "" for name in ("pubDate", "lastBuildDate") for each in root.iter(name)]
    return broken + [f"date {each}" for each in dates if parsedate_to_datetime(each).tzinfo is None]


CHANNEL_ONCE = (
    *("title", "link", "description", "language", "lastBuildDate", f"{ATOM}link"),
    *(f"{ITUNES}{name}" for name in ("author", "image", "category", "explicit", "type", "block")),
)
ITEM_ONCE = (
    *("title", "link", "description", "pubDate", "guid", "enclosure"),
    *(f"{ITUNES}{name}" for name in ("duration", "image", "explicit", "episodeType")),
    f"{PODCAST}chapters",
)
LINKS = ("href", "url")


def length_is_right(enclosure: ElementTree.Element) -> bool:
    return int(enclosure.get("length", "0")) > 0 and enclosure.get("type") == "audio/x-m4a"


def text_of(feed: bytes, path: str) -> str | None:
    return ElementTree.fromstring(feed).findtext(path)


def test_the_rules_of_rss_and_apple_are_kept() -> None:
    assert rules_broken(FEED) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<language>en</language>", b""),
        (b'<guid isPermaLink="false">soleus:1:hip<', b'<guid isPermaLink="false">soleus:1:calf<'),
        (b'length="1234567"', b'length="0"'),
        (b'href="https://soleus.example.org/feeds/key/soleus.png"', b'href="/soleus.png"'),
        (b"<itunes:duration>755</itunes:duration>", b"<itunes:duration/>"),
    ],
)
def test_a_broken_rule_would_be_seen(old: bytes, new: bytes) -> None:
    assert old in FEED
    assert rules_broken(FEED.replace(old, new))


def test_a_validating_parser_takes_it_with_apples_elements() -> None:
    read: Any = PodcastParser.parse(FEED.decode())
    channel = read.channel.content
    assert channel.title.content == SHOW.title
    assert channel.itunes_block.content == "Yes"
    assert channel.itunes_explicit.content == "false"
    assert channel.itunes_image.attributes == {"href": SHOW.artwork}
    assert [each.attributes["text"] for each in channel.itunes_categories] == ["Health & Fitness"]
    calf, hip = (item.content for item in channel.items)
    assert calf.itunes_duration.content == "755"
    assert calf.pub_date.content < hip.pub_date.content
    assert calf.enclosures[0].attributes["length"] == "1234567"


def test_a_podcast_client_reads_the_show() -> None:
    show = parsed(FEED)
    assert show["title"] == SHOW.title
    assert show["link"] == SHOW.page
    assert show["cover_url"] == SHOW.artwork
    assert show["explicit"] is False
    assert show["language"] == "en"


def test_a_podcast_client_reads_an_episode() -> None:
    episode = next(each for each in parsed(FEED)["episodes"] if each["guid"] == CALF.guid)
    assert episode["title"] == CALF.title
    assert episode["total_time"] == 755
    assert episode["published"] * 1000 == CALF.published_ms
    assert episode["episode_art_url"] == CALF.artwork
    assert episode["link"] == CALF.page
    assert "Stop if it hurts." in episode["description"]
    assert episode["enclosures"] == [
        {"url": CALF.audio, "file_size": CALF.length_bytes, "mime_type": "audio/x-m4a"}
    ]


def test_chapters_are_named_by_the_address_that_the_specification_gives_its_elements() -> None:
    # podcastparser 0.6.11 knows only an older name of this namespace; apps must know this one.
    chapters = ElementTree.fromstring(FEED).find(f"channel/item/{PODCAST}chapters")
    assert chapters is not None
    assert chapters.attrib == {"url": CALF.chapters, "type": "application/json+chapters"}


def test_the_newest_episode_dates_the_feed() -> None:
    built = text_of(FEED, "channel/lastBuildDate")
    assert built == "Fri, 02 Jan 2026 00:00:00 +0000"


@pytest.mark.parametrize("items", [[], [CALF], [CALF, HIP]])
def test_the_same_episodes_give_the_same_bytes(items: list[Item]) -> None:
    assert rss_document(SHOW, items) == rss_document(SHOW, items)


def test_a_feed_without_episodes_is_a_feed() -> None:
    empty = rss_document(SHOW, [])
    assert rules_broken(empty) == []
    assert parsed(empty)["episodes"] == []
    assert text_of(empty, "channel/lastBuildDate") == "Thu, 01 Jan 1970 00:00:00 +0000"


@pytest.mark.parametrize("name", ["]]>", "&amp;", "<script>", "Wade – “left”", "日本語"])
def test_every_name_survives(name: str) -> None:
    feed = rss_document(replace(SHOW, title=name), [replace(CALF, title=name)])
    assert text_of(feed, "channel/title") == text_of(feed, "channel/item/title") == name
