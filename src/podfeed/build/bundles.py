"""Cards that were made together, as bytes: as one process hands them to another, and as the cache keeps them.

Who makes cards packs them once. What asks for few things of many cards stands apart: whether all of them
hold is seen at once, what each was made of is read only where that does not say it, and what the rules say
of the items only when they are asked.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from podfeed.build.card import Card
from podfeed.build.packing import Plain, packed, packed_trace, piece_data
from podfeed.cache import dumped, loaded, sealed, unsealed
from podfeed.lazily import dataclass
from podfeed.looking import Folders, Looked, Trace, signature

_SUM = 4  # bytes of a checksum

# A card that is packed, what it was made of, and the name of the post with what the rules say of its item.
Part = tuple[Plain, Plain | None, Plain]


class Bundle(NamedTuple):
    """Some cards of one feed, what the rules say of their items, and the items, each behind its checksum."""

    cards: bytes
    pieces: bytes
    items: bytes = b""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a bundle says of its cards: those that are packed, and what tells whether all of them hold."""

    cards: Sequence[Plain]
    _seen: Plain | None
    _traces: bytes
    _here: Callable[[Any], Any]

    def hold(self, folders: Folders) -> bool:
        """Say whether all that any of the cards was made of is as it was; if not, some may still hold."""
        if self._seen is None:
            return False
        paths, before, listed = self._seen
        known = folders.signatures
        now = [known[path] if path in known else signature(path) for path in paths]
        return now == list(before) and all(folders.digest(folder) == digest for folder, digest in listed)

    def join(self, looked: Looked) -> None:
        """Note what was looked at for the cards."""
        if self._seen is None:
            for trace in self.traces():
                if trace is not None:
                    looked.join(trace)
            return
        paths, before, listed = self._seen
        known = looked.folders.signatures
        for path, found in zip(paths, before, strict=True):
            now = known.get(path)
            looked.files[path] = (
                now if now == found else _lean(found)
            )  # one of two that are the same is enough
        for folder, _ in listed:
            looked.folders.list(folder)

    def traces(self) -> list[Trace | None]:
        """Return what each card was made of."""
        return [None if trace is None else Trace(*trace) for trace in self._here(loaded(self._traces))]


def bundled(cards: Sequence[Card], folders: Folders, away: Callable[[Any], Any]) -> Bundle:
    """Return cards that were made as a bundle; ``away`` is what makes plain data true of any place."""
    parts: list[Part] = []
    items = []
    for card in cards:
        trace = None if card.trace is None else packed_trace(card.trace)
        parts.append((packed(card), trace, (card.name, piece_data(card))))
        if card.has_item:
            items.append(with_sum(card.item or b""))
    return Bundle(*packed_together(parts, folders, away), b"".join(items))


def packed_together(
    parts: Sequence[Part], folders: Folders, away: Callable[[Any], Any]
) -> tuple[bytes, bytes]:
    """Return cards as the cache keeps them, and what the rules say of their items."""
    traces = tuple([trace for _, trace, _ in parts])
    value = away((tuple([card for card, _, _ in parts]), _seen(traces, folders)))
    return sealed((*value, dumped(away(traces)))), sealed(away(tuple([piece for _, _, piece in parts])))


def opened(value: bytes, here: Callable[[Any], Any]) -> Opened:
    """Return what is kept of cards; ``here`` is what makes plain data true of this run."""
    cards, seen, traces = unsealed(value)
    return Opened(here(cards), here(seen), traces, here)


def unbundled(value: bytes, pieces: bytes, here: Callable[[Any], Any]) -> list[Part]:
    """Return all that is kept of cards."""
    cards, _, traces = unsealed(value)
    return list(zip(here(cards), here(loaded(traces)), here(unsealed(pieces)), strict=True))


def _seen(traces: Iterable[Plain | None], folders: Folders) -> Plain | None:
    """Return what is the same where all that cards were made of is: files, and what lies in folders.

    None, where that cannot be said: something changed while they were made.
    """
    files: dict[str, Any] = {}
    asked: dict[str, bytes] = {}
    for trace in traces:
        if trace is None:
            return None
        for path, found, _ in trace[0]:
            if files.setdefault(path, found) != found:
                return None
        for (folder, prefix), answer in trace[1]:
            if not folders.still(folder, prefix, answer):
                return None
            if folder not in asked:
                asked[folder] = folders.digest(folder)
    return tuple(files), tuple(files.values()), tuple(asked.items())


def _lean(found: Plain | None) -> Plain | None:
    """Return a signature whose two times are one number, if they are the same, as of most files."""
    return found if found is None or found[1] != found[2] else (found[0], found[1], found[1])


def with_sum(item: bytes) -> bytes:
    """Return an item behind its checksum, as the cache keeps it."""
    return zlib.crc32(item).to_bytes(_SUM, "big") + item


def without_sum(value: object) -> bytes | None:
    """Return an item as it was kept, or None where it is not what was written."""
    if not isinstance(value, bytes) or len(value) <= _SUM:
        return None
    item = value[_SUM:]
    return item if zlib.crc32(item).to_bytes(_SUM, "big") == value[:_SUM] else None


def room_of(size: int) -> int:
    """Return how many bytes an item of a size takes."""
    return _SUM + size
