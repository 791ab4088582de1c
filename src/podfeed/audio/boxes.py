"""The boxes of MP4 files, of ISO/IEC 14496-12: each begins with its size and its name."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

LARGEST = 64_000_000  # bytes of a box that is read whole


def boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, the place and the size of what each box at the top holds, from where the file is."""
    while len(head := file.read(8)) == 8:
        size, name = struct.unpack(">I4s", head)
        before = 8
        if size == 1:
            wide = file.read(8)
            if len(wide) < 8:
                return
            size, before = struct.unpack(">Q", wide)[0], 16
        if size < before:  # 0: to the end of the file
            return
        start = file.tell()
        yield name, start, size - before
        file.seek(start + size - before)


def inside(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the boxes in a box that holds boxes."""
    position = 0
    while position + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        if size < 8:
            return
        yield name, data[position + 8 : position + size]
        position += size
