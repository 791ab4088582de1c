"""MPEG audio counted frame by frame, where no header says how many there are, or says it wrong.

The layout of a header: http://www.mp3-tech.org/programmer/frame_header.html
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from mmap import mmap

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version bits
_KBITS = {
    (1, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # kbit/s by version and layer bits
_HEADER = 4
# Frames, and places where one could begin, that are looked at: three days of sound hold no more.
MOST = 10_000_000
Data = mmap | bytes


@cache
def _frame(second: int, third: int) -> tuple[int, int, int] | None:
    """Return bytes, samples and sample rate of a frame by the second and third byte of its header."""
    version, layer, bitrate, rate = (second >> 3) & 3, (second >> 1) & 3, third >> 4, (third >> 2) & 3
    if second & 0xE0 != 0xE0 or version == 1 or layer == 0 or bitrate in (0, 15) or rate == 3:
        return None
    hertz, first = _RATES[version][rate], version == 3
    bits = _KBITS[1 if first else 2, layer][bitrate - 1] * 1000
    padding = (third >> 1) & 1
    if layer == 3:
        return (12 * bits // hertz + padding) * 4, 384, hertz
    samples = 1152 if first or layer == 2 else 576
    return samples // 8 * bits // hertz + padding, samples, hertz


def count(data: Data, start: int, end: int) -> float:
    """Return how many seconds the frames between two bytes last.

    Tags between and behind the frames, of files that were joined, are passed over. What holds more frames
    than sound can have gives 0.
    """
    counted: Counter[tuple[int, int]] = Counter()
    position, kind, left = start, None, MOST
    while position + _HEADER <= end:
        left -= 1
        if left < 0:
            return 0.0
        frame = _frame(data[position + 1], data[position + 2]) if data[position] == 0xFF else None
        if frame is None:
            position, left = _next(data, position, end, kind, left)
            continue
        size, samples, hertz = frame
        position += size
        if position > end:  # cut short: no app plays it
            break
        kind = hertz
        counted[samples, hertz] += 1
    return sum(times * samples / hertz for (samples, hertz), times in counted.items())


def _next(data: Data, position: int, end: int, kind: int | None, left: int) -> tuple[int, int]:
    """Return where the next frame may begin: behind a tag, or at the next header that another follows.

    With it stands how many places are left to be looked at.
    """
    if data[position : position + 3] == b"ID3" and position + 10 <= end:
        size = data[position + 6 : position + 10]
        return position + 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]), left
    while left > 0:
        left -= 1
        position = data.find(b"\xff", position + 1)
        if position < 0 or position + _HEADER > end:
            return end, left
        frame = _frame(data[position + 1], data[position + 2])
        if frame is None or kind not in (None, frame[2]):
            continue
        follower = position + frame[0]
        if follower + 3 > end or (data[follower] == 0xFF and _frame(data[follower + 1], data[follower + 2])):
            return position, left
    return position, 0
