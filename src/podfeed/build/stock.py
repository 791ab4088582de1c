"""The cards and items of a feed: those of the last run, as far as they hold, and those of this one.

The cache keeps them, a row for some posts and one for each item. What this run makes waits in a file of its
own until the feed is written, so that no run holds all items in memory, and none sees half of another.
"""

from __future__ import annotations

import io
import sqlite3
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import field
from typing import IO, Any

from podfeed.build.card import Card
from podfeed.build.former import Former, Wrote
from podfeed.build.homes import MARK, moved
from podfeed.build.packing import ENTRY, NAME, Plain, packed, print_of_entry, unpacked
from podfeed.cache import FAULTS, Cache, sealed, unsealed
from podfeed.lazily import dataclass
from podfeed.lock import Entry
from podfeed.looking import Folders

_BUCKET = 256  # posts in a row of cards, about
_AT_ONCE = 400  # items that are read together
_IN_MEMORY = 16 << 20  # bytes of items that wait in memory
_DAY = 86_400
# What comes of plain data that is not what a card was packed to.
_SHAPES = (ValueError, TypeError, KeyError, IndexError, AttributeError)


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
    _known: dict[str, tuple[int | None, Plain]] = field(default_factory=dict)  # rows and cards, packed
    _stale: set[int] = field(default_factory=set)  # buckets of which a card changed
    _facts: list[tuple[bytes, tuple[Any, ...]]] = field(default_factory=list)
    _recalled: list[tuple[float, bytes]] = field(default_factory=list)
    _spool: IO[bytes] | None = None
    _spooled: dict[int, tuple[int, int]] = field(default_factory=dict)  # by card: where its item is

    def load(self) -> None:
        """Read the cards of the last run; where they cannot be read there are none."""
        if self.cache is None:
            return
        try:
            self._base = self.cache.connect()
            if self._base is not None:
                self._base.execute("BEGIN")
                self._read(self._base)
        except (sqlite3.Error, *_SHAPES) as error:
            self._forget(error)

    def _read(self, base: sqlite3.Connection) -> None:
        query = "SELECT id, key, buckets, used, written FROM shows WHERE place = ?"
        row = base.execute(query, (self.place,)).fetchone()
        if row is None or row[1] != self.key:
            return
        self._show, _, self._buckets, self._used, written = row
        self.former = Former(*unsealed(written)) if written is not None else None
        for (value,) in base.execute("SELECT value FROM cards WHERE show = ?", (self._show,)):
            for number, data in unsealed(value):
                self._known[data[NAME]] = number, data

    def take(self, name: str, folders: Folders, entry: Entry | None) -> Card | None:
        """Return the card of a post, if all that it was made of is as it was."""
        row, data = self._known.get(name, (None, None))
        if data is None:
            return None
        try:
            same = entry if entry is not None and entry.line() == data[ENTRY] else None
            card = unpacked(self.here(data), row, same)
        except _SHAPES as error:
            self._forget(error)
            return None
        if card.trace is None or not _agrees(card, entry) or not card.trace.holds(folders):
            return None
        if card.trace.renewed:
            self._stale.add(self._bucket(name))
        return card

    def _forget(self, error: Exception) -> None:
        """Do without what was kept."""
        self._known = {}
        self._buckets, self.former = 0, None
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

    def add(self, cards: Iterable[Card]) -> None:
        """Put away the items of cards that were made in this run."""
        if self.in_memory:
            return
        for card in cards:
            if card.item is not None:
                with suppress(OSError):  # a full disk: it stays in memory
                    spool = self._spooling()
                    start = spool.seek(0, 2)
                    spool.write(card.item)
                    self._spooled[id(card)] = (start, len(card.item))
                    card.item = None

    def _spooling(self) -> IO[bytes]:
        """Return where items wait: in memory, and on disk where they are many."""
        if self._spool is None:
            self._spool = io.BytesIO()
        elif isinstance(self._spool, io.BytesIO) and self._spool.getbuffer().nbytes > _IN_MEMORY:
            from tempfile import TemporaryFile  # noqa: PLC0415 - takes as long to import as a post to make

            file = TemporaryFile()  # noqa: SIM115 - as long as the run
            file.write(self._spool.getbuffer())
            self._spool = file
        return self._spool

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
                    yield self._waiting(card)
                else:
                    yield _checked(kept.get(card.row)) or remade(card)

    def _waiting(self, card: Card) -> bytes:
        if card.item is not None or self._spool is None:
            return card.item or b""
        start, length = self._spooled[id(card)]
        self._spool.seek(start)
        return self._spool.read(length)

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
        changed = {self._bucket(card.name) for card in cards if card.row is None} | self._stale
        changed |= {self._bucket(name) for name in self._known.keys() - {card.name for card in cards}}
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
        except FAULTS as error:
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
        there = {each for (each,) in base.execute("SELECT id FROM items WHERE show = ?", (show,))}
        rows: dict[int, list[tuple[int | None, object]]] = defaultdict(list)
        known: set[int] = set()
        for card in cards:
            bucket = self._bucket(card.name)
            if bucket in changed:
                if card.row is None and card.included and card.unwritable is None:
                    item = self._waiting(card)
                    data = (show, zlib.crc32(item).to_bytes(4, "big") + item)
                    card.row = base.execute("INSERT INTO items (show, value) VALUES (?, ?)", data).lastrowid
                if card.trace is not None:
                    rows[bucket].append((card.row, self.away(packed(card))))
            if card.row is not None:
                known.add(card.row)
        self._save_facts(base)
        base.execute("DELETE FROM cards WHERE show = ? AND bucket >= ?", (show, self._buckets))
        for bucket in changed:
            kept = (show, bucket, sealed(rows[bucket]))
            base.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?)", kept)
        base.executemany("DELETE FROM items WHERE id = ?", [(each,) for each in there - known])
        self._save_written(base, show, wrote)

    def _save_written(self, base: sqlite3.Connection, show: int, wrote: Wrote | None) -> None:
        if wrote is not None:
            former = wrote.former()
            written = None if former is None else sealed(tuple(former))
            base.execute("UPDATE shows SET written = ? WHERE id = ?", (written, show))

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
        if self._spool is not None:
            self._spool.close()
            self._spool = None

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
