"""What rules look at: the feed as far as it was read, its elements and what is kept of its items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, TypeVar

from podfeed.lazily import dataclass
from podfeed.rules.element import LIVE, Node
from podfeed.rules.item import Item
from podfeed.rules.markup import Markup, read_markup

_Value = TypeVar("_Value")

__all__ = ["LISTS", "LIVE", "MEDIUMS", "NOTES", "Feed", "Item", "Node"]


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
    compared: bool = True  # with another feed, for which its notes get digests
    known: Mapping[str, Markup] = field(default_factory=dict)  # what is known of notes, by their text
    root: Node = field(default_factory=lambda: Node("rss", "rss", {}, "", 0))
    _html: tuple[int, list[tuple[Node, Markup]]] = (-1, [])
    _once: dict[tuple[str, int], Any] = field(default_factory=dict)

    def html(self, item: Node) -> list[tuple[Node, Markup]]:
        """Return the notes of an item that hold HTML, each with what there is in it; several rules ask for it."""
        start, found = self._html
        if start != item.start:
            notes = [child for child in item.children if child.name in _NOTES and "<" in child.text]
            looked = [(child, self.known.get(child.text) or read_markup(child.text)) for child in notes]
            found = [(child, markup) for child, markup in looked if markup.any]
            self._html = item.start, found
        return found

    def forget(self) -> None:
        """Let go of the notes of the item before."""
        self._html = -1, []

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
        return self.once("by age", self._oldest_first)

    def _oldest_first(self) -> list[Item]:
        oldest = datetime.min.replace(tzinfo=UTC)
        last_first = self.items[::-1]  # of one second, that which stands later is the older
        return sorted(last_first, key=lambda item: item.when or oldest)

    def once(self, name: str, make: Callable[[], _Value]) -> _Value:
        """Return what several rules ask of all items, which is worked out for the first of them."""
        key = name, len(self.items)
        if key not in self._once:
            self._once[key] = make()
        found: _Value = self._once[key]
        return found

    @property
    def full(self) -> list[Item]:
        """The episodes that are neither trailers nor extras nor live."""
        return self.once(
            "full", lambda: [item for item in self.items if item.type == "full" and not item.live]
        )

    def rel(self, name: str) -> list[Node]:
        """Return the channel's ``atom:link`` elements of a relation."""
        return [node for node in self.channel.all("atom:link") if (node.get("rel") or "alternate") == name]

    @property
    def self_url(self) -> str:
        """The feed's own address as it says it, or nothing."""
        links = self.rel("self")
        return links[0].get("href") if links else ""


NOTES = ("description", "content:encoded", "itunes:summary")
_NOTES = frozenset(NOTES)
MEDIUMS = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
LISTS = frozenset(f"{medium}L" for medium in MEDIUMS)
