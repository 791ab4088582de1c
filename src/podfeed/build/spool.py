"""What a run makes of posts waits in a file of its own until the feed is written.

So no run holds more of an episode in memory than what orders the feed and sums it up.
"""

from __future__ import annotations

from dataclasses import field
from typing import IO

from podfeed.lazily import dataclass

_IN_MEMORY = 16 << 20  # bytes that wait in memory before anything waits on disk
_AT_ONCE = 1 << 20  # bytes that are written together


@dataclass(slots=True)
class Spool:
    """Bytes that are put away and asked for by where they were put; many of them wait on disk."""

    _held: bytearray = field(default_factory=bytearray)
    _file: IO[bytes] | None = None
    _size: int = 0  # of what is in the file
    _full: bool = False  # the disk: what comes from now on waits in memory

    def put(self, data: bytes) -> int:
        """Put bytes away; return where they are."""
        most = _IN_MEMORY if self._file is None else _AT_ONCE
        if len(self._held) + len(data) > most and not self._full:
            self._move()
        self._held += data
        return self._size + len(self._held) - len(data)

    def _move(self) -> None:
        """Let what waits in memory wait on disk, if there is room."""
        try:
            if self._file is None:
                from tempfile import TemporaryFile  # noqa: PLC0415 - takes as long to import as a post to make

                self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - as long as the run
            self._file.seek(self._size)
            left = memoryview(self._held)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._full = True
            return
        self._size += len(self._held)
        self._held = bytearray()

    def get(self, start: int, size: int) -> bytes:
        """Return bytes that were put away."""
        if start >= self._size:
            start -= self._size
            return bytes(memoryview(self._held)[start : start + size])
        assert self._file is not None  # noqa: S101
        self._file.seek(start)
        return self._file.read(size)

    def close(self) -> None:
        """Let go of all of it."""
        self._held = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None
