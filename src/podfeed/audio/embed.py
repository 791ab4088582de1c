"""Chapters written into media files, through a copy that takes the file's name when it is verified."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mutagen import MutagenError, id3

from podfeed.audio import quicktime
from podfeed.audio.boxes import LARGEST, boxes, inside
from podfeed.audio.reading import Audio, probe
from podfeed.files import beside, keep_mode, move_into_place
from podfeed.model import Chapter
from podfeed.problems import Place, Problem, ProblemsError

_Write = Callable[[Path, Path, Sequence[Chapter], int], None]
_FRAMES: Any = id3  # its frames have no types
_NOWHERE = 0xFFFFFFFF
_MOST = 255  # chapters of Nero's list


def embed(path: Path, chapters: Sequence[Chapter]) -> None:
    """Write chapters into an MP3 (CHAP with CTOC) or an M4A (Nero's list), in place of those that are there.

    The file is replaced only when a copy holds them, and says of itself all that it said before.
    """
    before = probe(path)
    write = _WRITERS.get(before.type)
    if write is None:
        raise _failed(path, f"chapters are written into MP3 and M4A, and this is {before.type}")
    ordered = sorted(chapters, key=lambda each: each.start)
    length = round((before.duration.total_seconds() if before.duration else 0) * 1000)
    try:
        with beside(path) as copy:
            _tried(write, path, copy, ordered, length)
            keep_mode(copy, path)
            _verify(path, before, probe(copy), ordered)
            with copy.open("rb") as file:
                os.fsync(file.fileno())
            move_into_place(copy, Path(os.path.realpath(path)))
    except (OSError, MutagenError) as error:
        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        reason = (getattr(cause, "strerror", None) or str(cause)).lower()
        raise _failed(path, f"cannot be written: {reason}; it is as it was") from error


def _tried(write: _Write, path: Path, copy: Path, chapters: Sequence[Chapter], length: int) -> None:
    """Write a copy; a broken file can break its parser in any way, and is refused."""
    try:
        write(path, copy, chapters, length)
    except (ProblemsError, OSError, MutagenError):
        raise
    except Exception as error:
        raise _failed(path, "chapters cannot be written into it: the file is damaged") from error


def _verify(path: Path, before: Audio, after: Audio, chapters: Sequence[Chapter]) -> None:
    """Raise a `ProblemsError` unless a copy holds the chapters and says all else that it said before."""
    wanted = [(each.start, each.title or "") for each in chapters]
    if [(each.start, each.title or "") for each in after.chapters] != wanted:
        raise _failed(path, "the chapters could not be read back; the file is as it was")
    if (after.duration, after.tags, after.codec) != (before.duration, before.tags, before.codec):
        raise _failed(path, "the copy differs in more than its chapters; the file is as it was")


def _failed(path: Path, message: str) -> ProblemsError:
    place = Place(file=str(path))
    return ProblemsError(
        [Problem(rule="chapters-not-written", severity="error", message=message, place=place)]
    )


def _ends(chapters: Sequence[Chapter], length: int) -> Iterable[tuple[Chapter, int, int]]:
    """Yield each chapter with its start and end in milliseconds: to the next, or to the end of the file."""
    ordered = sorted(chapters, key=lambda each: each.start)
    starts = [round(each.start * 1000) for each in ordered]
    for chapter, start, following in zip(
        ordered, starts, [*starts[1:], max(length, starts[-1])], strict=True
    ):
        yield chapter, start, round(chapter.end * 1000) if chapter.end is not None else following


def _into_mp3(path: Path, copy: Path, chapters: Sequence[Chapter], length: int) -> None:
    shutil.copy2(path, copy)
    try:
        tags = _FRAMES.ID3(copy)
    except _FRAMES.ID3NoHeaderError:
        tags = _FRAMES.ID3()
    tags.delall("CHAP")
    tags.delall("CTOC")
    shown = []
    for number, (chapter, start, end) in enumerate(_ends(chapters, length) if chapters else ()):
        name = f"chp{number}"
        frames: list[Any] = [_FRAMES.TIT2(encoding=3, text=[chapter.title or ""])]
        frames += [_FRAMES.WXXX(encoding=3, desc="", url=chapter.href)] if chapter.href else []
        if chapter.picture:
            frames.append(_FRAMES.APIC(encoding=3, mime="image/jpeg", type=0, desc="", data=chapter.picture))
        elif chapter.image:
            frames.append(_FRAMES.APIC(encoding=3, mime="-->", type=0, desc="", data=chapter.image.encode()))
        tags.add(
            _FRAMES.CHAP(
                element_id=name,
                start_time=start,
                end_time=end,
                start_offset=_NOWHERE,
                end_offset=_NOWHERE,
                sub_frames=frames,
            )
        )
        shown += [name] if chapter.toc is not False else []
    if shown:
        flags = _FRAMES.CTOCFlags.TOP_LEVEL | _FRAMES.CTOCFlags.ORDERED
        tags.add(_FRAMES.CTOC(element_id="toc", flags=flags, child_element_ids=shown, sub_frames=[]))
    tags.save(copy, v2_version=tags.version[1] if tags.version[1] in (3, 4) else 4)


# -- MP4


def _into_mp4(path: Path, copy: Path, chapters: Sequence[Chapter], _length: int) -> None:
    """Put a list of chapters into the header, and move what the header points to by what it grew."""
    with path.open("rb") as file, copy.open("xb") as target:
        ends = [0]
        found = []
        for name, start, size in boxes(file):
            found.append((name, ends[-1], start, size))
            ends.append(start + size)
        header = next((each for each in found if each[0] == b"moov" and each[3] <= LARGEST), None)
        if header is None:
            raise _failed(path, "the file has no header that chapters could be written into")
        _name, begin, start, size = header
        file.seek(start)
        old = file.read(size)
        if any(name == b"mvex" for name, _box in inside(old)):
            # Fragments point to places in the file in more ways than are worth knowing here.
            raise _failed(path, "the file is fragmented: make it whole first (ffmpeg -i … -c copy …)")
        new = _box(b"moov", _with_chapters(old, chapters))
        if any(name == b"mdat" and place > start for name, _begin, place, _size in found):
            grown = len(new) - (start + size - begin)
            new = _box(b"moov", _moved(new[8:], grown))
        file.seek(0)
        target.write(file.read(begin))
        target.write(new)
        file.seek(start + size)
        shutil.copyfileobj(file, target, 1 << 20)
    shutil.copystat(path, copy)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def _with_chapters(moov: bytes, chapters: Sequence[Chapter]) -> bytes:
    """Return a header with Nero's list in its user data, and without a track of chapters to contradict it."""
    tracks = [dict(inside(content)) for name, content in inside(moov) if name == b"trak"]
    gone = {number for track in tracks for number in quicktime.chapter_tracks(track)}
    parts, user = [], b""
    for name, content in inside(moov):
        if name == b"udta":
            user = b"".join(_box(inner, box) for inner, box in inside(content) if inner != b"chpl")
        elif name != b"trak":
            parts.append(_box(name, content))
        elif quicktime.track_number(dict(inside(content))) not in gone:
            parts.append(
                _box(name, b"".join(_without_chapters(inner, box) for inner, box in inside(content)))
            )
    rows = b"".join(
        struct.pack(">QB", round(each.start * 10_000_000), len(title)) + title
        for each in chapters[:_MOST]
        for title in [_short(each.title or "")]
    )
    count = min(len(chapters), _MOST)
    listed = _box(b"chpl", struct.pack(">B3xIB", 1, 0, count) + rows) if chapters else b""
    return b"".join(parts) + _box(b"udta", user + listed)


def _without_chapters(name: bytes, content: bytes) -> bytes:
    """Return a box of a track; of its references only those that name no chapters."""
    if name != b"tref":
        return _box(name, content)
    kept = b"".join(_box(inner, box) for inner, box in inside(content) if inner != b"chap")
    return _box(name, kept) if kept else b""


def _short(title: str) -> bytes:
    """Return a title in the 255 bytes that there are for it, cut at a character."""
    return title.encode()[:255].decode("utf-8", "ignore").encode()


_HOLDERS = frozenset({b"trak", b"mdia", b"minf", b"stbl"})


def _moved(box: bytes, grown: int) -> bytes:
    """Return a header whose tables point behind where they did, by a number of bytes."""
    return b"".join(_box(name, _shifted(name, content, grown)) for name, content in inside(box))


def _shifted(name: bytes, content: bytes, grown: int) -> bytes:
    if name in _HOLDERS:
        return _moved(content, grown)
    if name not in _TABLES:
        return content
    entry = struct.Struct(_TABLES[name])
    whole = len(content) - (len(content) - 8) % entry.size
    return content[:8] + b"".join(
        entry.pack(place + grown) for (place,) in entry.iter_unpack(content[8:whole])
    )


# What points to places in the file.
_TABLES = {b"stco": ">I", b"co64": ">Q"}
_WRITERS: dict[str, _Write] = {
    "audio/mpeg": _into_mp3,
    "audio/x-m4a": _into_mp4,
    "video/mp4": _into_mp4,
    "video/x-m4v": _into_mp4,
}
