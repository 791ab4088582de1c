"""The cache is bounded: where it has grown too large, what was of use longest ago goes.

A feed goes whole, with its cards and items; of all else, a row.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress

VARIABLE = "PODFEED_CACHE_SIZE"
_DEFAULT = 1_000_000_000  # bytes
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_FORM = r"(\d{1,15}(?:\.\d{1,6})?)\s*([kmg]?)b?"
_AT_ONCE = 10_000
# What can go: when it was of use, its table, its key, and how many bytes it takes.
_ENTRIES = """
SELECT * FROM (
    SELECT used, 'shows', id,
        (SELECT TOTAL(LENGTH(value)) FROM items WHERE show = shows.id)
        + (SELECT TOTAL(LENGTH(value) + LENGTH(pieces)) FROM cards WHERE show = shows.id)
        + IFNULL(LENGTH(written), 0) FROM shows
    UNION ALL SELECT used, 'kept', key, LENGTH(key) + LENGTH(value) FROM kept
    UNION ALL SELECT used, 'runs', key, LENGTH(value) FROM runs
    UNION ALL SELECT used, 'texts', md5, size FROM texts
) ORDER BY used LIMIT ?"""
_GONE = {
    "shows": (
        "DELETE FROM cards WHERE show = ?",
        "DELETE FROM items WHERE show = ?",
        "DELETE FROM shows WHERE id = ?",
    ),
    "kept": ("DELETE FROM kept WHERE key = ?",),
    "runs": ("DELETE FROM runs WHERE key = ?",),
    "texts": ("DELETE FROM texts WHERE md5 = ?",),
}


def most() -> int:
    """Return how many bytes the cache may take; a ``PODFEED_CACHE_SIZE`` that is no size is a ValueError."""
    said = os.environ.get(VARIABLE, "").strip()
    if not said:
        return _DEFAULT
    found = re.fullmatch(_FORM, said, re.IGNORECASE)
    if found is None:
        raise ValueError(f"{VARIABLE} is {said!r}, which is no size such as 500 MB or 2 GB")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def in_use(base: sqlite3.Connection) -> int:
    """Return how many bytes are in use, those aside that the next run fills."""
    pages, free, size = (_pragma(base, name) for name in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * size


def prune(base: sqlite3.Connection, bound: int) -> bool:
    """Let go of what was of use longest ago until there is room; say whether even the newest had to go."""
    base.execute("BEGIN IMMEDIATE")
    newest_went = False
    while in_use(base) > bound:
        entries = base.execute(_ENTRIES, (_AT_ONCE,)).fetchall()
        if not entries:
            break
        newest_went = len(entries) == 1
        over = in_use(base) - bound * 9 // 10  # so that it is not the next run's turn already
        for _, table, key, size in entries[: max(1, len(entries) - 1)]:
            for statement in _GONE[table]:
                base.execute(statement, (key,))
            over -= size
            if over <= 0:
                break
    base.execute("COMMIT")
    free = _pragma(base, "freelist_count") * _pragma(base, "page_size")
    if free > bound // 4:  # what is free is filled again, but not all of it where the bound was lowered
        with suppress(sqlite3.OperationalError):  # others are reading, or the disk is full
            base.execute("VACUUM")
    return newest_went


def _pragma(base: sqlite3.Connection, name: str) -> int:
    return int(base.execute(f"PRAGMA {name}").fetchone()[0])
