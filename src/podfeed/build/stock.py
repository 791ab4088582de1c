"""The cards and items of a feed: those of the last run, as far as they hold, and those of this one.

The cache keeps them, a row for some posts and one for each item. What this run makes waits in a file of its
own until the feed is written, so that no run holds all items in memory, and none sees half of another.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import field
from typing import Any

from podfeed.build.bundles import Bundle, Opened, bundled, opened, without_sum
from podfeed.build.card import Card
from podfeed.build.former import Former, Wrote
from podfeed.build.homes import MARK, moved
from podfeed.build.known import Known
from podfeed.build.packing import ENTRY, NAME, Plain, print_of_entry, unpacked, unpacked_piece
from podfeed.build.saving import Groups, bucket_of, number_of_buckets, save_items
from podfeed.build.waiting import Waiting
from podfeed.cache import FAULTS, Cache, sealed, unsealed
from podfeed.check.pieces import Piece
from podfeed.lazily import dataclass
from podfeed.lock import Entry
from podfeed.looking import Folders, Looked

_AT_ONCE = 400  # items that are read together
_DAY = 86_400
_UNREADABLE = (*FAULTS, ValueError, TypeError, KeyError, IndexError, AttributeError)


class LostError(Exception):
    """What was kept of the last run is not there any more."""


@dataclass(slots=True)
class Stock:
    """The cards of one feed of a show: ``place`` says of which, ``key`` is all that they depend on."""

    cache: Cache | None
    place: str
    key: bytes
    in_memory: bool = False  # items stay with their cards
    home: str = ""  # where the copy of a store lies, which is somewhere else next time
    folders: Folders = field(default_factory=Folders)  # as this run found them
    former: Former | None = None  # the feed that the last run wrote
    _base: sqlite3.Connection | None = None  # the cache as it was when the run began
    _show: int = 0
    _used: float = 0
    _buckets: int = 1  # of this run
    _before: int = 0  # the number of buckets, as it was
    _stale: set[int] = field(default_factory=set)  # buckets of which a card changed
    _facts: list[tuple[bytes, tuple[Any, ...]]] = field(default_factory=list)
    _recalled: list[tuple[float, bytes]] = field(default_factory=list)
    _waiting: Waiting = field(default_factory=Waiting)

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
                    self._show, _, self._before, self._used, written = row
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
            query = "SELECT bucket, rows, value FROM cards WHERE show = ?"
            for bucket, rows, value in self._base.execute(query, (self._show,)):
                some = opened(value, self.here)
                found = self._taken(unsealed(rows), some, names, looked, known)
                if len(found) < len(some.cards):
                    self._stale.add(bucket)
                taken.update(found)
        except _UNREADABLE as error:
            self._give_up(error)
            return {}
        return taken

    def _taken(
        self,
        rows: Sequence[int | None],
        some: Opened,
        names: Mapping[str, str],
        looked: Looked,
        known: Known,
    ) -> dict[str, Card]:
        """Return the cards of a group that still hold, without what tells that."""
        taken = {}
        hold = some.hold(self.folders) and all(data[NAME] in names for data in some.cards)
        if hold:
            some.join(looked)
        traces = [None] * len(rows) if hold else some.traces()
        for row, data, trace in zip(rows, some.cards, traces, strict=True):
            name = names.get(data[NAME])
            entry = known.entry(data[NAME])
            card = unpacked(data, row, _same(entry, data))
            if name is None or not _agrees(card, entry):
                continue
            if not hold:
                if trace is None or not trace.holds(self.folders):
                    continue
                looked.join(trace)
                if trace.renewed:
                    self._waiting.put_trace(card, trace)
            card.taken, card.own = True, None
            card.share(name)
            taken[name] = card
        return taken

    def _give_up(self, error: Exception) -> None:
        self._show = self._before = 0
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

    # -- what this run makes

    def expect(self, posts: int) -> None:
        """Prepare for the cards of so many posts."""
        self._buckets = number_of_buckets(posts)

    def grouped(self, names: Iterable[str]) -> list[list[str]]:
        """Return posts in groups whose cards are kept together."""
        groups: dict[int, list[str]] = {}
        for name in names:
            groups.setdefault(self._bucket(name), []).append(name)
        return list(groups.values())

    def add(self, cards: Sequence[Card], looked: Looked) -> None:
        """Put away what is not needed of cards that were made in this run."""
        for card in cards:
            if card.trace is not None and not card.passing:
                looked.join(card.trace)
        if self.in_memory:
            return
        groups: dict[int, list[Card]] = {}
        for card in cards:
            groups.setdefault(-1 if card.passing else self._bucket(card.name), []).append(card)
        for some in groups.values():
            self._waiting.put(bundled(some, self.folders, self.away), some)
            for card in some:
                card.item = card.piece = card.piece_data = card.trace = card.own = None

    def add_bundle(self, bundle: Bundle, looked: Looked, known: Known) -> list[Card]:
        """Put away what another process made of some posts; return the cards."""
        some = opened(bundle.cards, self.here)
        some.join(looked)
        cards = []
        for data in some.cards:
            card = unpacked(data, entry=_same(known.entry(data[NAME]), data))
            card.own = None
            cards.append(card)
        self._waiting.put(bundle, cards)
        return cards

    def pieces(self, cards: Sequence[Card]) -> Iterator[tuple[int, Piece]]:
        """Yield what the rules say of the items of cards, each with its number, as they come.

        Where the cache gives that no more, it ends in a `LostError`.
        """
        left: dict[str, int] = {}
        for number, card in enumerate(cards):
            if card.piece is None and card.piece_data is None:
                left[card.name] = number
            else:
                yield number, card.piece or unpacked_piece(card.piece_data or ())
        for made in self._waiting.pieces():
            yield from self._pieces(cards, left, made, taken=False)
        if left and self._base is not None:
            query = "SELECT pieces FROM cards WHERE show = ?"
            try:
                for (value,) in self._base.execute(query, (self._show,)):
                    yield from self._pieces(cards, left, value, taken=True)
            except _UNREADABLE as error:
                self._give_up(error)
        if left:
            raise LostError

    def _pieces(
        self, cards: Sequence[Card], left: dict[str, int], value: bytes, *, taken: bool
    ) -> Iterator[tuple[int, Piece]]:
        """Yield what is kept together of the items of cards, if they were taken, or were not."""
        for name, data in self.here(unsealed(value)):
            number = left.get(name)
            if number is not None and cards[number].taken == taken:
                del left[name]
                piece = unpacked_piece(data)
                if piece.item.when == cards[number].date:
                    piece.item.when = cards[number].date  # one of the two is enough
                yield number, piece

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
                    yield self._waiting.item(card)
                else:
                    yield without_sum(kept.get(card.row)) or remade(card)

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
            self._bucket(card.name) for card in cards if not card.taken or card.waits is not None
        }
        news = changed or self._facts or (wrote is not None and wrote.is_new(self.former))
        if self.cache is None or not (news or time.time() - self._used > _DAY):
            return
        if self._buckets != self._before:
            changed = set(range(self._buckets))
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
        there = {each for (each,) in base.execute("SELECT id FROM items WHERE show = ?", (show,))}
        groups: dict[int, list[Card]] = {bucket: [] for bucket in changed}
        new = []
        for card in cards:
            if card.taken:
                there.discard(card.row or 0)
            elif not card.passing and card.has_item:
                new.append(card)
            if not card.passing and (bucket := self._bucket(card.name)) in changed:
                groups[bucket].append(card)
        save_items(base, show, new, self._waiting)
        self._save_facts(base)
        Groups(
            base=base,
            show=show,
            before=self._before,
            buckets=self._buckets,
            waiting=self._waiting,
            folders=self.folders,
            away=self.away,
            here=self.here,
        ).save(groups)
        base.execute("DELETE FROM cards WHERE show = ? AND bucket >= ?", (show, self._buckets))
        base.executemany("DELETE FROM items WHERE id = ?", [(each,) for each in there])
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
        self._waiting.close()

    def _release(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _bucket(self, name: str) -> int:
        return bucket_of(name, self._buckets)


def _behind(count: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces without their first bytes."""
    for piece in pieces:
        if count < len(piece):
            yield piece[count:]
        count = max(0, count - len(piece))


def _same(entry: Entry | None, data: Plain) -> Entry | None:
    """Return the entry of the lock, where a card that is packed says the same: one of the two is enough."""
    return entry if entry is not None and entry.line() == data[ENTRY] else None


def _agrees(card: Card, entry: Entry | None) -> bool:
    """Say whether the lock says of a post what it said, or what the card itself says."""
    if entry is None:
        return card.own is None
    mine = card.entry
    if mine is not None and (mine is entry or mine == entry or mine.but(date=entry.date) == entry):
        return True
    return card.own == print_of_entry(entry)
