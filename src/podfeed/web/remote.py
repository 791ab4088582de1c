"""A file on a server, read in pieces where somebody reads it, as if it lay here."""

from __future__ import annotations

import io
from dataclasses import field
from typing import Any

from podfeed.lazily import dataclass, pattern
from podfeed.problems import TooMuchError
from podfeed.web.client import Client, failed

_RANGE = pattern(r"bytes (\d+)-(\d+)/(\d+|\*)")
_BLOCK = 1 << 16  # bytes of a request
_PARTIAL = 206


@dataclass(slots=True)
class _Answer:
    """What the first answer said of the whole file."""

    length: int | None
    ranges: bool
    validator: str
    type: str


@dataclass(slots=True)
class _Blocks:
    client: Client
    url: str
    limit: int
    answer: _Answer | None = None
    only_head: bool = False
    blocks: dict[int, bytes] = field(default_factory=dict)
    moved: int = 0


class RemoteFile(io.RawIOBase):
    """A file that can seek; it asks for blocks of 64 kB, each once, and for no more than ``limit`` bytes.

    What the server does wrong is a `ProblemsError`; reading beyond the limit, or what a server without
    ranges does not give, a `TooMuchError`.
    """

    def __init__(self, client: Client, url: str, *, limit: int) -> None:
        super().__init__()
        self._state = _Blocks(client, url, limit)
        self._position = 0
        self._block(0)

    @property
    def name(self) -> str:
        """The address."""
        return self._state.url

    @property
    def length(self) -> int | None:
        """The bytes of the whole file, or None where the server does not say."""
        assert self._state.answer is not None  # noqa: S101
        return self._state.answer.length

    @property
    def type(self) -> str:
        """The MIME type that the server gives, or an empty text."""
        assert self._state.answer is not None  # noqa: S101
        return self._state.answer.type

    @property
    def moved(self) -> int:
        """The bytes that were moved so far."""
        return self._state.moved

    def take_head(self) -> bytes:
        """Return the first block, and from now on take all behind it for empty where no parts are given."""
        assert self._state.answer is not None  # noqa: S101
        self._state.only_head = not self._state.answer.ranges
        return self._block(0)

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """Every place can be read."""
        return True

    def tell(self) -> int:
        """Return the place that is read next."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; nothing is moved yet."""
        end = self.length if self.length is not None else len(self._block(0))
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: end}[whence]
        if base + offset < 0:
            raise OSError(22, "before the beginning of the file")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, as far as one block goes."""
        data = self._piece(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def read(self, size: int | None = -1) -> bytes:
        """Return bytes, as many as are asked for and there."""
        end = self.length if self.length is not None else len(self._block(0))
        wanted = max(end - self._position, 0)
        wanted = wanted if size is None or size < 0 else min(size, wanted)
        if wanted > self._state.limit:
            raise TooMuchError
        parts = []
        while wanted > 0:
            data = self._piece(self._position, wanted)
            if not data:
                break
            parts.append(data)
            self._position += len(data)
            wanted -= len(data)
        return b"".join(parts)

    def _piece(self, start: int, size: int) -> bytes:
        """Return bytes of one block."""
        number, offset = divmod(start, _BLOCK)
        return self._block(number)[offset : offset + size]

    def _block(self, number: int) -> bytes:
        state = self._state
        if number not in state.blocks:
            answer = state.answer
            if state.only_head:
                return b""
            if answer is not None and not answer.ranges:
                raise TooMuchError
            if answer is not None and answer.length is not None and number * _BLOCK >= answer.length:
                return b""
            if state.moved >= state.limit:
                raise TooMuchError
            state.blocks[number] = self._fetch(number)
        return state.blocks[number]

    def _fetch(self, number: int) -> bytes:
        state = self._state
        start = number * _BLOCK
        headers = {"Range": f"bytes={start}-{start + _BLOCK - 1}", "Accept-Encoding": "identity"}
        with state.client.opened(state.url, headers) as response:
            said = _said(response)
            if state.answer is None:
                state.answer = said
            elif (said.validator, said.length, said.ranges) != (
                state.answer.validator,
                state.answer.length,
                True,
            ):
                raise failed(state.url, "the file changed while it was read")
            match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
            if response.status == _PARTIAL and (match is None or int(match[1]) != start):
                raise failed(state.url, "the server sent another part than it was asked for")
            data = bytes(response.read(_BLOCK, decode_content=False) or b"")
        state.moved += len(data)
        return data


def _said(response: Any) -> _Answer:
    match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    ranges = response.status == _PARTIAL and match is not None
    total = match[3] if match else response.headers.get("Content-Length", "")
    tag = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    return _Answer(int(total) if total.isdecimal() else None, ranges, tag, kind)
