"""A feed is held to the rules in pieces: its items apart, each where it was made, and then the whole.

What the rules say of an item depends on the item and the head of the channel alone, so that it can be
worked out by another process, and kept for the next run. The rules about the whole look at what is kept of
the items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter

from podfeed.check.drawn import Layout, layout_of
from podfeed.check.engine import FOLLOWS, FOLLOWS_THERE, MOST, PROFILES, Engine, Outcome, Told, demanders
from podfeed.check.scan import Scanner
from podfeed.check.tell import Choice
from podfeed.lazily import dataclass
from podfeed.rules.item import Part, compact
from podfeed.rules.markup import Markup
from podfeed.rules.node import Feed, Item, Node
from podfeed.write import Drawn

# What may silence another finding, or be silenced, is kept whether it is told or not.
_CAUSES = frozenset(FOLLOWS).union(*FOLLOWS_THERE.values())


_NO_ITEM = Item()  # stands for one that comes later


@dataclass(slots=True)
class Piece:
    """What the rules know of an item: what is kept of it, what was found, and what it adds to the feed."""

    item: Item
    told: list[Told] = field(default_factory=list)
    html_notes: bool = False
    podcast_tags: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()  # prefixes
    declared: tuple[tuple[str, str], ...] = ()  # prefixes of its own, and their addresses

    def keep(self, choice: Choice) -> None:
        """Let go of what is not asked for, and of the elements that nobody looks at again."""
        self.told = [_light(told) for told in self.told if _is_kept(told, choice)]


def _is_kept(told: Told, choice: Choice) -> bool:
    rule = told.rule.id
    return rule in _CAUSES or (choice.wants(rule) and choice.reaches(told.severity))


def _light(told: Told) -> Told:
    """Return a finding whose elements are without what is in them."""
    finding = told.finding
    node = finding.node if isinstance(finding.node, int) else _bare(finding.node)
    other = None if finding.other is None else _bare(finding.other)
    return replace(told, finding=replace(finding, node=node, other=other, fix=None))


def _bare(node: Node) -> Node:
    bare = Node(node.name, node.raw, {}, node.inside, node.start)
    bare.end = node.end
    return bare


class _Apart(Engine):
    """Looks at the items of a document, and at nothing else."""

    def __init__(self, feed: Feed, asked: frozenset[str] | None) -> None:
        super().__init__(feed, asked)
        self.pieces: list[Piece] = []

    def look(self, drawn: Sequence[tuple[Drawn, Layout]], head: bytes, tail: bytes) -> list[Piece]:
        """Look at items that were drawn, and need not be read."""
        feed = self.feed
        Scanner(feed, self.report, self._item).read()  # the channel, in which they stand
        self.pieces, self.told = [], []
        feed.data = b"".join([head, *(each.xml for each, _ in drawn), tail])
        base = len(head)
        for each, layout in drawn:
            self._look(layout.place(each, base), layout.used)
            base += len(each.xml)
        del self.generic  # as in a pass over a document
        return self.pieces

    def _item(self, node: Node) -> None:
        self._look(node, _prefixes(node))

    def _look(self, node: Node, used: frozenset[str]) -> None:
        feed = self.feed
        feed.podcast_tags, feed.html_notes = set(), False
        super()._item(node)
        declared = list(feed.declared.items())
        own = [(prefix, uri) for prefix, (uri, start) in declared if node.start <= start <= node.end]
        self.pieces.append(
            Piece(
                item=feed.items[-1],
                told=[told for told in self.told if told.finding.offset >= node.start],
                html_notes=feed.html_notes,
                podcast_tags=frozenset(feed.podcast_tags),
                used=used,
                declared=tuple(own),
            )
        )
        self.told = []
        for prefix, _ in own:
            del feed.declared[prefix]

    def _end(self, _scanner: Scanner) -> None:
        """Leave the channel to those who know the whole."""


def _prefixes(node: Node) -> frozenset[str]:
    """Return the prefixes of an element, of what is in it and of their attributes."""
    names = {node.raw, *node.attrs}
    _gather(node.children, names)
    return _of_names(frozenset(names))


def _gather(nodes: list[Node], names: set[str]) -> None:
    names.update([node.raw for node in nodes])
    for node in nodes:
        if node.attrs:
            names.update(node.attrs)
        if node.children:
            _gather(node.children, names)


@lru_cache(maxsize=500)
def _of_names(names: frozenset[str]) -> frozenset[str]:
    """Return the prefixes of names: most items have those of another."""
    return frozenset(name.partition(":")[0] for name in names if ":" in name)


def examine_apart(
    head: bytes,
    items: Sequence[bytes | Drawn],
    tail: bytes,
    *,
    profiles: Iterable[str] = PROFILES,
    now: datetime | None = None,
    known: Mapping[str, Markup] | None = None,
) -> list[Piece]:
    """Hold items to the rules, in the channel whose head and tail are given.

    ``known`` is what is known of the HTML of notes already, by their text.
    """
    chosen, clock = frozenset(profiles), now or datetime.now(UTC)
    drawn: list[tuple[Drawn, Layout]] = []
    others: list[bytes] = []
    is_drawn: list[bool] = []
    for item in items:
        layout = layout_of(item, head, tail) if isinstance(item, Drawn) else None
        is_drawn.append(layout is not None)
        if isinstance(item, Drawn) and layout is not None:
            drawn.append((item, layout))
        else:
            others.append(item.xml if isinstance(item, Drawn) else item)
    read = iter(_read(head, others, tail, chosen, clock) if others else ())
    looked: Iterator[Piece] = iter(())
    if drawn:
        feed = Feed(data=head + tail, now=clock, profiles=chosen, compared=False, known=known or {})
        looked = iter(_Apart(feed, demanders(chosen)).look(drawn, head, tail))
    return [next(looked if each else read) for each in is_drawn]


def _read(
    head: bytes, items: Sequence[bytes], tail: bytes, profiles: frozenset[str], now: datetime
) -> list[Piece]:
    found = _together(head, items, tail, profiles, now)
    if len(found) == len(items):
        return found
    # One of them ends the reading: let the others be read.
    return [piece for item in items for piece in _alone(head, item, tail, profiles, now)]


def _together(
    head: bytes, items: Sequence[bytes], tail: bytes, profiles: frozenset[str], now: datetime
) -> list[Piece]:
    data = b"".join((head, *items, tail))
    engine = _Apart(Feed(data=data, now=now, profiles=profiles, compared=False), demanders(profiles))
    engine.run()
    live = sum(piece.item.live for piece in engine.pieces)  # the channel's live items come first
    return engine.pieces[live:]


def _alone(head: bytes, item: bytes, tail: bytes, profiles: frozenset[str], now: datetime) -> list[Piece]:
    feed = Feed(data=b"".join((head, item, tail)), now=now, profiles=profiles, compared=False)
    engine = _Apart(feed, demanders(profiles))
    outcome = engine.run()
    found = [piece for piece in engine.pieces if not piece.item.live]
    return found[:1] or [Piece(item=compact(Node("item", "item", {}, "channel", 0)), told=outcome.told)]


class _InPieces(Outcome):
    """What was found in a feed whose items stand in no common document."""

    def number_of(self, node: Node, likely: int | None) -> int | None:
        item = node.item if isinstance(node, Part) else None
        return next((number for number, each in enumerate(self.feed.items) if each is item), likely)


class _Whole(Engine):
    """Looks at a channel whose items were looked at before."""

    outcome = _InPieces

    def __init__(
        self, feed: Feed, asked: frozenset[str] | None, pieces: Iterable[tuple[int, Piece]], count: int
    ) -> None:
        super().__init__(feed, asked)
        self.pieces = pieces
        self.count = count

    def _end(self, scanner: Scanner) -> None:
        feed = self.feed
        live = len(feed.items)
        feed.items += [_NO_ITEM] * self.count
        said: list[tuple[int, Piece]] = []  # what says more than most do
        for number, piece in self.pieces:
            feed.items[live + number] = piece.item
            feed.html_notes |= piece.html_notes
            feed.podcast_tags |= piece.podcast_tags
            feed.used |= piece.used
            if piece.told or piece.declared:
                said.append((live + number, piece))
        for number, piece in sorted(said, key=itemgetter(0)):
            for prefix, uri in piece.declared:
                feed.declared.setdefault(prefix, (uri, 0))
            for told in piece.told:
                told.item = number
                self.counts[told.rule.id] += 1
                if self.counts[told.rule.id] <= MOST:
                    self.told.append(told)
        super()._end(scanner)

    def where(self, told: Told) -> tuple[int, int]:
        return -1 if told.item is None else told.item, told.finding.offset

    def _silence(self) -> None:
        self._assign()
        super()._silence()

    def _assign(self) -> None:
        """Find the items of what was told about the whole: their elements stand in no common document."""
        numbers: dict[int, int] = {}
        for told in self.told:
            node = told.finding.node
            if told.item is None and isinstance(node, Part):
                numbers = numbers or {id(item): number for number, item in enumerate(self.feed.items)}
                told.item = numbers[id(node.item)]

    def _sort(self) -> None:
        self.told.sort(key=self.where)


def examine_whole(
    head: bytes,
    tail: bytes,
    pieces: Iterable[tuple[int, Piece]],
    count: int,
    *,
    size: int,
    profiles: Iterable[str] = PROFILES,
    now: datetime | None = None,
) -> Outcome:
    """Hold a feed of ``size`` bytes to the rules, whose items were looked at before.

    ``pieces`` are what was found of its ``count`` items, with their numbers, in any order.
    """
    chosen = frozenset(profiles)
    feed = Feed(data=head + tail, size=size, now=now or datetime.now(UTC), profiles=chosen)
    return _Whole(feed, demanders(chosen), pieces, count).run()
