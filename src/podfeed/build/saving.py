"""What a run made is written into the cache: items each in a row of its own, cards some in a row."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from podfeed.build.bundles import Part, packed_together, unbundled
from podfeed.build.card import Card
from podfeed.build.packing import NAME
from podfeed.build.waiting import Made, Waiting
from podfeed.cache import sealed, unsealed
from podfeed.lazily import dataclass
from podfeed.looking import Folders

_BUCKET = 128  # posts in a row of cards, about

# The number of an item, and what is kept of its post.
_Row = tuple[int | None, Part]


def number_of_buckets(posts: int) -> int:
    """Return how many rows hold the cards: a power of two, so that it seldom changes."""
    return 1 << max(0, (posts // _BUCKET).bit_length())


def bucket_of(name: str, buckets: int) -> int:
    """Return in which of the rows the card of a post is."""
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % buckets


def save_items(base: sqlite3.Connection, show: int, cards: Sequence[Card], waiting: Waiting) -> None:
    """Write the items of this run, each with a number that none has had."""
    last = base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'items'").fetchone()
    for number, card in enumerate(cards, 1 + (last[0] if last else 0)):
        card.row = number
    rows = ((card.row, show, waiting.kept_item(card)) for card in cards)
    base.executemany("INSERT INTO items (id, show, value) VALUES (?, ?, ?)", rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Writes buckets anew: the cards of this run, and of the last those that were taken.

    ``before`` is the number of buckets as it was. Where it is another, what stood together is spread over
    several, or comes together.
    """

    base: sqlite3.Connection
    show: int
    before: int
    buckets: int
    waiting: Waiting
    folders: Folders
    away: Callable[[Any], Any]
    here: Callable[[Any], Any]

    def save(self, groups: Mapping[int, Sequence[Card]]) -> None:
        """Write some buckets, of which the cards are given."""
        made: dict[int, list[Made]] = {}
        for each in self.waiting.made:
            if not each.cards[0].passing:
                made.setdefault(bucket_of(each.cards[0].name, self.buckets), []).append(each)
        least = min(self.before or self.buckets, self.buckets)
        for rest in {bucket % least for bucket in groups}:
            kept: dict[str, _Row] = {}
            for bucket in range(rest, self.before, least):
                kept |= self._kept(bucket)
            for bucket in range(rest, self.buckets, least):
                if bucket in groups:
                    values = self._packed(groups[bucket], made.get(bucket, ()), kept)
                    query = "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?)"
                    self.base.execute(query, (self.show, bucket, *values))

    def _packed(
        self, cards: Sequence[Card], made: Sequence[Made], kept: Mapping[str, _Row]
    ) -> tuple[bytes, bytes, bytes]:
        """Return a row of cards: the numbers of their items, they themselves, and what the rules say."""
        if len(made) == 1 and len(made[0].cards) == len(cards) and not any(card.taken for card in cards):
            rows = [card.row for card in made[0].cards]
            return (sealed(tuple(rows)), *self.waiting.bundle(made[0]))
        new: dict[str, Part] = {}
        for each in made:
            names = [card.name for card in each.cards]
            new |= zip(names, unbundled(*self.waiting.bundle(each), self.here), strict=True)
        found: list[_Row] = []
        for card in cards:
            if not card.taken:
                found.append((card.row, new[card.name]))
            elif card.name in kept:  # else another run let go of it
                row, (data, trace, piece) = kept[card.name]
                trace = trace if card.waits is None else self.waiting.trace(card.waits)
                found.append((row, (data, trace, piece)))
        together = packed_together([part for _, part in found], self.folders, self.away)
        return (sealed(tuple([row for row, _ in found])), *together)

    def _kept(self, bucket: int) -> dict[str, _Row]:
        """Return what is kept of the posts of a bucket."""
        query = "SELECT rows, value, pieces FROM cards WHERE show = ? AND bucket = ?"
        found = self.base.execute(query, (self.show, bucket)).fetchone()
        if found is None:
            return {}
        rows, value, pieces = found
        parts = unbundled(value, pieces, self.here)
        return {part[0][NAME]: (row, part) for row, part in zip(unsealed(rows), parts, strict=True)}
