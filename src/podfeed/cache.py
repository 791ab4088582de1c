"""What was read once, kept between runs: safe to delete, and shared by runs at one time.

A cache that is damaged, of another version or on a full disk is worth a slower run, and never a wrong feed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from podfeed import pruning
from podfeed._version import __version__
from podfeed.lazily import dataclass
from podfeed.limits import sized
from podfeed.looking import digest_of_file

_FORM = 8  # of the tables
FILE = f"podfeed-{_FORM}.sqlite3"
# The number of an item is never given again: a run that read the cards may still ask for it.
# Items have several kB: pages that hold some take half the time to write, and a fifth less room.
_TABLES = """
PRAGMA page_size = 32768;
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, used REAL, value TEXT);
CREATE TABLE IF NOT EXISTS shows (
    id INTEGER PRIMARY KEY, place TEXT UNIQUE, key BLOB, buckets INTEGER, used REAL,
    written BLOB);
CREATE TABLE IF NOT EXISTS cards (
    show INTEGER, bucket INTEGER, rows BLOB, value BLOB, pieces BLOB,
    PRIMARY KEY (show, bucket)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY AUTOINCREMENT, show INTEGER, value BLOB);
CREATE INDEX IF NOT EXISTS items_of_show ON items (show);
CREATE TABLE IF NOT EXISTS texts (md5 TEXT PRIMARY KEY, used REAL, size INTEGER, value BLOB);
CREATE TABLE IF NOT EXISTS runs (key BLOB PRIMARY KEY, used REAL, value BLOB) WITHOUT ROWID;
"""
_AT_ONCE = 400
_DAY = 86_400
# What a cache may end in; where a name in it is damaged, SQLite's own message cannot be decoded.
FAULTS = (sqlite3.Error, OSError, UnicodeDecodeError)
_WAIT = 5  # seconds for another run to finish writing
_AGAIN = 0.02  # seconds after which a run that must not wait tries again


def default_folder() -> Path:
    """Return the user's folder for caches; ``PODFEED_CACHE_DIR`` names another."""
    own = os.environ.get("PODFEED_CACHE_DIR")
    if own:
        return Path(own)
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where the default is asked for

    return user_cache_path("podfeed", appauthor=False)


@dataclass(slots=True)
class Cache:
    """A table of keys and values in a file. ``warning`` says what is wrong with it, if anything is."""

    folder: Path
    warning: str = ""
    _base: sqlite3.Connection | None = field(default=None, init=False)
    _grew: bool = field(default=False, init=False)

    def get(self, *key: Any) -> Any:
        """Return what was kept under a key, or None."""
        with suppress(sqlite3.Error, ValueError):
            base = self._opened()
            query = "SELECT value, used FROM kept WHERE key = ?"
            row = base.execute(query, (_key(key),)).fetchone() if base else None
            if base is None or row is None:
                return None
            if row[1] < time.time() - _DAY:
                base.execute("UPDATE kept SET used = ? WHERE key = ?", (time.time(), _key(key)))
            return _unsealed_json(key, row[0])
        return None

    def put(self, value: Any, *key: Any) -> None:
        """Keep a value under a key."""
        base = self._opened()
        if base is None:
            return
        try:
            row = (_key(key), time.time(), _sealed_json(key, value))
            base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
            self._grew = True
        except FAULTS as error:
            self.give_up(error)

    def texts(self, marks: Sequence[str]) -> dict[str, bytes]:
        """Return the texts that are kept, of those with some MD5 sums."""
        found: dict[str, bytes] = {}
        base = self._opened() if marks else None
        if base is None:
            return found
        try:
            for start in range(0, len(marks), _AT_ONCE):
                some = marks[start : start + _AT_ONCE]
                those = f"WHERE md5 IN ({','.join('?' * len(some))})"
                rows = base.execute(f"SELECT md5, value FROM texts {those}", some)  # noqa: S608 - question marks
                found |= {md5: value for md5, value in rows if _md5(value) == md5}
                late = f"UPDATE texts SET used = ? {those} AND used < ?"  # noqa: S608
                base.execute(late, (time.time(), *some, time.time() - _DAY))
        except FAULTS as error:
            self.give_up(error)
        return found

    def keep_texts(self, texts: Iterable[bytes]) -> None:
        """Keep texts by their MD5 sums."""
        rows = [(_md5(text), time.time(), len(text), text) for text in texts]
        base = self._opened() if rows else None
        if base is None:
            return
        try:
            base.execute("BEGIN IMMEDIATE")
            base.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", rows)
            base.execute("COMMIT")
            self.bound(base)
        except FAULTS as error:
            self.give_up(error)

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None and self._grew:
            self._grew = False
            self.bound(self._base)
        if self._base is not None:
            self._base.close()
            self._base = None

    def bound(self, base: sqlite3.Connection) -> None:
        """Let go of what was of use longest ago, where the cache has become too large."""
        try:
            most = pruning.most()
            if pruning.in_use(base) > most and pruning.prune(base, most):
                self.warning = (
                    f"{self.file}: what a run keeps of one feed has no room in {sized(most)}, and the next "
                    f"makes it anew; {pruning.VARIABLE} allows more"
                )
        except FAULTS as error:
            self.give_up(error)

    def _opened(self) -> sqlite3.Connection | None:
        if self._base is None:
            self._base = self.connect()
        return self._base

    @property
    def file(self) -> Path:
        """The file that holds all of it; what SQLite needs meanwhile lies beside."""
        return self.folder / FILE

    def connect(self, *, keep: bool = False) -> sqlite3.Connection | None:
        """Return a connection of its own to the file; where there can be none, the warning says why.

        With ``keep`` a file that is damaged stays as it is.
        """
        if self.warning:
            return None
        base = None
        try:
            pruning.most()
            self.folder.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(self.folder / FILE, timeout=_WAIT, isolation_level=None)
            # A file that is lost with the power is made anew: nothing waits for the disk.
            base.execute("PRAGMA synchronous = OFF")
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
                _make(base)
                self._clear_earlier()
        except ValueError as error:
            self.warning = f"the run does without a cache: {error}"
            return None
        except FAULTS as error:
            if base is not None:
                base.close()
            self.give_up(error, keep=keep)
            return None
        return base

    def _clear_earlier(self) -> None:
        """Delete what an earlier podfeed kept, which nobody reads any more."""
        for path in self.folder.glob("podfeed-*.sqlite3*"):
            number = path.name.removeprefix("podfeed-").partition(".")[0]
            if number.isdecimal() and int(number) < _FORM:
                with suppress(OSError):
                    path.unlink()

    def remove(self) -> None:
        """Delete the file, and what belongs to it first: that must never meet another."""
        self.close()
        for more in ("-wal", "-shm", ""):
            with suppress(OSError):
                (self.folder / f"{FILE}{more}").unlink(missing_ok=True)

    def give_up(self, error: Exception, *, keep: bool = False) -> None:
        """Do without the cache for the rest of the run; one that is damaged is removed."""
        self.warning = f"{self.folder / FILE}: the cache cannot be used, and this run is slower: {error}"
        self.close()
        if _is_damaged(error) and not keep:
            self.warning += "; it was removed, and the next run makes it anew"
            self.remove()


def _make(base: sqlite3.Connection) -> None:
    """Make the tables. SQLite waits for nobody where two that do so would wait for each other."""
    end = time.monotonic() + _WAIT
    while True:
        try:
            base.executescript(_TABLES)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_AGAIN)
        else:
            return


def _is_damaged(error: Exception) -> bool:
    """Say whether a cache is no cache: garbage, or tables of another kind. What is busy or full is sound."""
    if isinstance(error, OSError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in (
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_ERROR,
    )


@lru_cache(maxsize=1)
def code_fingerprint() -> bytes:
    """Return what changes with podfeed itself, and with the versions of what is installed beside it."""
    own = Path(__file__).parent
    # What an installer put there has a list of checksums; each installation gives its files other times.
    lists = [digest_of_file(path) or b"" for path in own.parent.glob("podfeed_rss-*.dist-info/RECORD")]
    seen = [each.hex() for each in lists]
    seen += sorted(path.removeprefix(str(own)) for path in _sources(str(own), timed=not any(lists)))
    for folder in sys.path:
        with suppress(OSError):
            seen += sorted(name for name in os.listdir(folder or ".") if name.endswith(".dist-info"))  # noqa: PTH208
    return blake2b("\n".join([sys.version, *seen]).encode(), digest_size=16).digest()


def _sources(folder: str, *, timed: bool) -> Iterator[str]:
    """Yield each file of Python below a folder, with its size and, where that says something, its time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns if timed else 0}"
            elif entry.is_dir() and not entry.name.startswith("__"):
                yield from _sources(entry.path, timed=timed)


def _md5(data: object) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest() if isinstance(data, bytes) else ""


def _sealed_json(key: tuple[Any, ...], value: Any) -> str:
    """Return a value as it is kept: behind a checksum, as SQLite notices no bit that fell over."""
    text = json.dumps(value)
    return f"{zlib.crc32(f'{_key(key)}{text}'.encode()):08x}{text}"


def _unsealed_json(key: tuple[Any, ...], kept: Any) -> Any:
    """Return the value, or None where it is not what was written."""
    text = str(kept)[8:]
    whole = str(kept)[:8] == f"{zlib.crc32(f'{_key(key)}{text}'.encode()):08x}"
    return json.loads(text) if whole else None


def is_kept(key: object, kept: object) -> bool:
    """Say whether a row of what is kept under keys is what was written."""
    text = str(kept)
    return text[:8] == f"{zlib.crc32(f'{key}{text[8:]}'.encode()):08x}"


def is_text(md5: object, text: object) -> bool:
    """Say whether a text is the one with an MD5 sum."""
    return _md5(text) == md5


def _key(key: tuple[Any, ...]) -> str:
    return json.dumps([__version__, *key])


class _Plain(pickle.Unpickler):
    """Reads numbers, texts, bytes and tuples of them: what somebody else put into a cache runs nothing."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")


def dumped(value: Any) -> bytes:
    """Return plain data as bytes."""
    return pickle.dumps(value, 5)


def loaded(data: bytes | memoryview) -> Any:
    """Return the plain data in bytes; where there is none, a ValueError."""
    try:
        return _Plain(io.BytesIO(data)).load()
    except Exception as error:  # whatever a pickle that somebody made raises
        raise ValueError(str(error)) from error


def sealed(value: Any) -> bytes:
    """Return plain data as bytes, behind a checksum."""
    data = dumped(value)
    return zlib.crc32(data).to_bytes(4, "big") + data


def unsealed(data: bytes) -> Any:
    """Return plain data; bytes that are none are a ValueError."""
    if len(data) < 4 or zlib.crc32(memoryview(data)[4:]) != int.from_bytes(data[:4], "big"):
        raise ValueError("the bytes are not what was written")
    return loaded(memoryview(data)[4:])
