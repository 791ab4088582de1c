"""Chapters of MP4 files in a text track, as QuickTime and Apple's tools write them.

A track names its chapters' track in `tref/chap`; the samples of that are texts, each as long as its chapter.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from podfeed.audio.boxes import LARGEST, boxes, inside

Box = dict[bytes, bytes]


def chapters(file: BinaryIO) -> Iterator[tuple[float, str, str | None]]:
    """Yield the start in seconds, the title and, if there is one, the link of each chapter."""
    moov = _moov(file)
    tracks = [dict(inside(box)) for name, box in inside(moov) if name == b"trak"]
    wanted = {number for track in tracks for number in chapter_tracks(track)}
    for track in tracks:
        if track_number(track) in wanted:
            media = dict(inside(track.get(b"mdia", b"")))
            handler = media.get(b"hdlr", b"")[8:12]
            if handler in (b"text", b"sbtl"):
                yield from _samples(file, media)
                return


def _moov(file: BinaryIO) -> bytes:
    file.seek(0)
    for name, start, size in boxes(file):
        if name == b"moov" and size <= LARGEST:
            file.seek(start)
            return file.read(size)
    return b""


def track_number(track: Box) -> int:
    """Return the number of a track."""
    head = track.get(b"tkhd", b"")
    place = 20 if head[:1] == b"\x01" else 12
    return int(struct.unpack_from(">I", head, place)[0]) if len(head) >= place + 4 else 0


def chapter_tracks(track: Box) -> tuple[int, ...]:
    """Return the numbers of the tracks that hold the chapters of a track."""
    found = dict(inside(track.get(b"tref", b""))).get(b"chap", b"")
    return struct.unpack(f">{len(found) // 4}I", found[: len(found) // 4 * 4])


def _samples(file: BinaryIO, media: Box) -> Iterator[tuple[float, str, str | None]]:
    head = media.get(b"mdhd", b"")
    scale = struct.unpack_from(">I", head, 20 if head[:1] == b"\x01" else 12)[0]
    table = dict(inside(dict(inside(media.get(b"minf", b""))).get(b"stbl", b"")))
    at = 0
    for (offset, size), units in zip(_places(table), _durations(table), strict=False):
        file.seek(offset)
        title, link = _text(file.read(min(size, 65_536)))
        if scale:
            yield at / scale, title, link
        at += units


def _durations(table: Box) -> Iterator[int]:
    for times, units in _pairs(table.get(b"stts", b"")):
        yield from [units] * min(times, 100_000)


def _pairs(box: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">I", box, 4)[0] if len(box) >= 8 else 0
    for index in range(min(count, (len(box) - 8) // 8)):
        yield struct.unpack_from(">II", box, 8 + index * 8)


def _places(table: Box) -> Iterator[tuple[int, int]]:
    """Yield the place and the size of each sample: those of a chunk lie behind one another."""
    sizes = iter(_sizes(table.get(b"stsz", b"")))
    chunks = [*_chunks(table)]
    runs = [
        struct.unpack_from(">III", table[b"stsc"], 8 + 12 * index)[:2]
        for index in range((len(table.get(b"stsc", b"")) - 8) // 12)
    ]
    runs.append((len(chunks) + 1, 0))
    for (first, samples), (following, _samples) in pairwise(runs):
        # Each chunk takes a sample: tables that say more than there are end here.
        for chunk in range(max(first, 1), min(following, len(chunks) + 1) if samples else 0):
            place = chunks[chunk - 1]
            for _ in range(samples):
                size = next(sizes, None)
                if size is None:
                    return
                yield place, size
                place += size


def _sizes(box: bytes) -> list[int]:
    if len(box) < 12:
        return []
    same, count = struct.unpack_from(">II", box, 4)
    if same:
        return [same] * min(count, 100_000)
    count = min(count, (len(box) - 12) // 4)
    return [*struct.unpack_from(f">{count}I", box, 12)]


def _chunks(table: Box) -> Iterator[int]:
    form, name = (">Q", b"co64") if b"co64" in table else (">I", b"stco")
    box, width = table.get(name, b""), struct.calcsize(form)
    for place in range(8, len(box) - width + 1, width):
        yield struct.unpack_from(form, box, place)[0]


def _text(sample: bytes) -> tuple[str, str | None]:
    """Read a sample: two bytes of length, the text, then boxes, of which `href` holds a link."""
    if len(sample) < 2:
        return "", None
    length = struct.unpack_from(">H", sample)[0]
    raw, rest = sample[2 : 2 + length], sample[2 + length :]
    utf16 = raw[:2] in (b"\xfe\xff", b"\xff\xfe")
    text = raw.decode("utf-16" if utf16 else "utf-8", "replace").strip("\0 ")
    href = dict(inside(rest)).get(b"href", b"")
    size = href[4] if len(href) > 4 else 0
    return text, href[5 : 5 + size].decode("utf-8", "replace") or None
