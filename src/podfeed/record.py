"""What a run saw and said, so that the next one can tell that nothing has changed, and do nothing.

All that a run looked at is compared by signature: files, what lies in folders, the feeds that it wrote. A
record holds until the next episode is due, and at most to the end of the hour: some rules look at the clock.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import field
from itertools import islice
from typing import Any

from podfeed.cache import FAULTS, Cache, code_fingerprint, sealed, unsealed
from podfeed.lazily import dataclass
from podfeed.looking import Folders, Signature, Trace, digest_of, signature

_HOUR = 3600
_PART = 4096  # files that are kept together
_COARSE = 10_000_000  # nanoseconds by which the times of files may lag behind the clock


@dataclass(slots=True)
class Record:
    """The record of a command, which is one by what it was told, where, and by whom."""

    cache: Cache
    key: bytes
    folders: Folders = field(default_factory=Folders)  # as they were found, for a run after all

    def recall(self) -> tuple[str, ...] | None:
        """Return what the last run said, if this one would find nothing else."""
        try:
            base = self.cache.connect()
            if base is None:
                return None
            with closing(base):
                base.execute("BEGIN")  # so that all parts are those of one run
                return self._said(base)
        except (sqlite3.Error, ValueError, TypeError) as error:
            self.cache.give_up(error)
            return None

    def _said(self, base: sqlite3.Connection) -> tuple[str, ...] | None:
        head = self._part(base, 0)
        if head is None:
            return None
        until, parts, folders, said = head
        if time.time() >= until:
            return None
        for number in range(1, parts + 1):
            files = self._part(base, number)
            if files is None or not self._hold(files):
                return None
        if all(self.folders.digest(folder) == before for folder, before in folders):
            return tuple(said)
        return None

    def _hold(self, files: Iterable[tuple[str, object]]) -> bool:
        now = self.folders.signatures
        now.update((path, signature(path)) for path, _ in files)
        return all(now[path] == before for path, before in files)

    def _part(self, base: sqlite3.Connection, number: int) -> Any:
        """Return a part of what was kept, None where there is none."""
        row = base.execute("SELECT value FROM runs WHERE key = ?", (self._key_of(number),)).fetchone()
        return None if row is None else unsealed(row[0])

    def _key_of(self, number: int) -> bytes:
        return digest_of(self.key + number.to_bytes(4, "big")) if number else self.key

    def keep(self, seen: Seen) -> None:
        """Keep what this run saw and said; files in parts, so that few of them are held twice."""
        try:
            base = self.cache.connect()
            if base is None:
                return
            with closing(base):
                base.execute("BEGIN IMMEDIATE")
                files, parts = iter(seen.files.items()), 0
                while some := tuple(islice(files, _PART)):
                    parts += 1
                    self._put(base, parts, some)
                self._put(base, 0, (seen.until, parts, tuple(seen.folders.items()), tuple(seen.said)))
                base.execute("COMMIT")
                self.cache.bound(base)
        except FAULTS as error:
            self.cache.give_up(error)

    def _put(self, base: sqlite3.Connection, number: int, value: object) -> None:
        values = (self._key_of(number), time.time(), sealed(value))
        base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", values)


@dataclass(slots=True)
class Seen:
    """What a run looked at, and what it said; ``until`` is how long that holds, in seconds since 1970."""

    until: float
    said: list[str] = field(default_factory=list)
    files: dict[str, Signature] = field(default_factory=dict)
    folders: dict[str, bytes] = field(default_factory=dict)

    def add(self, trace: Trace, folders: Folders) -> None:
        """Add what was looked at; ``folders`` are as the run saw them."""
        for path, found, _ in trace.files:
            self.files[path] = found
        for (folder, _), _ in trace.asked:
            if folder not in self.folders:
                self.folders[folder] = folders.digest(folder)

    def changed(self, since: int) -> bool:
        """Say whether anything is other than it was, to a run that began at a time in nanoseconds."""
        listing = Folders()
        return any(_changed(before, signature(path), since) for path, before in self.files.items()) or any(
            listing.digest(folder) != before for folder, before in self.folders.items()
        )

    def add_written(self, paths: Iterable[str]) -> None:
        """Add files as they are now that they were written."""
        self.files.update((path, signature(path)) for path in paths)


def _changed(before: Signature, now: Signature, since: int) -> bool:
    if before is None or now is None or before[1] != -1:
        return before != now
    # Such a file had changed just before: whether it has since, its times say.
    return before[0] != now[0] or max(now[1:]) > since - _COARSE


def until_next_hour() -> float:
    """Return the end of the hour."""
    return (time.time() // _HOUR + 1) * _HOUR


def record_of(cache: Cache, told: Mapping[str, object]) -> Record:
    """Return the record of a command that was told something."""
    environment = [os.environ.get(name, "") for name in ("SOURCE_DATE_EPOCH", "TZ", "PODFEED_CACHE_DIR")]
    parts = [repr(sorted(told.items())), os.getcwd(), *environment]  # noqa: PTH109 - a text
    return Record(cache, digest_of(code_fingerprint() + "\0".join(parts).encode("utf-8", "surrogateescape")))
