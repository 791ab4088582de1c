"""The channel is written by a feedgen generator without entries, and cut where the items belong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from feedgen.feed import FeedGenerator
from lxml import etree

from podfeed.model import Show
from podfeed.tags import LIVE_ITEM, tags_of
from podfeed.write.tables import INDENT, SPACES, Tables, add_extra, declared, tables

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# feedgen refuses to write a channel without these, and a feed that was read may lack them.
_NEEDED = ("title", "link", "description")
# The order of the head of a channel; what the tables add follows, in the order of the tables. Live items
# come first of all, because some readers take their titles and links for the channel's.
_HEAD = (LIVE_ITEM.qname, "title", "link", "description", f"{{{SPACES['atom']}}}link", "language")


def envelope(show: Show, prefixes: Collection[str]) -> tuple[bytes, bytes]:
    """Return what stands before the first item and after the last; ``prefixes`` are those that items need."""
    generator = FeedGenerator()
    for name in _NEEDED:
        if name != "link":
            getattr(generator, name)(getattr(show, name) or "-")
    # feedgen takes the last link it hears of for <link>.
    if show.feed_url:
        generator.link(href=show.feed_url, rel="self", type="application/rss+xml")
    generator.link(href=show.link or "-", rel="alternate")
    for name, value in _simple(show):
        getattr(generator, name)(value)
    if show.tags:
        generator.category([{"term": word} for word in show.tags])
    generator.register_extension(
        "podfeed",
        partial(Tables, show, tables("channel"), declared(prefixes)),
        None,
        atom=False,
        rss=True,
    )
    root = etree.fromstring(generator.rss_str())
    channel: Any = root.find("channel")
    _tidy(channel, show)
    etree.indent(root, INDENT)
    for element, live in zip(channel.findall(LIVE_ITEM.qname), show.live_items, strict=True):
        add_extra(element, live.extra, level=3)
    add_extra(channel, show.extra, level=2)
    return _split(root, channel)


def _simple(show: Show) -> Iterator[tuple[str, str]]:
    """Yield the channel's plain elements: feedgen's method and the text."""
    for tag in tags_of("channel"):
        method = _METHODS.get(tag.name)
        value = getattr(show, tag.field)
        if tag.envelope and tag.namespace is None and method and value is not None:
            yield method, tag.kind.write(value)


_METHODS = {
    name: name for name in ("language", "copyright", "managingEditor", "webMaster", "generator", "docs")
}


def _tidy(channel: Any, show: Show) -> None:
    """Take out what feedgen added of itself, and bring the head of the channel into its order."""
    for name in _NEEDED:
        if getattr(show, name) is None:
            channel.remove(channel.find(name))
    channel.remove(channel.find("lastBuildDate"))  # feedgen's own: the time of the run
    for name in ("generator", "docs"):
        if getattr(show, name) is None:
            channel.remove(channel.find(name))
    for name in reversed(_HEAD):
        for element in reversed(channel.findall(name)):
            channel.insert(0, element)


def _split(root: Any, channel: Any) -> tuple[bytes, bytes]:
    """Serialise the channel without items and cut it where they belong."""
    if len(channel):
        channel[-1].tail = f"\n{INDENT}"
    text: bytes = _DECLARATION + etree.tostring(root, encoding="UTF-8")
    if not len(channel):
        text = text.replace(b"<channel/>", b"<channel>\n  </channel>")
    head, end, tail = text.rpartition(b"  </channel>")
    return head, end + tail + b"\n"
