"""Whether a file is still the very one that somebody saw: parts of it are read as long as it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# What differs as soon as another file has the name, or somebody has written to it: which file it is, its
# size, and when it and its name were changed, in nanoseconds.
Stamp = tuple[int, int, int, int]

_PIECE = 1 << 20  # bytes that are read at once


def stamp_of(path: Path | str | int) -> Stamp | None:
    """Return the stamp of a file, or of an open one by its number; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of a number, too
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read_while(path: str, stamp: Stamp, where: range) -> Iterator[bytes]:
    """Yield some bytes of a file piece by piece, as long as it has a stamp.

    Who writes to a file changes its times first: with the old times behind them, bytes that were read are
    the old ones.
    """
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - for each part of a feed
            file.seek(where.start)
            left = len(where)
            while left:
                piece = file.read(min(left, _PIECE))
                if not piece or stamp_of(file.fileno()) != stamp:
                    return
                left -= len(piece)
                yield piece
    except OSError:
        return
