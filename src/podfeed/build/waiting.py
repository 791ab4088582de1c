"""What a run makes of posts, on its way to the feed and to the cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import NamedTuple

from podfeed.build.bundles import Bundle, room_of
from podfeed.build.card import Card
from podfeed.build.packing import Plain, packed_trace
from podfeed.build.spool import Spool
from podfeed.cache import dumped, loaded
from podfeed.lazily import dataclass
from podfeed.looking import Trace

_LENGTH = 4  # bytes that say how long what follows is


class Made(NamedTuple):
    """Cards that were made together, and where their bundle waits."""

    cards: list[Card]
    start: int
    sizes: tuple[int, int]  # of the cards, and of what the rules say of their items


@dataclass(slots=True)
class Waiting:
    """The bundles of a run, and the items in them."""

    made: list[Made] = field(default_factory=list)
    _spool: Spool = field(default_factory=Spool)

    def put(self, bundle: Bundle, cards: list[Card]) -> None:
        """Let a bundle wait, and note where the items of its cards are."""
        start = self._spool.put(b"".join((bundle.cards, bundle.pieces, bundle.items)))
        sizes = len(bundle.cards), len(bundle.pieces)
        self.made.append(Made(cards, start, sizes))
        where = start + sum(sizes)
        for card in cards:
            if card.has_item:
                card.waits = where
                where += room_of(card.size)

    def bundle(self, made: Made) -> tuple[bytes, bytes]:
        """Return the cards of a bundle, and what the rules say of their items."""
        both = self._spool.get(made.start, sum(made.sizes))
        return both[: made.sizes[0]], both[made.sizes[0] :]

    def pieces(self) -> Iterator[bytes]:
        """Yield what the rules say of the items, bundle after bundle."""
        for _, start, (before, size) in self.made:
            yield self._spool.get(start + before, size)

    def kept_item(self, card: Card) -> bytes:
        """Return an item that was made in this run, behind its checksum."""
        return b"" if card.waits is None else self._spool.get(card.waits, room_of(card.size))

    def item(self, card: Card) -> bytes:
        """Return an item that was made in this run."""
        return card.item or b"" if card.waits is None else self.kept_item(card)[-card.size :]

    def put_trace(self, card: Card, trace: Trace) -> None:
        """Let wait what a card of the last run was made of: it is other now, and the same."""
        data = dumped(packed_trace(trace))
        card.waits = self._spool.put(len(data).to_bytes(_LENGTH, "big") + data)

    def trace(self, where: int) -> Plain:
        """Return what a card was made of."""
        size = int.from_bytes(self._spool.get(where, _LENGTH), "big")
        found: Plain = loaded(self._spool.get(where + _LENGTH, size))
        return found

    def close(self) -> None:
        """Let go of all of it."""
        self.made.clear()
        self._spool.close()
