"""What is kept of an item when its element is let go: what rules about the whole feed compare.

A feed may have a hundred thousand of them, so its elements stand in one text, and in one row of numbers
where they were; an element is made anew when a rule asks for it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime

from podfeed.rules.dates import judge
from podfeed.rules.element import LIVE, Node
from podfeed.rules.values import seconds

# The elements that are kept, of each the first. In the text they stand in this order, behind the item's own.
_KEPT = (
    "title guid enclosure itunes:image pubDate itunes:explicit itunes:season itunes:episode "
    "podcast:season itunes:duration"
).split()
_PLACE = {name: place for place, name in enumerate(_KEPT, 1)}
# What follows them: no elements, but what rules ask of some.
_LINK, _PEOPLE, _VALUE, _CHAT, _TEXT, _FILES = range(len(_KEPT) + 1, len(_KEPT) + 7)
_OF_FILES = ("podcast:transcript", "podcast:chapters", "podcast:alternateEnclosure")
_NOTES = ("description", "content:encoded", "itunes:summary", "itunes:subtitle")
_DIGITS = 1000  # more are no number to Python
_SPAN = struct.Struct("=II")
# Where it stands in the row where an element ends: nowhere, where there is none.
_ENDS = {name: slice(_SPAN.size * place + 4, _SPAN.size * (place + 1)) for name, place in _PLACE.items()}
_NOWHERE = bytes(4)
# Neither stands in XML, in no way of writing.
_BETWEEN, _WITHIN = "\2", "\1"


class Part(Node):
    """An element that is kept of an item: another object each time, which knows its item."""

    __slots__ = ("item",)
    item: Item


class Item:
    """What is kept of an item; its ``start`` and ``end`` are the offsets of its tags."""

    __slots__ = (
        "ai",
        "chapters",
        "end",
        "live",
        "notes",
        "number",
        "season_number",
        "seconds",
        "spans",
        "start",
        "texts",
        "type",
        "when",
    )
    texts: str
    spans: bytes  # begin and end of each element, from the item's start
    start: int
    end: int
    live: bool
    type: str
    number: int | None  # of the episode, where it is one
    season_number: int | None
    when: datetime | None
    seconds: float | None
    ai: bool
    chapters: tuple[float | None, ...]  # the times of those that stand in the feed, in seconds
    notes: str  # a digest of the notes

    @property
    def node(self) -> Part:
        """The item's element, without children."""
        return self._part(LIVE if self.live else "item", "channel", 0, self._told(0))

    def first(self, name: str) -> Part | None:
        """Return the first element of a name, where there is one."""
        place = _PLACE[name]
        told = self._told(place)
        return self._part(name, LIVE if self.live else "item", place, told) if told else None

    def said(self, name: str) -> str:
        """Return the text of the first element of a name, or nothing."""
        if self.spans[_ENDS[name]] == _NOWHERE:  # as in `has` and `_told`: of each item several are asked
            return ""
        place = _PLACE[name]
        return self.texts.split(_BETWEEN, place + 1)[place].split(_WITHIN, 2)[1].strip()

    def get(self, name: str, attr: str) -> str:
        """Return an attribute of the first element of a name, or nothing."""
        if self.spans[_ENDS[name]] == _NOWHERE:
            return ""
        place = _PLACE[name]
        told = self.texts.split(_BETWEEN, place + 1)[place].split(_WITHIN)
        names = told[2::2]
        return told[3 + 2 * names.index(attr)].strip() if attr in names else ""

    def has(self, name: str) -> bool:
        """Say whether there is an element of a name."""
        return self.spans[_ENDS[name]] != _NOWHERE

    @property
    def link(self) -> str:
        """The address of the episode's page."""
        return self._told(_LINK)

    @property
    def text(self) -> str:
        """How the notes begin, where something is said of who made them."""
        return self._told(_TEXT)

    @property
    def people(self) -> frozenset[str]:
        """The names of the people."""
        return frozenset(self._told(_PEOPLE).split(_WITHIN)[1:])

    @property
    def value(self) -> frozenset[str]:
        """The addresses of those who are paid."""
        return frozenset(self._told(_VALUE).split(_WITHIN)[1:])

    @property
    def chat(self) -> tuple[tuple[str, str], ...]:
        """The attributes of the chat."""
        told = self._told(_CHAT).split(_WITHIN)
        return tuple(zip(told[1::2], told[2::2], strict=True))

    @property
    def files(self) -> list[Part]:
        """Transcripts, chapters and other versions of the media."""
        found: list[Part] = []
        above: list[Part] = []
        for place, told in enumerate(self.texts.split(_BETWEEN)[_FILES:], len(_KEPT) + 1):
            depth, name, element = told.split(_WITHIN, 2)
            del above[int(depth) :]
            inside = above[-1].name if above else LIVE if self.live else "item"
            part = self._part(name, inside, place, element)
            (above[-1].children if above else found).append(part)
            above.append(part)
        return found

    def _told(self, place: int) -> str:
        return self.texts.split(_BETWEEN, place + 1)[place]

    def _part(self, name: str, inside: str, place: int, told: str) -> Part:
        raw, text, *pairs = told.split(_WITHIN)
        start, end = _SPAN.unpack_from(self.spans, place * _SPAN.size)
        attrs = dict(zip(pairs[::2], pairs[1::2], strict=True))
        part = Part(name, raw or name, attrs, inside, self.start + start)
        part.end, part.text, part.item = self.start + end, text, self
        return part


def doubles(items: Iterable[Item], key: Callable[[Item], Hashable | None]) -> Iterator[tuple[Item, Item]]:
    """Yield each item whose key an earlier one had, with the first that had it; no key, or an empty one, is none."""
    them = list(items)
    names = [hash(name) for name in map(key, them) if name is not None and name != ""]
    if len(set(names)) == len(names):  # as in most feeds: of a hundred thousand no name is held
        return
    seen: dict[Hashable, Item] = {}
    for item in them:
        name = key(item)
        if name is not None and name != "":
            first = seen.setdefault(name, item)
            if first is not item:
                yield item, first


def compact(node: Node, *, digest: bool = True) -> Item:
    """Return what is kept of an item; the digest of its notes is for those who compare feeds."""
    item = Item()
    item.start, item.end = node.start, node.end
    item.live = node.name == LIVE
    item.type = node.said("itunes:episodeType").lower() or "full"
    item.number, item.season_number = (
        _number(node.said("itunes:episode")),
        _number(node.said("itunes:season")),
    )
    date, duration = node.said("pubDate"), node.first("itunes:duration")
    item.when = judge(date).when if date else None
    item.seconds = seconds(duration.value) if duration else None
    item.chapters = tuple(
        [
            seconds(each.get("start"))
            for child in node.all("psc:chapters")
            for each in child.all("psc:chapter")
        ]
    )
    item.notes = _digest(node) if digest else ""
    txt = node.all("podcast:txt")
    item.ai = any(child.get("purpose").lower() == "ai-content" and child.value == "true" for child in txt)
    _pack(item, node)
    return item


def _pack(item: Item, node: Node) -> None:
    """Put what is kept of the elements into a text, and their places into numbers."""
    base, children, places = node.start, node.children, node.holds.places
    texts = [_text(node, "item", "")]
    spans = [0, node.end - base]
    for name in _KEPT:
        if name in places:
            child = children[places[name][0]]
            texts.append(_text(child, name, child.text))
            spans += (child.start - base, child.end - base)
        else:
            texts.append("")
            spans += (0, 0)
    texts += _more(node)
    if not places.keys().isdisjoint(_OF_FILES):
        for depth, child in _below(node.children, 0):
            texts.append(f"{depth}{_WITHIN}{child.name}{_WITHIN}{_text(child, child.name, child.text)}")
            spans += (child.start - base, child.end - base)
    item.texts = _BETWEEN.join(texts)
    item.spans = struct.pack(f"={len(spans)}I", *spans)


def _text(node: Node, name: str, text: str) -> str:
    raw = "" if node.raw == name else node.raw
    if not node.attrs:
        return f"{raw}{_WITHIN}{text}"
    pairs = [part for pair in node.attrs.items() for part in pair]
    return _WITHIN.join((raw, text, *pairs))


def _more(node: Node) -> Iterator[str]:
    """Yield what rules ask of elements that are not kept."""
    yield node.said("link")
    yield _listed([child.value for child in node.all("podcast:person")])
    values = node.all("podcast:value")
    yield _listed([each.get("address") for child in values for each in child.all("podcast:valueRecipient")])
    chat = node.first("podcast:chat")
    yield _listed([part for pair in sorted(chat.attrs.items()) for part in pair]) if chat else ""
    yield node.said("description")[:2000] if node.first("podcast:txt") else ""


def _listed(texts: list[str]) -> str:
    return _WITHIN + _WITHIN.join(texts) if texts else ""


def _below(nodes: Iterable[Node], depth: int) -> Iterator[tuple[int, Node]]:
    """Yield the elements of files and what is in them, each with its depth."""
    for node in nodes:
        if depth or node.name in _OF_FILES:
            yield depth, node
            if node.children:
                yield from _below(node.children, depth + 1)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < _DIGITS else None


def _digest(node: Node) -> str:
    """Return what tells other notes apart, in few bytes."""
    text = _BETWEEN.join([child.text for child in node.children if child.name in _NOTES])
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}-{len(text)}"
