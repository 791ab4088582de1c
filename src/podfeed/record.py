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

from podfeed.cache import FAULTS, Cache, code_fingerprint, sealed, unsealed
from podfeed.lazily import dataclass
from podfeed.looking import Folders, Signature, Trace, digest_of, signature

_HOUR = 3600
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
                row = base.execute("SELECT value FROM runs WHERE key = ?", (self.key,)).fetchone()
                if row is None:
                    return None
                until, files, folders, said = unsealed(row[0])
        except (sqlite3.Error, ValueError, TypeError) as error:
            self.cache.give_up(error)
            return None
        if time.time() < until and self._holds(files, folders):
            return tuple(said)
        return None

    def _holds(self, files: Iterable[tuple[str, object]], folders: Iterable[tuple[str, bytes]]) -> bool:
        now = self.folders.signatures
        now.update((path, signature(path)) for path, _ in files)
        return all(now[path] == before for path, before in files) and all(
            self.folders.digest(folder) == before for folder, before in folders
        )

    def keep(self, seen: Seen) -> None:
        """Keep what this run saw and said."""
        value = (seen.until, tuple(seen.files.items()), tuple(seen.folders.items()), tuple(seen.said))
        try:
            base = self.cache.connect()
            if base is None:
                return
            with closing(base):
                values = (self.key, time.time(), sealed(value))
                base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", values)
                self.cache.bound(base)
        except FAULTS as error:
            self.cache.give_up(error)


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
