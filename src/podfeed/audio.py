"""An audio file becomes an `Audio`: its size, type and duration, read by mutagen."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import mutagen

from podfeed.files import opened
from podfeed.mime import extension_of, normalise, same_type, type_of
from podfeed.problems import Place, Problem, ProblemsError

# No episode is longer: a stream that was saved without its length in the header claims days.
_LONGEST = timedelta(days=7)
# A header may count its own bytes or not; more than this share missing is a file cut short.
_WHOLE = 0.98
# Formats whose header promises a number of bytes, as `bitrate * length`.
_PROMISING = ("audio/mpeg", "audio/wav", "audio/aiff")
# Containers of sound alone or of pictures too: the name says which.
_CONTAINERS = (
    frozenset({"audio/x-m4a", "video/mp4", "video/x-m4v", "video/quicktime"}),
    frozenset({"audio/ogg", "video/ogg"}),
)
# What mutagen reads: elsewhere a failure says nothing about the file.
_READABLE = frozenset({"mp3", "m4a", "m4b", "mp4", "m4v", "aac", "ogg", "oga", "opus", "flac", "wav", "aif", "aiff", "wma"})  # fmt: skip
_BY_HAND = "write the duration in the front matter (duration: 1:02:03)"
_AGAIN = "download the file again: the server sent an error page"

# How files begin that are no media, whatever their name says.
_NO_MEDIA = (
    (b"version https://git-lfs", "audio-lfs-pointer", "this is a Git LFS pointer, not audio", "run git lfs pull"),
    (b"/annex/objects/", "audio-annex-pointer", "this is a git-annex pointer, not audio", "run git annex get"),
    (b"<!doctype html", "audio-is-html", "this is an HTML page, not audio", _AGAIN),
    (b"<html", "audio-is-html", "this is an HTML page, not audio", _AGAIN),
    (b"<?xml", "audio-is-text", "this is XML, not audio", _AGAIN),
    (b"\x89png", "audio-is-image", "this is a picture, not audio", "name the media file"),
    (b"\xff\xd8\xff", "audio-is-image", "this is a picture, not audio", "name the media file"),
    (b"gif8", "audio-is-image", "this is a picture, not audio", "name the media file"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """What a media file says of itself.

    ``length`` is in bytes; ``duration`` is None where the file does not tell; ``type`` is the MIME
    type as feeds carry it; ``bitrate`` is in bits a second. The rest are the tags that people set.
    """

    length: int
    type: str
    duration: timedelta | None = None
    bitrate: int | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    track: int | None = None
    date: str | None = None
    problems: tuple[Problem, ...] = ()


def probe(path: str | Path) -> Audio:
    """Return what is known of a media file.

    One that is missing, cannot be read or is no media is a `ProblemsError` that says why. What
    cannot be read of a media file is None, with a warning in ``problems``.
    """
    path = Path(path)
    with opened(path) as file:
        length = os.fstat(file.fileno()).st_size
        _refuse_no_media(path, file.read(512))
        file.seek(0)
        return _Reading(path, length, _parsed(file)).audio()


def _refuse_no_media(path: Path, start: bytes) -> None:
    if not start:
        raise _refused(
            path, "audio-empty", "the file is empty", "put the audio there: it may be uploading still"
        )
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, rule, message, hint in _NO_MEDIA:
        if head.startswith(mark):
            raise _refused(path, rule, message, hint)
    if not _is_text(start) or _may_be_text(path):
        return
    if b"<html" in head or b"<!doctype html" in head:
        raise _refused(path, "audio-is-html", "this is an HTML page, not audio", _AGAIN)
    raise _refused(path, "audio-is-text", "this is a text file, not audio", "name the media file")


def _is_text(start: bytes) -> bool:
    """Say whether bytes are text: every media format has control bytes among its first 512."""
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in start)


def _may_be_text(path: Path) -> bool:
    """Say whether a file's name is that of a PDF or a playlist: an enclosure without sound in it."""
    return not (type_of(path.name) or "audio/").startswith(("audio/", "video/"))


def _refused(path: Path, rule: str, message: str, hint: str) -> ProblemsError:
    place = Place(file=str(path))
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=place, hint=hint)])


def _parsed(file: BinaryIO) -> Any:
    """Return what mutagen makes of a file, or None; a file without tags is falsy, not None."""
    try:
        parsed = mutagen.File(file)
    except Exception:  # a broken file can break a parser in any way; probe reports it
        return None
    # MPEG frames are found in any bytes; "sketchy" is what mutagen is not sure of.
    return None if parsed is None or getattr(parsed.info, "sketchy", False) else parsed


@dataclass(slots=True)
class _Reading:
    """One file as mutagen read it (None: it could not), and what was found wrong on the way."""

    path: Path
    length: int
    parsed: Any
    problems: list[Problem] = field(default_factory=list)

    def audio(self) -> Audio:
        by_name = type_of(self.path.name)
        if self.parsed is None:
            return self._unread(by_name)
        mime, duration = self._type(by_name), self._duration()
        return Audio(
            length=self.length,
            type=mime,
            duration=duration,
            bitrate=self._bitrate(mime, duration),
            problems=tuple(self.problems),
            **_tags(self.parsed.tags),
        )

    def _bitrate(self, mime: str, duration: timedelta | None) -> int | None:
        """Return what the header says of the sound, else, and for video, what the whole file takes."""
        said = int(getattr(self.parsed.info, "bitrate", 0) or 0)
        if (said and not mime.startswith("video/")) or not duration:
            return said or None
        return round(self.length * 8 / duration.total_seconds())

    def _unread(self, by_name: str | None) -> Audio:
        if by_name is None:
            message = "this is no audio file that podfeed knows"
            raise _refused(self.path, "audio-not-understood", message, "name an MP3 or M4A file")
        if extension_of(self.path.name) in _READABLE:
            self._warn(
                "audio-not-understood",
                f"the content is not {by_name}, or it is damaged",
                "play it once: it may be cut short, or of another format than its name says",
            )
        elif by_name.startswith(("audio/", "video/")):
            self._warn("duration-unknown", f"the duration of {by_name} cannot be read", _BY_HAND)
        return Audio(length=self.length, type=by_name, problems=tuple(self.problems))

    def _type(self, by_name: str | None) -> str:
        """Return the type by content, or by the name where the content agrees with it."""
        types = [normalise(mime) for mime in self.parsed.mime]
        if by_name is not None and any(_agree(by_name, mime) for mime in types):
            return by_name
        mime = "audio/opus" if "audio/opus" in types else types[0]
        if by_name is not None:
            self._warn(
                "audio-extension-wrong",
                f"the name says {by_name}, the content is {mime}",
                "give the file the extension of its format, or apps refuse to play it",
            )
        return mime

    def _duration(self) -> timedelta | None:
        seconds = float(getattr(self.parsed.info, "length", 0) or 0)
        if not seconds > 0:  # not a number, too
            self._warn("duration-unknown", "the file does not say how long it is", _BY_HAND)
        elif self._cut_short(seconds):
            self._warn(
                "audio-truncated",
                "the file is shorter than its header says, so its duration is unknown",
                "copy it again; where it was cut on purpose, encode it anew",
            )
        elif seconds > _LONGEST.total_seconds():
            self._warn("duration-unknown", "the file claims to last for more than a week", _BY_HAND)
        else:
            return timedelta(seconds=seconds)
        return None

    def _cut_short(self, seconds: float) -> bool:
        if not any(normalise(mime) in _PROMISING for mime in self.parsed.mime):
            return False
        promised = seconds * float(getattr(self.parsed.info, "bitrate", 0) or 0) / 8
        sound = self.length - getattr(self.parsed.info, "frame_offset", 0)  # without the tags in front
        return sound < promised * _WHOLE

    def _warn(self, rule: str, message: str, hint: str) -> None:
        place = Place(file=str(self.path))
        self.problems.append(Problem(rule=rule, severity="warning", message=message, place=place, hint=hint))


def _agree(by_name: str, mime: str) -> bool:
    return same_type(by_name, mime) or any({by_name, mime} <= group for group in _CONTAINERS)


# What ID3, MP4, and everything else call a tag.
_TAGS = {
    "title": ("TIT2", "\xa9nam", "title"),
    "artist": ("TPE1", "\xa9ART", "artist"),
    "album": ("TALB", "\xa9alb", "album"),
    "date": ("TDRC", "\xa9day", "date"),
}
_TRACK = ("TRCK", "trkn", "tracknumber")


def _tags(tags: Any) -> dict[str, Any]:
    """Return title, artist, album, track and date, whatever the tag format calls them."""
    found: dict[str, Any] = {}
    if tags is not None:
        found = {name: str(value).strip() for name, keys in _TAGS.items() for value in _first(tags, keys)}
        found["track"] = next((_number(value) for value in _first(tags, _TRACK)), None)
    return {name: value for name, value in found.items() if value}


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
