"""What rules look at: an element of a feed with its place, and the feed as far as it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime

from podfeed.lazily import dataclass
from podfeed.rules.markup import Markup, read_markup

LIVE = "podcast:liveItem"
_NONE: tuple[int, dict[str, list[Node]]] = (0, {})


class Node:
    """An element: its name with the customary prefix, its attributes, its text and its children.

    ``inside`` is the name of the element around it, ``start`` and ``end`` are the offsets of its tags in
    the bytes of the file.
    """

    __slots__ = ("_named", "attrs", "children", "end", "inside", "name", "raw", "start", "text")

    def __init__(self, name: str, raw: str, attrs: dict[str, str], inside: str, start: int) -> None:
        self.name = name
        self.raw = raw
        self.attrs = attrs
        self.inside = inside
        self.start = start
        self.end = start
        self.text = ""
        self.children: list[Node] = []
        self._named: tuple[int, dict[str, list[Node]]] = _NONE

    def named(self) -> dict[str, list[Node]]:
        """Return the children by their names, sorted once: rules ask for them hundreds of times."""
        count, named = self._named
        if count != len(self.children):
            named = {}
            for child in self.children:
                named.setdefault(child.name, []).append(child)
            self._named = len(self.children), named
        return named

    @property
    def value(self) -> str:
        """The text without the space around it."""
        return self.text.strip()

    def get(self, name: str) -> str:
        """Return an attribute without the space around it; one that is absent is empty."""
        return self.attrs.get(name, "").strip()

    def first(self, name: str) -> Node | None:
        """Return the first child of a name."""
        found = self.named().get(name)
        return found[0] if found else None

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return self.named().get(name, [])

    def said(self, name: str) -> str:
        """Return the text of the first child of a name, or nothing."""
        child = self.first(name)
        return child.value if child is not None else ""

    def lacks(self, name: str) -> bool:
        """Say whether no child of a name holds anything."""
        found = self.named().get(name)
        return found is None or not any(child.children or child.text.strip() for child in found)

    def walk(self) -> Iterator[Node]:
        """Yield the elements below, in the order of the file."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.walk()


@dataclass(slots=True)
class Item:
    """What is kept of an item when its element is let go: what rules about the whole feed compare."""

    node: Node  # without children
    title: Node | None = None
    guid: Node | None = None
    date: Node | None = None
    enclosure: Node | None = None
    link: str = ""
    image: Node | None = None
    explicit: Node | None = None
    season: Node | None = None
    episode: Node | None = None
    podcast_season: Node | None = None
    duration: Node | None = None
    live: bool = False
    type: str = "full"
    when: datetime | None = None
    seconds: float | None = None
    people: frozenset[str] = frozenset()
    block: bool = False
    ai: bool = False
    trailer: bool = False
    text: str = ""  # how the notes begin
    notes: str = ""  # a digest of the notes
    value: frozenset[str] = frozenset()
    chat: tuple[tuple[str, str], ...] = ()
    chapters: tuple[float | None, ...] = ()  # the times of those that stand in the feed, in seconds
    files: tuple[Node, ...] = ()  # transcripts, chapters and other versions of the media

    @property
    def number(self) -> int | None:
        """The episode's number, where it is one."""
        return int(self.episode.value) if self.episode and self.episode.value.isdecimal() else None

    @property
    def season_number(self) -> int | None:
        """The season's number, where it is one."""
        return int(self.season.value) if self.season and self.season.value.isdecimal() else None


@dataclass(slots=True)
class Feed:
    """A feed in the making: what is known of it before, and what was read so far."""

    name: str = "feed.xml"
    data: bytes = b""
    size: int = 0  # of the whole, where not all of it is in `data`
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    profiles: frozenset[str] = frozenset()
    channel: Node = field(default_factory=lambda: Node("channel", "channel", {}, "rss", 0))
    items: list[Item] = field(default_factory=list)
    declared: dict[str, tuple[str, int]] = field(default_factory=dict)  # prefix: (URI, offset)
    used: set[str] = field(default_factory=set)  # prefixes as written
    podcast_tags: set[str] = field(default_factory=set)
    html_notes: bool = False
    root: Node = field(default_factory=lambda: Node("rss", "rss", {}, "", 0))
    _markup: dict[int, Markup] = field(default_factory=dict)
    _html: dict[int, list[tuple[Node, Markup]]] = field(default_factory=dict)

    def markup(self, node: Node) -> Markup:
        """Return what the HTML in the text of an element holds, which several rules look at."""
        found = self._markup.get(node.start)
        if found is None:
            found = self._markup[node.start] = read_markup(node.text)
        return found

    def forget(self) -> None:
        """Let go of the notes of the item before."""
        self._markup.clear()
        self._html.clear()

    def html(self, item: Node) -> list[tuple[Node, Markup]]:
        """Return the notes of an item that hold HTML, each with what there is in it."""
        found = self._html.get(item.start)
        if found is None:
            notes = [child for child in item.children if child.name in NOTES and "<" in child.text]
            looked = [(child, self.markup(child)) for child in notes]
            found = self._html[item.start] = [(child, markup) for child, markup in looked if markup.names]
        return found

    @property
    def medium(self) -> str:
        """The ``podcast:medium``, which is podcast where it is not said."""
        return self.channel.said("podcast:medium") or "podcast"

    @property
    def is_list(self) -> bool:
        """Say whether it is a feed of pointers to others, which holds no items."""
        return self.medium in LISTS or self.medium == "mixed"

    def by_age(self) -> list[Item]:
        """Return the items, the oldest first: of two that are alike, the newer is told."""
        oldest = datetime.min.replace(tzinfo=UTC)
        last_first = self.items[::-1]  # of one second, that which stands later is the older
        return sorted(last_first, key=lambda item: item.when or oldest)

    @property
    def full(self) -> list[Item]:
        """The episodes that are neither trailers nor extras nor live."""
        return [item for item in self.items if item.type == "full" and not item.live]

    def rel(self, name: str) -> list[Node]:
        """Return the channel's ``atom:link`` elements of a relation."""
        return [node for node in self.channel.all("atom:link") if (node.get("rel") or "alternate") == name]

    @property
    def self_url(self) -> str:
        """The feed's own address as it says it, or nothing."""
        links = self.rel("self")
        return links[0].get("href") if links else ""


NOTES = ("description", "content:encoded", "itunes:summary")
MEDIUMS = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
LISTS = frozenset(f"{medium}L" for medium in MEDIUMS)
