"""What a run makes of each post waits in a file of its own until the feed is written.

So no run holds more of an episode in memory than what orders the feed and sums it up.
"""

from __future__ import annotations

import io
from typing import IO

from podfeed.build.card import Card
from podfeed.build.packing import Plain, packed
from podfeed.cache import dumped, loaded
from podfeed.lazily import dataclass

_IN_MEMORY = 16 << 20  # bytes that wait in memory
_LENGTH = 4  # bytes that say how long what follows is


@dataclass(slots=True)
class Spool:
    """The file: for each card its item, and behind it all that the cache is to keep of the post."""

    _file: IO[bytes] | None = None

    def put(self, card: Card) -> None:
        """Put away what is needed of a post when the feed is judged and written; on a full disk it stays."""
        data = dumped(packed(card))
        try:
            file = self._room()
            start = file.seek(0, 2)
            file.write(b"".join((card.item or b"", len(data).to_bytes(_LENGTH, "big"), data)))
        except OSError:
            return
        card.waits = start
        card.item = card.piece = card.piece_data = card.trace = card.own = None

    def item(self, card: Card) -> bytes:
        """Return the item of an episode."""
        if card.waits is None or self._file is None:
            return card.item or b""
        self._file.seek(card.waits)
        return self._file.read(card.size)

    def plain(self, card: Card) -> Plain:
        """Return all that was made of a post, as the cache keeps it."""
        if card.waits is None or self._file is None:
            return packed(card)
        self._file.seek(card.waits + card.size)
        length = int.from_bytes(self._file.read(_LENGTH), "big")
        found: Plain = loaded(self._file.read(length))
        return found

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _room(self) -> IO[bytes]:
        """Return where things wait: in memory, and on disk where they are many."""
        if self._file is None:
            self._file = io.BytesIO()
        elif isinstance(self._file, io.BytesIO) and self._file.getbuffer().nbytes > _IN_MEMORY:
            from tempfile import TemporaryFile  # noqa: PLC0415 - takes as long to import as a post to make

            file = TemporaryFile()  # noqa: SIM115 - as long as the run
            file.write(self._file.getbuffer())
            self._file = file
        return self._file
