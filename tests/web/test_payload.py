"""What a phone on a bad network has to fetch before it shows something."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

#: Over the wire, for home with all that it links to, drawings aside.
MOST_BYTES = 60_000
#: Requests that must be answered before anything is painted.
MOST_BLOCKING = 3
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def test_home_and_all_it_links_to_is_small(client: FlaskClient) -> None:
    page = client.get("/").text
    links = {"/", *re.findall(r"/static/[^\"#]+", page)}
    sizes = {link: len(client.get(link, headers=BROWSER, buffered=True).data) for link in links}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_few_requests_block_the_first_paint(client: FlaskClient) -> None:
    page = client.get("/").text
    styles = re.findall(r'<link rel="stylesheet"', page)
    scripts = re.findall(r"<script (?![^>]*(?:defer|async|type=\"module\"))", page)
    assert len(styles) + len(scripts) <= MOST_BLOCKING


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_compressed_page_is_for_those_who_read_it(client: FlaskClient, encoding: str) -> None:
    answer = client.get("/", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in client.get("/").headers
