"""Raw AAC counted frame by frame: ADTS says nowhere how long it is.

The layout of a header: https://wiki.multimedia.cx/index.php/ADTS
"""

from __future__ import annotations

from podfeed.audio.mpeg import MOST, Data

_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_SAMPLES = 1024  # of one block
_HEADER = 7


def count(data: Data, start: int, end: int) -> float:
    """Return how many seconds the frames between two bytes last, 0 where they are too many to be sound."""
    seconds, position, left = 0.0, start, MOST
    while position + _HEADER <= end:
        left -= 1
        if left < 0:
            return 0.0
        second, third = data[position + 1], data[position + 2]
        rate = (third >> 2) & 15
        size = (data[position + 3] & 3) << 11 | data[position + 4] << 3 | data[position + 5] >> 5
        if data[position] != 0xFF or second & 0xF6 != 0xF0 or rate >= len(_RATES) or size < _HEADER:
            position = data.find(b"\xff", position + 1)
            if position < 0:
                break
            continue
        position += size
        if position <= end:
            seconds += ((data[position - size + 6] & 3) + 1) * _SAMPLES / _RATES[rate]
    return seconds
