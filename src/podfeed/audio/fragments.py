"""Fragmented MP4: how long its fragments are together, which its header does not say.

`moov` describes the tracks, and each `moof` what a fragment adds to one.
"""

from __future__ import annotations

import struct
from dataclasses import field
from typing import BinaryIO

from podfeed.audio.boxes import LARGEST, boxes, inside
from podfeed.lazily import dataclass

_DURATION, _SIZE, _FLAGS, _OFFSET = 0x100, 0x200, 0x400, 0x800  # of a sample, in trun


@dataclass(slots=True)
class _Track:
    scale: int = 0
    kind: str = ""
    usual: int = 0  # duration of a sample that says none
    end: int = 0  # in units of the scale


@dataclass(slots=True)
class _Movie:
    tracks: dict[int, _Track] = field(default_factory=dict)


def duration(file: BinaryIO) -> float | None:
    """Return the seconds of the longest track that is heard, or seen; None where there are no fragments."""
    movie, fragments = _Movie(), 0
    file.seek(0)
    for name, start, size in boxes(file):
        if name == b"moov" and size <= LARGEST:
            file.seek(start)
            _moov(file.read(size), movie)
        elif name == b"moof" and size <= LARGEST:
            file.seek(start)
            _moof(file.read(size), movie)
            fragments += 1
    if not fragments:
        return None
    heard = [track for track in movie.tracks.values() if track.kind == "soun"] or [*movie.tracks.values()]
    return max((track.end / track.scale for track in heard if track.scale), default=None)


def _moov(data: bytes, movie: _Movie) -> None:
    for name, box in inside(data):
        if name == b"trak":
            _trak(box, movie)
        elif name == b"mvex":
            for inner, defaults in inside(box):
                if inner == b"trex" and len(defaults) >= 16:
                    number, _description, usual = struct.unpack_from(">III", defaults, 4)
                    movie.tracks.setdefault(number, _Track()).usual = usual


def _trak(data: bytes, movie: _Movie) -> None:
    number, found = 0, _Track()
    for name, box in inside(data):
        if name == b"tkhd" and len(box) >= 24:
            number = struct.unpack_from(">I", box, 20 if box[0] == 1 else 12)[0]
        elif name == b"mdia":
            for inner, media in inside(box):
                if inner == b"mdhd" and len(media) >= 24:
                    found.scale = struct.unpack_from(">I", media, 20 if media[0] == 1 else 12)[0]
                elif inner == b"hdlr" and len(media) >= 12:
                    found.kind = media[8:12].decode("latin-1")
    known = movie.tracks.setdefault(number, found)
    known.scale, known.kind = found.scale, found.kind


def _moof(data: bytes, movie: _Movie) -> None:
    for name, traf in inside(data):
        if name == b"traf":
            _traf(traf, movie)


def _traf(data: bytes, movie: _Movie) -> None:
    track, usual = _Track(), 0
    for name, box in inside(data):
        if name == b"tfhd" and len(box) >= 8:
            track = movie.tracks.setdefault(struct.unpack_from(">I", box, 4)[0], _Track())
            usual = _usual(box) or track.usual
        elif name == b"tfdt" and len(box) >= 8:
            track.end = struct.unpack_from(">Q" if box[0] == 1 else ">I", box, 4)[0]
        elif name == b"trun" and len(box) >= 8:
            track.end += _run(box, usual)


def _usual(box: bytes) -> int:
    """Return the duration of a sample that a fragment gives for all, or 0."""
    flags = int.from_bytes(box[1:4], "big")
    position = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int(struct.unpack_from(">I", box, position)[0]) if flags & 0x8 and len(box) >= position + 4 else 0


def _run(box: bytes, usual: int) -> int:
    """Return the duration of the samples of a run."""
    flags = int.from_bytes(box[1:4], "big")
    count = struct.unpack_from(">I", box, 4)[0]
    if not flags & _DURATION:
        return int(count) * usual
    position = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(bool(flags & each) for each in (_DURATION, _SIZE, _FLAGS, _OFFSET))
    last = min(position + count * step, len(box) - 3)
    return sum(struct.unpack_from(">I", box, place)[0] for place in range(position, last, step))


def is_fragmented(file: BinaryIO) -> bool:
    """Say whether the header of a file announces fragments."""
    file.seek(0)
    for name, start, size in boxes(file):
        if name == b"moov" and size <= LARGEST:
            file.seek(start)
            return any(inner == b"mvex" for inner, _box in inside(file.read(size)))
    return False
