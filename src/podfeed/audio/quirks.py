"""What is right in a media file and worse for listeners than it need be."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

from mutagen.mp3 import MP3, BitrateMode

from podfeed.audio.boxes import boxes
from podfeed.audio.mpeg import count
from podfeed.files import opened

# A constant bit rate and the count of frames agree to this share.
_SAME = 0.02


def has_index_at_end(path: Path) -> bool:
    """Say whether the index of an MP4 (moov) stands behind its sound (mdat), so that playing starts late."""
    with opened(path) as file:
        if file.read(8)[4:] != b"ftyp":
            return False
        file.seek(0)
        names = [name for name, _start, _size in boxes(file)]
    return b"moov" in names and b"mdat" in names and names.index(b"mdat") < names.index(b"moov")


def is_vbr_without_header(path: Path) -> bool:
    """Say whether an MP3 of variable bit rate has no header (Xing, VBRI) that counts its frames."""
    with opened(path) as file:
        try:
            info: Any = MP3(file).info  # type: ignore[no-untyped-call]
        except Exception:  # no MP3, or a broken one, which probe tells of
            return False
        if info.sketchy or info.bitrate_mode != BitrateMode.UNKNOWN or not info.length:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            seconds = count(data, int(getattr(info, "frame_offset", 0)), len(data))
    return seconds > 0 and abs(seconds - float(info.length)) / seconds > _SAME
