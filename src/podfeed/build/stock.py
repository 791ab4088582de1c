"""The cards and items of a feed: those of the last run, as far as they hold, and those of this one.

The cache keeps them, a row for some posts and one for each item. What this run makes waits in a file of its
own until the feed is written, so that no run holds all items in memory, and none sees half of another.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import field
from typing import Any

from podfeed.build.card import Card
from podfeed.build.former import Former, Wrote
from podfeed.build.homes import MARK, moved
from podfeed.build.known import Known
from podfeed.build.packing import (
    ENTRY,
    NAME,
    Plain,
    packed_trace,
    print_of_entry,
    traced,
    unpacked,
    unpacked_piece,
)
from podfeed.build.spool import Spool
from podfeed.cache import FAULTS, Cache, sealed, unsealed
from podfeed.check.pieces import Piece
from podfeed.lazily import dataclass
from podfeed.lock import Entry
from podfeed.looking import Looked

_BUCKET = 256  # posts in a row of cards, about
_AT_ONCE = 400  # items that are read together
_DAY = 86_400
_UNREADABLE = (*FAULTS, ValueError, TypeError, KeyError, IndexError, AttributeError)

# The number of an item, the card, and the name of the post with what the rules say of it.
_Row = tuple[int | None, Plain, Plain]


@dataclass(slots=True)
class Stock:
    """The cards of one feed of a show: ``place`` says of which, ``key`` is all that they depend on."""

    cache: Cache | None
    place: str
    key: bytes
    in_memory: bool = False  # items stay with their cards
    home: str = ""  # where the copy of a store lies, which is somewhere else next time
    former: Former | None = None  # the feed that the last run wrote
    _base: sqlite3.Connection | None = None  # the cache as it was when the run began
    _show: int = 0
    _used: float = 0
    _buckets: int = 0
    _before: int = 0  # the number of buckets, as it was
    _stale: set[int] = field(default_factory=set)  # buckets of which a card changed
    _facts: list[tuple[bytes, tuple[Any, ...]]] = field(default_factory=list)
    _recalled: list[tuple[float, bytes]] = field(default_factory=list)
    _spool: Spool = field(default_factory=Spool)

    def load(self) -> None:
        """Begin to read what the last run kept; where it cannot be read there is nothing."""
        if self.cache is None:
            return
        try:
            self._base = self.cache.connect()
            if self._base is not None:
                self._base.execute("BEGIN")
                query = "SELECT id, key, buckets, used, written FROM shows WHERE place = ?"
                row = self._base.execute(query, (self.place,)).fetchone()
                if row is not None and row[1] == self.key:
                    self._show, _, self._buckets, self._used, written = row
                    self._before = self._buckets
                    self.former = Former(*unsealed(written)) if written is not None else None
        except _UNREADABLE as error:
            self._give_up(error)

    def take(self, names: Mapping[str, str], looked: Looked, known: Known) -> dict[str, Card]:
        """Return those cards of posts that still hold: all that they were made of is as it was.

        They are looked at one group after another, so that what is needed for that is never held of all.
        """
        taken: dict[str, Card] = {}
        if self._base is None or not self._show:
            return taken
        try:
            query = "SELECT bucket, value FROM cards WHERE show = ?"
            for bucket, value in self._base.execute(query, (self._show,)):
                for row, data in unsealed(value):
                    name = names.get(data[NAME])
                    card = self._taken(row, data, looked, known) if name is not None else None
                    if card is None or name is None:
                        self._stale.add(bucket)
                    else:
                        card.share(name)
                        taken[name] = card
        except _UNREADABLE as error:
            self._give_up(error)
            return {}
        return taken

    def _taken(self, row: int | None, data: Plain, looked: Looked, known: Known) -> Card | None:
        """Return the card of a post, if it still holds, without what tells that."""
        entry = known.entry(data[NAME])
        same = entry if entry is not None and entry.line() == data[ENTRY] else None
        card = unpacked(self.here(data), row, same)
        trace = card.trace
        if trace is None or not _agrees(card, entry) or not trace.holds(looked.folders):
            return None
        looked.join(trace)
        card.taken, card.own = True, None
        if not trace.renewed:
            card.trace = None
        return card

    def _give_up(self, error: Exception) -> None:
        self._show = self._buckets = self._before = 0
        self.former = None
        if self.cache is not None:
            self.cache.give_up(error)

    def recall(self, key: bytes) -> Any:
        """Return what a run kept under a key, or None."""
        if self.cache is None or self._base is None:
            return None
        try:
            row = self._base.execute("SELECT value FROM runs WHERE key = ?", (key,)).fetchone()
            self._recalled.append((time.time(), key))
            return self.here(unsealed(row[0])) if row is not None else None
        except (sqlite3.Error, ValueError, TypeError) as error:
            self.cache.give_up(error)
            return None

    def remember(self, key: bytes, value: tuple[Any, ...]) -> None:
        """Keep a value for the next run, once this one is done."""
        self._facts.append((key, self.away(value)))

    def away(self, value: Any) -> Any:
        """Return plain data as it is kept."""
        return moved(value, self.home, MARK)

    def here(self, value: Any) -> Any:
        """Return what was kept as it is true of this run."""
        return moved(value, MARK, self.home)

    def add(self, card: Card) -> None:
        """Put away what is not needed of a card that was made in this run."""
        if not self.in_memory:
            self._spool.put(card)

    def pieces(self, cards: Sequence[Card]) -> Iterator[Piece] | None:
        """Return what the rules say of the items of cards, or None where the cache gives that no more."""
        kept: dict[str, Piece] = {}
        wanted = {card.name for card in cards if card.taken}
        if wanted and self._base is not None:
            query = "SELECT pieces FROM cards WHERE show = ?"
            try:
                for (value,) in self._base.execute(query, (self._show,)):
                    some = (each for each in unsealed(value) if each[0] in wanted)
                    kept |= {name: unpacked_piece(self.here(data)) for name, data in some}
            except _UNREADABLE as error:
                self._give_up(error)
        if wanted - kept.keys():
            return None
        return (kept.pop(card.name) if card.taken else self._piece(card) for card in cards)

    def _piece(self, card: Card) -> Piece:
        return card.piece or unpacked_piece(self._spool.plain(card)[-1])

    def items(self, cards: Sequence[Card], remade: Callable[[Card], bytes]) -> Iterator[bytes]:
        """Yield the items of cards, in their order, some of them in one piece.

        What the last run wrote is copied; ``remade`` makes the items that the cache gives no more.
        """
        if self.former is None:
            yield from self._items(cards, remade)
            return
        for part, where in self.former.parts([card.row for card in cards]):
            done = 0
            for piece in self.former.read(where) if where is not None else ():
                done += len(piece)
                yield piece
            if where is None or done < len(where):
                yield from _behind(done, self._items(cards[part], remade))

    def _items(self, cards: Sequence[Card], remade: Callable[[Card], bytes]) -> Iterator[bytes]:
        for start in range(0, len(cards), _AT_ONCE):
            some = cards[start : start + _AT_ONCE]
            kept = self._kept([card.row for card in some if card.row is not None])
            for card in some:
                if card.row is None:
                    yield self._spool.item(card)
                else:
                    yield _checked(kept.get(card.row)) or remade(card)

    def _kept(self, rows: Sequence[int]) -> dict[int, bytes]:
        if not rows or self._base is None:
            return {}
        marks = ",".join("?" * len(rows))
        query = f"SELECT id, value FROM items WHERE id IN ({marks})"  # noqa: S608 - question marks
        try:
            return dict(self._base.execute(query, tuple(rows)))
        except FAULTS as error:
            if self.cache is not None:
                self.cache.give_up(error)
            return {}

    # -- at the end of a run

    def save(self, cards: Sequence[Card], wrote: Wrote | None = None) -> None:
        """Keep the cards of this run for the next one; ``cards`` are those of all posts."""
        changed = self._stale | {
            self._bucket(card.name) for card in cards if not card.taken or card.trace is not None
        }
        buckets = _number_of_buckets(len(cards))
        news = changed or self._facts or (wrote is not None and wrote.is_new(self.former))
        if self.cache is None or not (news or time.time() - self._used > _DAY):
            return
        if buckets != self._buckets:
            self._buckets, changed = buckets, set(range(buckets))
        self._release()
        try:
            base = self.cache.connect()
            if base is not None:
                with closing(base):
                    with base:
                        base.execute("BEGIN IMMEDIATE")
                        self._save(base, cards, changed, wrote)
                    self.cache.bound(base)
        except (*FAULTS, ValueError) as error:
            self.cache.give_up(error)

    def _save(
        self, base: sqlite3.Connection, cards: Sequence[Card], changed: set[int], wrote: Wrote | None
    ) -> None:
        row = base.execute("SELECT id, key FROM shows WHERE place = ?", (self.place,)).fetchone()
        if self._show and (row is None or row != (self._show, self.key)):
            return  # another run has put something else there
        show = self._show or self._replaced(base, row)
        values = (self.key, self._buckets, time.time(), show)
        base.execute("UPDATE shows SET key = ?, buckets = ?, used = ? WHERE id = ?", values)
        there = _items(base, show)
        groups: dict[int, list[Card]] = {bucket: [] for bucket in changed}
        for card in cards:
            if card.taken:
                there.discard(card.row or 0)
            elif not card.passing and card.included and card.unwritable is None:
                item = self._spool.item(card)
                data = (show, zlib.crc32(item).to_bytes(4, "big") + item)
                card.row = base.execute("INSERT INTO items (show, value) VALUES (?, ?)", data).lastrowid
            if not card.passing and (bucket := self._bucket(card.name)) in changed:
                groups[bucket].append(card)
        self._save_facts(base)
        self._save_groups(base, show, groups)
        base.execute("DELETE FROM cards WHERE show = ? AND bucket >= ?", (show, self._buckets))
        base.executemany("DELETE FROM items WHERE id = ?", [(each,) for each in there])
        self._save_written(base, show, wrote)

    def _save_written(self, base: sqlite3.Connection, show: int, wrote: Wrote | None) -> None:
        if wrote is not None:
            former = wrote.former()
            written = None if former is None else sealed(tuple(former))
            base.execute("UPDATE shows SET written = ? WHERE id = ?", (written, show))

    def _save_groups(self, base: sqlite3.Connection, show: int, groups: Mapping[int, Sequence[Card]]) -> None:
        """Write buckets anew: the cards of this run, and of the last those that were taken.

        Where the number of buckets is another, what stood together is spread over several, or comes together.
        """
        least = min(self._before or self._buckets, self._buckets)
        for rest in {bucket % least for bucket in groups}:
            kept: dict[str, _Row] = {}
            for bucket in range(rest, self._before, least):
                kept |= _group(base, show, bucket)
            for bucket in range(rest, self._buckets, least):
                if bucket in groups:
                    rows = [row for card in groups[bucket] if (row := self._row(card, kept)) is not None]
                    values = (
                        sealed([(row, card) for row, card, _ in rows]),
                        sealed([each[2] for each in rows]),
                    )
                    base.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", (show, bucket, *values))

    def _row(self, card: Card, kept: Mapping[str, _Row]) -> _Row | None:
        """Return what is kept of a post: the number of its item, its card, and what the rules say of it."""
        if not card.taken:
            *made, piece = self.away(self._spool.plain(card))
            return card.row, tuple(made), (card.name, piece)
        found = kept.get(card.name)
        if found is None or card.trace is None:
            return found
        return found[0], traced(found[1], self.away(packed_trace(card.trace))), found[2]

    def _save_facts(self, base: sqlite3.Connection) -> None:
        base.executemany("UPDATE runs SET used = ? WHERE key = ?", self._recalled)
        for key, value in self._facts:
            row = (key, time.time(), sealed(value))
            base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)

    def _replaced(self, base: sqlite3.Connection, row: tuple[int, bytes] | None) -> int:
        """Return the number of the show; what was kept of it under another key goes."""
        if row is not None:
            base.execute("DELETE FROM cards WHERE show = ?", row[:1])
            base.execute("DELETE FROM items WHERE show = ?", row[:1])
            return row[0]
        made = base.execute("INSERT INTO shows (place) VALUES (?)", (self.place,)).lastrowid
        return int(made or 0)

    def close(self) -> None:
        """Let go of everything."""
        self._release()
        self._spool.close()

    def _release(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _bucket(self, name: str) -> int:
        return zlib.crc32(name.encode("utf-8", "surrogateescape")) % max(1, self._buckets)


def _behind(count: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces without their first bytes."""
    for piece in pieces:
        if count < len(piece):
            yield piece[count:]
        count = max(0, count - len(piece))


def _items(base: sqlite3.Connection, show: int) -> set[int]:
    """Return the numbers of the items that are kept."""
    return {each for (each,) in base.execute("SELECT id FROM items WHERE show = ?", (show,))}


def _group(base: sqlite3.Connection, show: int, bucket: int) -> dict[str, _Row]:
    """Return what is kept of the posts of a bucket."""
    query = "SELECT value, pieces FROM cards WHERE show = ? AND bucket = ?"
    found = base.execute(query, (show, bucket)).fetchone()
    pairs = zip(unsealed(found[0]), unsealed(found[1]), strict=True) if found is not None else ()
    return {piece[0]: (row, card, piece) for (row, card), piece in pairs}


def _checked(value: bytes | None) -> bytes | None:
    """Return an item as it was kept, or None where it is not what was written."""
    if not isinstance(value, bytes) or len(value) < 5:
        return None
    item = value[4:]
    return item if zlib.crc32(item).to_bytes(4, "big") == value[:4] else None


def _number_of_buckets(cards: int) -> int:
    """Return how many rows hold the cards: a power of two, so that it seldom changes."""
    return 1 << max(0, (cards // _BUCKET).bit_length())


def _agrees(card: Card, entry: Entry | None) -> bool:
    """Say whether the lock says of a post what it said, or what the card itself says."""
    if entry is None:
        return card.own is None
    mine = card.entry
    if mine is not None and (mine is entry or mine == entry or mine.but(date=entry.date) == entry):
        return True
    return card.own == print_of_entry(entry)
