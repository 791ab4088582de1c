"""An episode becomes an ``<item>`` through feedgen, sliced out of what declares its namespaces."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import partial
from typing import Any

from feedgen.entry import FeedEntry
from lxml import etree

from podfeed.model import Episode, Extra
from podfeed.write.tables import INDENT, SPACES, Tables, add_extra, tables

ENCODED = f"{{{SPACES['content']}}}encoded"


def by_feedgen(episode: Episode) -> bytes:
    """Return one ``<item>``, indented as it stands in the feed, with a line end."""
    return sliced(item_of(episode), episode.extra)


def item_of(episode: Episode) -> Any:
    """Return the element that feedgen makes of an episode."""
    item: Any = _entry(episode).rss_entry()
    for name in ("title", "description"):
        element = item.find(name) if getattr(episode, name) is None else None
        if element is not None:
            item.remove(element)
    if episode.notes and "]]>" in episode.notes:
        item.replace(item.find(ENCODED), _cdata_in_parts(episode.notes))
    return item


def sliced(item: Any, extra: Iterable[Extra] = ()) -> bytes:
    """Return an item as it stands in the feed, and in it the elements that are kept as XML."""
    return _skeleton.slice(item, extra)


def _entry(episode: Episode) -> Any:
    """Return the feedgen entry of an episode; a "-" stands where feedgen insists on a text."""
    entry = FeedEntry()
    entry.title(episode.title or "-")
    if episode.link:
        entry.link(href=episode.link)
    # With content alone feedgen would write it as the description.
    if episode.description or episode.notes:
        entry.description(episode.description or "-")
    if episode.notes:
        entry.content("-" if "]]>" in episode.notes else episode.notes, type="CDATA")
    if episode.guid:
        entry.guid(episode.guid, permalink=bool(episode.guid_is_permalink))
    if episode.tags:  # at once: feedgen goes through all again for each that is added
        entry.category([{"term": word} for word in episode.tags])
    if episode.enclosure:
        media = episode.enclosure
        entry.enclosure(media.url, str(media.length or 0), media.type)
    entry.register_extension(
        "podfeed", partial(Tables, episode, tables("item"), SPACES), atom=False, rss=True
    )
    return entry


def _cdata_in_parts(text: str) -> Any:
    """Return the element of notes that hold the end mark of CDATA: cut inside the mark, in two."""
    body = text.replace("]]>", "]]]]><![CDATA[>")
    space = SPACES["content"]
    source = f'<x:encoded xmlns:x="{space}"><![CDATA[{body}]]></x:encoded>'
    parser = etree.XMLParser(strip_cdata=False, resolve_entities=False, huge_tree=True)
    return etree.fromstring(source.encode(), parser)


class _Skeleton(threading.local):
    """What declares the namespaces around an item; each thread has its own, which is made once."""

    def __init__(self) -> None:
        self._root = etree.Element("rss", nsmap=SPACES)
        self._channel = etree.SubElement(self._root, "channel")
        whole = etree.tostring(self._root, encoding="UTF-8")
        self._before = len(whole) - len(b"/></rss>") + len(b">")
        self._behind = len(b"</channel></rss>")

    def slice(self, item: Any, extra: Iterable[Extra]) -> bytes:
        """Serialise an item inside, and cut it out."""
        channel = self._channel
        channel.append(item)
        try:
            etree.indent(item, INDENT, level=2)
            add_extra(item, extra, level=3)
            text: bytes = etree.tostring(self._root, encoding="UTF-8")
        finally:
            channel.remove(item)
        return INDENT.encode() * 2 + text[self._before : -self._behind] + b"\n"


_skeleton = _Skeleton()
