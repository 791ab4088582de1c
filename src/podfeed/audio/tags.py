"""What people wrote into a media file: title and artist, the cover, chapters."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import imagesize
from mutagen.flac import Picture

from podfeed.audio import quicktime
from podfeed.lazily import dataclass, pattern
from podfeed.model import Chapter
from podfeed.urls import is_absolute

# What ID3, MP4, and everything else call a tag.
_TAGS = {
    "title": ("TIT2", "\xa9nam", "title"),
    "artist": ("TPE1", "\xa9ART", "artist"),
    "album": ("TALB", "\xa9alb", "album"),
    "date": ("TDRC", "\xa9day", "date"),
}
_TRACK = ("TRCK", "trkn", "tracknumber")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags of a media file."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    track: int | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The picture in a media file: MIME type, pixels (None: unknown) and bytes."""

    type: str
    width: int | None
    height: int | None
    length: int


def read_tags(tags: Any) -> Tags:
    """Return title, artist, album, track and date, whatever the tag format calls them."""
    if tags is None:
        return Tags()
    found: dict[str, Any] = {
        name: str(value).strip() or None for name, keys in _TAGS.items() for value in _first(tags, keys)
    }
    found["track"] = next((_number(value) for value in _first(tags, _TRACK)), None)
    return Tags(**found)


def _first(tags: Any, keys: tuple[str, ...]) -> list[Any]:
    """Return the first value of the first key that has any, in a list, or an empty list."""
    for key in keys:
        try:
            value = tags.get(key)
        except (KeyError, ValueError):  # Vorbis comments refuse keys that are not ASCII
            continue
        values = getattr(value, "text", value)
        if values:
            return [values[0] if isinstance(values, list) else values]
    return []


def _number(value: Any) -> int | None:
    """Read a track: ``7``, ``7/12``, or MP4's pair of numbers."""
    first = str(value[0] if isinstance(value, tuple) else value).partition("/")[0].strip()
    return int(first) if first.isdecimal() and len(first) < 9 else None


# -- the cover


def read_cover(parsed: Any) -> Cover | None:
    """Return the cover of a file: the one that is marked as the front, else the first."""
    pictures = sorted(_pictures(parsed), key=lambda picture: picture[0] != _FRONT)
    for _kind, mime, data in pictures[:1]:
        width, height = imagesize.get(io.BytesIO(data))
        known = width > 0 and height > 0
        return Cover(
            type=_image_type(data) or mime,
            width=width if known else None,
            height=height if known else None,
            length=len(data),
        )
    return None


_FRONT = 3  # the kind of a picture that is the front cover, in ID3 and in FLAC


def _pictures(parsed: Any) -> Iterator[tuple[int, str, bytes]]:
    tags = parsed.tags
    for picture in getattr(parsed, "pictures", ()):
        yield picture.type, picture.mime, picture.data
    if tags is None:
        return
    if hasattr(tags, "getall"):
        for frame in tags.getall("APIC"):
            yield frame.type, frame.mime, frame.data
    elif isinstance(parsed.tags.get("covr") if hasattr(tags, "get") else None, list):
        for cover in tags["covr"]:
            yield (
                _FRONT,
                "image/png" if getattr(cover, "imageformat", 0) == 14 else "image/jpeg",
                bytes(cover),
            )
    else:
        yield from _in_comments(tags)


def _in_comments(tags: Any) -> Iterator[tuple[int, str, bytes]]:
    """Yield the pictures that Vorbis comments hold in Base64."""
    try:
        blocks = tags.get("metadata_block_picture") or []
    except (AttributeError, KeyError, ValueError):
        return
    for block in blocks:
        try:
            picture = Picture(base64.b64decode(block))  # type: ignore[no-untyped-call]
        except Exception:  # noqa: S112 - a broken picture can break its parser in any way
            continue
        yield picture.type, picture.mime, picture.data


def _image_type(data: bytes) -> str | None:
    for mark, mime in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG", "image/png"),
        (b"GIF8", "image/gif"),
        (b"RIFF", "image/webp"),
    ):
        if data.startswith(mark):
            return mime
    return None


# -- chapters


def read_chapters(parsed: Any, file: BinaryIO) -> tuple[Chapter, ...]:
    """Return the chapters of a file by their start, in whichever form they are there."""
    tags = parsed.tags
    found: list[Chapter] = []
    if tags is not None and hasattr(tags, "getall"):
        found = _in_id3(tags)
    elif hasattr(parsed, "chapters"):  # MP4: Nero's list, and QuickTime's track, which may hold links
        track = [Chapter(start=at, title=title, href=link) for at, title, link in quicktime.chapters(file)]
        listed = [Chapter(start=each.start, title=each.title) for each in parsed.chapters or ()]
        found = track if len(track) >= len(listed) else listed
    elif tags is not None:
        found = [*_in_vorbis(tags)]
    return tuple(sorted(found, key=lambda chapter: chapter.start))


def _in_id3(tags: Any) -> list[Chapter]:
    """Read CHAP frames; those that no table of contents names are hidden, where there is one."""
    tables = {frame.element_id: frame for frame in tags.getall("CTOC")}
    named = {child for table in tables.values() for child in table.child_element_ids}
    return [_from_frame(frame, frame.element_id in named or not tables) for frame in tags.getall("CHAP")]


_NOWHERE = 0xFFFFFFFF  # a time that is not given


def _from_frame(frame: Any, shown: bool) -> Chapter:  # noqa: FBT001
    titles = [str(each) for name in ("TIT2", "TIT3") for each in frame.sub_frames.getall(name)]
    links = [each.url for each in frame.sub_frames.values() if getattr(each, "url", None)]
    pictures = list(frame.sub_frames.getall("APIC"))
    images = [str(each.data, "utf-8", "ignore") for each in pictures if each.mime == "-->"]
    return Chapter(
        start=frame.start_time / 1000,
        end=frame.end_time / 1000 if frame.end_time not in (_NOWHERE, frame.start_time) else None,
        title=next(iter(titles), None),
        href=next(iter(links), None),
        image=next(iter(images), None),
        picture=next((each.data for each in pictures if each.mime != "-->"), None),
        toc=None if shown else False,
    )


_CLOCK = pattern(r"(\d+):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3})\d*)?")


def _in_vorbis(tags: Any) -> Iterator[Chapter]:
    """Read CHAPTER001=00:01:02.500 with CHAPTER001NAME and CHAPTER001URL."""
    try:
        comments = {str(key).upper(): str(value[0]) for key, value in dict(tags).items() if value}
    except (TypeError, ValueError, IndexError):
        return
    for key, value in comments.items():
        match = _CLOCK.fullmatch(value.strip()) if re.fullmatch(r"CHAPTER\d{1,3}", key) else None
        if match:
            hours, minutes, seconds, part = match.groups()
            link = comments.get(f"{key}URL")
            yield Chapter(
                start=int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part or 0}"),
                title=comments.get(f"{key}NAME"),
                href=link if link and is_absolute(link) else None,
            )
