"""Ogg files that hold several streams, one behind the other: each counts its own granules from 0."""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEAD = 27
_FIRST = 0x02  # a page that begins a stream


def duration(file: BinaryIO) -> float | None:
    """Return the seconds of all streams together; None where the file has one, which mutagen reads."""
    file.seek(0)
    rates: dict[int, tuple[int, int]] = {}  # by serial number: samples in a second, samples to skip
    links: list[set[int]] = []  # streams that begin together play together
    last: dict[int, int] = {}
    beginning = False
    while len(head := file.read(_HEAD)) == _HEAD and head[:4] == b"OggS":
        kind, granule, serial, segments = head[5], *struct.unpack_from("<qI", head, 6), head[26]
        sizes = file.read(segments)
        if kind & _FIRST:
            if not beginning:
                links.append(set())
            links[-1].add(serial)
            rates[serial] = _rate(file.read(sum(sizes)))
        else:
            file.seek(sum(sizes), 1)
            if granule > 0:
                last[serial] = granule
        beginning = bool(kind & _FIRST)
    if len(links) < 2:
        return None
    return sum(max(_seconds(last.get(serial, 0), *rates[serial]) for serial in link) for link in links)


def is_chained(file: BinaryIO, length: int) -> bool:
    """Say whether the last page of a file belongs to another stream than the first."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(max(0, length - (1 << 16)))
    tail = file.read()
    place = tail.rfind(b"OggS")
    return place >= 0 and len(head) == _HEAD and tail[place + 14 : place + 18] != head[14:18]


def _rate(packet: bytes) -> tuple[int, int]:
    if packet.startswith(b"OpusHead") and len(packet) >= 12:
        return 48000, struct.unpack_from("<H", packet, 10)[0]
    if packet.startswith(b"\x01vorbis") and len(packet) >= 16:
        return struct.unpack_from("<I", packet, 12)[0], 0
    if packet.startswith(b"Speex   ") and len(packet) >= 40:
        return struct.unpack_from("<I", packet, 36)[0], 0
    if packet.startswith(b"\x7fFLAC") and len(packet) >= 30:
        return int.from_bytes(packet[27:30], "big") >> 4, 0
    return 0, 0


def _seconds(granule: int, rate: int, skipped: int) -> float:
    return max(granule - skipped, 0) / rate if rate else 0.0
