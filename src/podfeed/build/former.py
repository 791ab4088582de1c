"""The feed that the last run wrote: items that have not changed are copied out of it in long parts."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from podfeed.build.card import Card
from podfeed.lazily import dataclass
from podfeed.stamps import Stamp, read_while

_NUMBERS = "q"


class Former(NamedTuple):
    """A file that was a whole feed when it had a stamp: rows of its items in the cache, and their sizes."""

    path: str
    stamp: Stamp
    head: int  # bytes before the first item
    rows: bytes  # numbers of eight bytes, as are the sizes; 0 is that of an item without a row
    sizes: bytes

    def parts(self, rows: Sequence[int | None]) -> Iterator[tuple[slice, range | None]]:
        """Yield the items that are wanted in few parts; of those that it has, where they stand."""
        numbers = {row: number for number, row in enumerate(array(_NUMBERS, self.rows)) if row}
        starts = array(_NUMBERS, accumulate(array(_NUMBERS, self.sizes), initial=self.head))
        wanted = array(_NUMBERS, [-1 if row is None else numbers.get(row, -1) for row in rows])
        first = 0
        while first < len(wanted):
            there = wanted[first]
            step = 0 if there < 0 else 1
            last, follows = first + 1, there + step
            while last < len(wanted) and wanted[last] == follows:
                last, follows = last + 1, follows + step
            yield slice(first, last), range(starts[there], starts[follows]) if step else None
            first = last

    def read(self, where: range) -> Iterator[bytes]:
        """Yield the bytes of a part; they end early where somebody touched the file."""
        return read_while(self.path, self.stamp, where)


@dataclass(frozen=True, slots=True)
class Wrote:
    """A feed that this run wrote, or found to be what it would write: its items are those of cards."""

    path: str
    stamp: Stamp
    frame: tuple[int, int]  # bytes before the first item, and after the last
    cards: Sequence[Card]

    def is_new(self, former: Former | None) -> bool:
        """Say whether the next run has to know of it."""
        return former is None or (former.path, former.stamp) != (self.path, self.stamp)

    def former(self) -> Former | None:
        """Return what the next run is to know, once each card has its row."""
        sizes = array(_NUMBERS, [card.size for card in self.cards])
        if sum(self.frame) + sum(sizes) != self.stamp[1]:
            return None  # an item was made again, and otherwise
        rows = array(_NUMBERS, [card.row or 0 for card in self.cards])
        return Former(self.path, self.stamp, self.frame[0], rows.tobytes(), sizes.tobytes())
