"""An audio file becomes an `Audio`: its size, type and duration, read by mutagen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import mutagen
from mutagen import MutagenError

from podfeed.mime import TYPES, extension_of, normalise, same_type, type_of
from podfeed.problems import Place, Problem, ProblemsError

# Types that mutagen names by the container, where the extension says more.
_CONTAINERS = frozenset({"audio/x-m4a", "audio/ogg", "application/ogg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """What a media file says of itself.

    ``length`` is in bytes; ``duration`` is None where the file does not tell; ``type`` is the MIME
    type as feeds carry it. The rest are the tags that people set.
    """

    length: int
    type: str
    duration: timedelta | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    track: int | None = None
    date: str | None = None
    problems: tuple[Problem, ...] = ()


def probe(path: str | Path) -> Audio:
    """Return what is known of a media file; one that is none is a `ProblemsError` that says why."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            start = file.read(512)
            _refuse_what_is_no_media(path, length, start)
            file.seek(0)
            return _read(path, length, _parsed(file))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _failed(path, "audio-unreadable", f"the file cannot be read: {reason}") from error


def _failed(path: Path, rule: str, message: str, hint: str = "") -> ProblemsError:
    place = Place(file=str(path))
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=place, hint=hint)])


def _parsed(file: Any) -> Any:
    """Return what mutagen makes of a file, or None; a file without tags is falsy, not None."""
    try:
        return mutagen.File(file)
    except (MutagenError, ValueError, KeyError, IndexError, OverflowError, EOFError):
        return None


_NO_MEDIA = (
    (b"version https://git-lfs", "audio-lfs-pointer", "this is a Git LFS pointer, not the audio", "run git lfs pull"),
    (b"<!doctype html", "audio-is-html", "this is an HTML page, not audio", "download the file again: the server sent an error page"),
    (b"<html", "audio-is-html", "this is an HTML page, not audio", "download the file again: the server sent an error page"),
    (b"<?xml", "audio-is-text", "this is XML, not audio", "name the media file itself"),
)  # fmt: skip


def _refuse_what_is_no_media(path: Path, length: int, start: bytes) -> None:
    if length == 0:
        raise _failed(path, "audio-empty", "the file is empty", "it may still be uploading")
    head = start.lstrip().lower()
    for mark, rule, message, hint in _NO_MEDIA:
        if head.startswith(mark):
            raise _failed(path, rule, message, hint)
    if _is_text(start):
        raise _failed(path, "audio-is-text", "this is a text file, not audio", "name the media file")


def _is_text(start: bytes) -> bool:
    """Say whether bytes are text throughout: no media format begins with 512 printable ones."""
    if any(byte < 9 or 13 < byte < 32 for byte in start):
        return False
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4 and len(start) == 512
    return True


def _read(path: Path, length: int, parsed: Any) -> Audio:
    by_name = type_of(path.name)
    if parsed is None:
        if by_name is None or extension_of(path.name) in {
            "mp3",
            "m4a",
            "ogg",
            "opus",
            "flac",
            "wav",
        }:
            raise _failed(
                path,
                "audio-not-understood",
                "this is no audio file that podfeed can read",
                "play it once: it may be truncated or of another format than its name says",
            )
        problem = _warning(path, "duration-unknown", "the duration of this format cannot be read")
        return Audio(length=length, type=by_name, problems=(problem,))
    duration, problems = _duration(path, parsed)
    mime, more = _type(path, parsed, by_name)
    return Audio(length=length, type=mime, duration=duration, problems=problems + more, **_tags(parsed))


def _warning(path: Path, rule: str, message: str, hint: str = "") -> Problem:
    hint = hint or "write duration: 1:02:03 in the front matter"
    return Problem(rule=rule, severity="warning", message=message, place=Place(file=str(path)), hint=hint)


def _duration(path: Path, parsed: Any) -> tuple[timedelta | None, tuple[Problem, ...]]:
    seconds = float(getattr(parsed.info, "length", 0) or 0)
    if seconds > 0:
        return timedelta(seconds=seconds), ()
    return None, (_warning(path, "duration-unknown", "the file does not say how long it is"),)


def _type(path: Path, parsed: Any, by_name: str | None) -> tuple[str, tuple[Problem, ...]]:
    """Return the type by content, or by the name where the content agrees with it."""
    types = [normalise(mime) for mime in parsed.mime if normalise(mime) in TYPES.values()]
    if by_name is not None and (not types or any(same_type(by_name, mime) for mime in types)):
        return by_name, ()
    mime = types[0] if types else "audio/mpeg"
    message = f"the name says {by_name}, the content is {mime}"
    hint = "give the file the extension of its format, or apps refuse to play it"
    return mime, ((_warning(path, "audio-extension-wrong", message, hint),) if by_name else ())


def _tags(parsed: Any) -> dict[str, Any]:
    """Return title, artist, album, track and date, whatever the tag format calls them."""
    names = {
        "title": ("TIT2", "\xa9nam", "title"),
        "artist": ("TPE1", "\xa9ART", "artist"),
        "album": ("TALB", "\xa9alb", "album"),
        "date": ("TDRC", "\xa9day", "date"),
    }
    found = {name: _tag(parsed.tags, keys) for name, keys in names.items()}
    return {**found, "track": _track(parsed.tags)}


def _tag(tags: Any, keys: tuple[str, ...]) -> str | None:
    for key in keys:
        try:
            value = tags[key] if tags is not None and key in tags else None
        except (KeyError, ValueError):
            continue
        if value is not None:
            first = value[0] if isinstance(value, list) and value else value
            return str(getattr(first, "text", [first])[0]).strip() or None
    return None


def _track(tags: Any) -> int | None:
    text = _tag(tags, ("TRCK", "trkn", "tracknumber")) or ""
    digits = text.strip("(").partition("/")[0].partition(",")[0].strip()
    return int(digits) if digits.isdecimal() and len(digits) < 9 else None
