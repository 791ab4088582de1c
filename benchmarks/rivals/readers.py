"""Read a feed with one library: readers.py (podfeed|podcastparser|feedparser|lxml) FEED [ITEMS]

Prints how many items there are. With ITEMS, their titles, enclosures and dates are written there as JSON,
which is not measured.
"""

from __future__ import annotations

import json
import sys
from calendar import timegm
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

# Title, enclosure's URL, seconds since 1970.
Item = tuple[str, str, int]
Reader = tuple[Sequence[Any], Callable[[Any], Item]]


def podfeed(feed: str) -> Reader:
    """Parse into a Show."""
    from podfeed import parse  # noqa: PLC0415 - the import of one library is in its figures, not in the others'

    def item(episode: Any) -> Item:
        return episode.title, episode.enclosure.url, stamp(episode.publish_date)

    return parse(feed).episodes, item


def podcastparser(feed: str) -> Reader:
    """Parse into podcastparser's dictionary."""
    from podcastparser import parse  # noqa: PLC0415

    def item(episode: Any) -> Item:
        return episode["title"], episode["enclosures"][0]["url"], episode["published"]

    with open(feed, "rb") as file:  # noqa: PTH123 - it is given an open file
        return parse("https://podcast.example.org/podcast.xml", file)["episodes"], item


def feedparser(feed: str) -> Reader:
    """Parse into feedparser's dictionary."""
    from feedparser import parse  # noqa: PLC0415

    def item(entry: Any) -> Item:
        return entry.title, entry.enclosures[0].href, timegm(entry.published_parsed)

    return parse(feed).entries, item


def lxml(feed: str) -> Reader:
    """Walk over every element, and make nothing of it."""
    from lxml import etree  # noqa: PLC0415

    def item(element: Any) -> Item:
        date = parsedate_to_datetime(element.findtext("pubDate"))
        return element.findtext("title"), element.find("enclosure").get("url"), stamp(date)

    root = etree.parse(feed, etree.XMLParser(huge_tree=True)).getroot()
    for element in root.iter():
        _ = element.tag, element.text, element.attrib
    return root.findall("channel/item"), item


def stamp(date: datetime) -> int:
    """Return a date in seconds since 1970."""
    return int(date.timestamp())


READERS = {reader.__name__: reader for reader in (podfeed, podcastparser, feedparser, lxml)}


def main(name: str, feed: str, target: str = "") -> None:
    """Read the feed."""
    found, item = READERS[name](feed)
    print(len(found))
    if target:
        Path(target).write_text(json.dumps([item(one) for one in found]), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in READERS:
        print(__doc__)
        sys.exit(0 if sys.argv[1:] == ["--help"] else 2)
    main(*sys.argv[1:])
