"""Whether feeds that different programs wrote hold the same items, read by a reader of none of them."""

from __future__ import annotations

import html
import re
import zlib
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse  # the feeds are our own

from benchmarks.measure import Stopped

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DURATION = "{http://www.itunes.com/dtds/podcast-1.0.dtd}duration"
TAGS = re.compile(r"<[^>]*>")
SHOWN = 3

# An item's link, title, date, enclosure's address and length, seconds, and a checksum of its notes' words.
Item = dict[str, str | int]


def items(feed: Path) -> dict[str, Item]:
    """Return the items of a feed by their links."""
    found: dict[str, Item] = {}
    for _, element in iterparse(feed):  # noqa: S314 - see above
        if element.tag == "item":
            item = read(element)
            if (link := str(item["link"])) in found:
                raise Stopped(f"{feed}: two items have the link {link}")
            found[link] = item
            element.clear()
    return found


def read(item: Element) -> Item:
    """Return what is compared of an item."""
    enclosure = item.find("enclosure")
    date = item.findtext("pubDate")
    notes = item.findtext(CONTENT)
    return {
        "link": item.findtext("link", "").strip(),
        "title": item.findtext("title", "").strip(),
        "date": parsedate_to_datetime(date).astimezone(UTC).isoformat() if date else "",
        "enclosure": enclosure.get("url", "") if enclosure is not None else "",
        "length": enclosure.get("length", "") if enclosure is not None else "",
        "duration": seconds(item.findtext(DURATION, "0")),
        "notes": zlib.crc32(" ".join(words(notes)).encode()) if notes else 0,
    }


def seconds(text: str) -> int:
    """Return the seconds of 3661 or 1:01:01."""
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def words(notes: str) -> list[str]:
    """Return the words of HTML; programs differ in blanks, ids and classes, which nobody reads."""
    return html.unescape(TAGS.sub(" ", notes)).split()


def hold_same(feeds: dict[str, dict[str, Item]]) -> str:
    """Return a sentence that says that all hold the same items, or raise Stopped with what differs."""
    (first, expected), *others = feeds.items()
    for name, found in others:
        if differences := list(compare(first, expected, name, found)):
            more = len(differences) - SHOWN
            shown = [*differences[:SHOWN], *([f"and {more} more"] if more > 0 else [])]
            raise Stopped(f"{name} and {first} did not make the same items:\n  " + "\n  ".join(shown))
    return f"{' and '.join(feeds)}: the same {len(expected)} items"


def compare(first: str, expected: dict[str, Item], name: str, found: dict[str, Item]) -> list[str]:
    """Return what differs, a sentence each."""
    told = [f"{link}: only {first} has it" for link in expected.keys() - found.keys()]
    told += [f"{link}: only {name} has it" for link in found.keys() - expected.keys()]
    for link in sorted(expected.keys() & found.keys()):
        told += [
            f"{link}: {key} is {found[link].get(key)!r} of {name}, {value!r} of {first}"
            for key, value in expected[link].items()
            if found[link].get(key) != value
        ]
    return sorted(told)
