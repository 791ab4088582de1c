"""A `Show` becomes RSS 2.0, through feedgen.

feedgen owns the envelope, which is RSS 2.0's own elements and how they are escaped; the tables write
everything else through its extension mechanism. Each item is made alone and sliced into the feed, so
that a feed can be written as a stream and an unchanged item need not be made again.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from podfeed import codec
from podfeed.model import Episode, Extra, Show
from podfeed.problems import BadValueError
from podfeed.tags import LIVE_ITEM, NAMESPACES, TAGS, tags_of
from podfeed.tags.spec import Tag

_NAMESPACES = {space.prefix: space.uri for space in NAMESPACES}
_ENCODED = f"{{{_NAMESPACES['content']}}}encoded"
_INDENT = "  "
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# feedgen refuses to write a channel without these, and a feed that was read may lack them.
_NEEDED = ("title", "link", "description")
# The order of the head of a channel; what the tables add follows, in the order of the tables. Live items
# come first of all, because some readers take their titles and links for the channel's.
_HEAD = (LIVE_ITEM.qname, "title", "link", "description", f"{{{_NAMESPACES['atom']}}}link", "language")


NAMESPACE_PREFIXES = frozenset(_NAMESPACES)


def used_by(owner: Any, parent: str) -> frozenset[str]:
    """Return the prefixes of the namespaces that a show, or an episode, needs."""
    return frozenset(
        prefix
        for prefix, names in _spaced_fields(parent)
        if any(getattr(owner, name) not in (None, (), False) for name in names)
        or any(_NAMESPACES[prefix] in extra.xml for extra in owner.extra)
    )


@cache
def _spaced_fields(parent: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields that need each namespace that is not always declared."""
    # Also of those without a field here: what the model keeps as XML may be of any.
    fields: dict[str, list[str]] = {space.prefix: [] for space in NAMESPACES if not space.always}
    for tag in TAGS:
        if tag.namespace is not None and not tag.namespace.always and parent in tag.parents:
            fields[tag.namespace.prefix].append(tag.field)
    return tuple((prefix, tuple(names)) for prefix, names in fields.items())


def used_namespaces(show: Show) -> frozenset[str]:
    """Return the prefixes that a feed needs, beside those that are always declared."""
    episodes = (used_by(each, "item") for each in (*show.episodes, *show.live_items))
    return used_by(show, "channel").union(*episodes)


def _declared(prefixes: Collection[str]) -> dict[str, str]:
    return {space.prefix: space.uri for space in NAMESPACES if space.always or space.prefix in prefixes}


class _Tables:
    """A feedgen extension that writes what the tables know of one object of the model."""

    def __init__(self, owner: Any, tags: Iterable[Tag], namespaces: Mapping[str, str]) -> None:
        self._owner = owner
        self._tags = tags
        self._namespaces = namespaces

    def extend_ns(self) -> Mapping[str, str]:
        return self._namespaces

    def extend_rss(self, element: Any) -> Any:
        parent = element if element.tag == "item" else element.find("channel")
        codec.write(self._owner, self._tags, parent, etree.SubElement)
        return element

    def extend_atom(self, element: Any) -> Any:
        return element


@cache
def _tables(parent: str) -> tuple[Tag, ...]:
    """Return the rows that feedgen does not write itself."""
    return tuple(tag for tag in tags_of(parent) if not tag.envelope)


def render(show: Show) -> bytes:
    """Return the show as an RSS 2.0 document in UTF-8, indented, ending in a line end."""
    return b"".join(render_parts(show, show.episodes))


def render_parts(show: Show, episodes: Iterable[Episode]) -> Iterator[bytes]:
    """Yield the document piece by piece: what precedes the items, each item, what follows them."""
    head, tail = envelope(show, used_namespaces(show))
    yield head
    for episode in episodes:
        yield render_item(episode)
    yield tail


# -- the channel


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
        partial(_Tables, show, _tables("channel"), _declared(prefixes)),
        None,
        atom=False,
        rss=True,
    )
    root = etree.fromstring(generator.rss_str())
    channel: Any = root.find("channel")
    _tidy(channel, show)
    etree.indent(root, _INDENT)
    for element, live in zip(channel.findall(LIVE_ITEM.qname), show.live_items, strict=True):
        _add_extra(element, live.extra, level=3)
    _add_extra(channel, show.extra, level=2)
    return _split(root, channel)


def _add_extra(parent: Any, extra: Iterable[Extra], *, level: int) -> None:
    """Append elements as they are, which indenting them would change, each on its own line."""
    for each in extra:
        element = _element(each)
        if len(parent):
            parent[-1].tail = "\n" + _INDENT * level
        else:
            parent.text = "\n" + _INDENT * level
        parent.append(element)
        element.tail = "\n" + _INDENT * (level - 1)


def _element(extra: Extra) -> Any:
    """Return an element that is kept as XML; what is none, or declares entities, is a `BadValueError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    try:
        element: Any = etree.fromstring(extra.xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise BadValueError(f"{extra.xml[:60]!r} is no XML element: {error.msg}") from error
    if element.getroottree().docinfo.doctype:
        raise BadValueError("an element of its own holds no declaration", hint="take out <!…>")
    return element


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
        channel[-1].tail = f"\n{_INDENT}"
    text: bytes = _DECLARATION + etree.tostring(root, encoding="UTF-8")
    if not len(channel):
        text = text.replace(b"<channel/>", b"<channel>\n  </channel>")
    head, end, tail = text.rpartition(b"  </channel>")
    return head, end + tail + b"\n"


# -- the items


def render_item(episode: Episode) -> bytes:
    """Return one ``<item>``, indented as it stands in the feed, with a line end."""
    item = _entry(episode).rss_entry()
    for name in ("title", "description"):
        element = item.find(name) if getattr(episode, name) is None else None
        if element is not None:
            item.remove(element)
    if episode.notes and "]]>" in episode.notes:
        item.replace(item.find(_ENCODED), _cdata_in_parts(episode.notes))
    return _skeleton.slice(item, episode)


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
        "podfeed", partial(_Tables, episode, _tables("item"), _NAMESPACES), atom=False, rss=True
    )
    return entry


def _cdata_in_parts(text: str) -> Any:
    """Return the element of notes that hold the end mark of CDATA: cut inside the mark, in two."""
    body = text.replace("]]>", "]]]]><![CDATA[>")
    space = _NAMESPACES["content"]
    source = f'<x:encoded xmlns:x="{space}"><![CDATA[{body}]]></x:encoded>'
    parser = etree.XMLParser(strip_cdata=False, resolve_entities=False, huge_tree=True)
    return etree.fromstring(source.encode(), parser)


class _Skeleton(threading.local):
    """What declares the namespaces around an item; each thread has its own, which is made once."""

    def __init__(self) -> None:
        self._root = etree.Element("rss", nsmap=_NAMESPACES)
        self._channel = etree.SubElement(self._root, "channel")
        whole = etree.tostring(self._root, encoding="UTF-8")
        self._before = len(whole) - len(b"/></rss>") + len(b">")
        self._behind = len(b"</channel></rss>")

    def slice(self, item: Any, episode: Episode) -> bytes:
        """Serialise an item inside, and cut it out."""
        channel = self._channel
        channel.append(item)
        try:
            etree.indent(item, _INDENT, level=2)
            _add_extra(item, episode.extra, level=3)
            text: bytes = etree.tostring(self._root, encoding="UTF-8")
        finally:
            channel.remove(item)
        return _INDENT.encode() * 2 + text[self._before : -self._behind] + b"\n"


_skeleton = _Skeleton()
