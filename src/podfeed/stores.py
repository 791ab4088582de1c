"""What lies in the cache, for those who ask: its kinds, its shows, and whether it is whole."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from podfeed.cache import FAULTS, Cache, is_kept, is_text, unsealed
from podfeed.problems import PodfeedError
from podfeed.pruning import most

# The tables, by what is said of their rows.
_KINDS = {
    "kept": "facts about files",
    "shows": "feeds",
    "cards": "groups of posts",
    "items": "rendered episodes",
    "runs": "records of runs",
    "texts": "texts of stores",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A feed of which posts and items are kept; ``used`` is in seconds since 1970, ``size`` in bytes."""

    content: str
    settings: str
    feed: str
    episodes: int
    size: int
    used: float
    is_there: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a cache; ``size`` is in bytes, 0 where there is none, and ``most`` what it may have."""

    path: str
    most: int
    size: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    shows: tuple[Kept, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def read_contents(cache: Cache) -> Contents:
    """Return what is in a cache; one that cannot be read is a `PodfeedError`."""
    path = str(cache.file)
    try:
        bound = most()
    except ValueError as error:
        raise PodfeedError(str(error)) from error
    if not cache.file.is_file():
        return Contents(path, bound)
    with closing(_opened(cache)) as base:
        try:
            kinds = {_KINDS[name]: _count(base, name) for name in _KINDS if name in _tables(base)}
            return Contents(path, bound, _size(cache), kinds, tuple(_shows(base)))
        except FAULTS as error:
            raise _unreadable(cache, error) from error


def damages(cache: Cache) -> list[str]:
    """Return what is wrong with a cache, a sentence each."""
    if not cache.file.is_file():
        return []
    try:
        with closing(_opened(cache)) as base:
            found = [str(text) for (text,) in base.execute("PRAGMA integrity_check(20)")]
            if found != ["ok"]:
                return [f"{cache.file}: {text}" for text in found]
            return [f"{cache.file}: {text}" for text in _damages(base)]
    except FAULTS as error:
        return [f"{cache.file}: {error}"]


def clear_all(cache: Cache) -> bool:
    """Remove a cache; say whether there was one."""
    there = cache.file.exists()
    cache.remove()
    for each in cache.folder.glob("podfeed-*.sqlite3*"):  # of other versions
        with suppress(OSError):
            each.unlink()
    if cache.file.exists():
        raise PodfeedError(f"{cache.file}: it cannot be removed")
    return there


def clear_unused(cache: Cache) -> list[str]:
    """Let go of the shows whose content folder is no longer there, and return these folders."""
    if not cache.file.is_file():
        return []
    with closing(_opened(cache)) as base:
        try:
            gone = [
                (number, each.content)
                for number, each in zip(_numbers(base), _shows(base), strict=True)
                if not each.is_there
            ]
            base.execute("BEGIN IMMEDIATE")
            for number, _ in gone:
                for table, column in (("cards", "show"), ("items", "show"), ("shows", "id")):
                    base.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608 - our names
            base.execute("COMMIT")
            base.execute("VACUUM")
        except FAULTS as error:
            raise _unreadable(cache, error) from error
    return [content for _, content in gone]


def _opened(cache: Cache) -> sqlite3.Connection:
    base = cache.connect(keep=True)
    if base is None:
        raise PodfeedError(cache.warning)
    return base


def _unreadable(cache: Cache, error: Exception) -> PodfeedError:
    return PodfeedError(f"{cache.file}: the cache cannot be read: {error}; podfeed cache clear removes it")


def _tables(base: sqlite3.Connection) -> set[str]:
    return {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _count(base: sqlite3.Connection, table: str) -> int:
    return int(base.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608 - our names


def _size(cache: Cache) -> int:
    files = (cache.file, *(cache.file.with_name(f"{cache.file.name}{more}") for more in ("-wal", "-shm")))
    return sum(path.stat().st_size for path in files if path.is_file())


def _numbers(base: sqlite3.Connection) -> list[int]:
    return [number for (number,) in base.execute("SELECT id FROM shows ORDER BY used DESC, id")]


def _shows(base: sqlite3.Connection) -> Iterator[Kept]:
    query = """
        SELECT place, used, (SELECT COUNT(*) FROM items WHERE show = shows.id),
            (SELECT TOTAL(LENGTH(value)) FROM items WHERE show = shows.id)
            + (SELECT TOTAL(LENGTH(value) + LENGTH(pieces)) FROM cards WHERE show = shows.id)
        FROM shows ORDER BY used DESC, id"""
    for place, used, episodes, size in base.execute(query):
        content, settings, feed = (*str(place).split("\0"), "", "")[:3]
        # Whether a folder of a store is still there is not worth asking the store.
        is_there = "://" in content or Path(content).exists()
        yield Kept(content, settings, feed, episodes, int(size), float(used or 0), is_there)


def _damages(base: sqlite3.Connection) -> Iterator[str]:
    checks: dict[str, tuple[str, Callable[..., bool]]] = {
        "kept": ("key, key, value", is_kept),
        "shows": ("id, written", _is_sealed_or_none),
        "cards": ("show || '/' || bucket, rows, value, pieces", _is_sealed),
        "items": ("id, value", _is_item),
        "runs": ("HEX(key), value", _is_sealed),
        "texts": ("md5, md5, value", is_text),
    }
    there = _tables(base)
    for table in checks.keys() & there:
        columns, is_whole = checks[table]
        for name, *values in base.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - our names
            if not is_whole(*values):
                yield f"{_KINDS[table]}: row {name} is not what was written"


def _is_sealed(*values: object) -> bool:
    try:
        for value in values:
            unsealed(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return False
    return True


def _is_sealed_or_none(value: object) -> bool:
    return value is None or _is_sealed(value)


def _is_item(value: object) -> bool:
    return isinstance(value, bytes) and zlib.crc32(value[4:]).to_bytes(4, "big") == value[:4]
