"""A media file becomes an `Audio`: mutagen reads it, and where that only estimates, podfeed counts."""

from __future__ import annotations

import mmap
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import mutagen
from mutagen.aac import AAC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4

from podfeed.audio import adts, chained, fragments, mpeg
from podfeed.audio.refuse import refuse_no_media, refused
from podfeed.audio.tags import Cover, Tags, read_chapters, read_cover, read_tags
from podfeed.files import opened
from podfeed.lazily import dataclass
from podfeed.mime import extension_of, normalise, same_type, type_of
from podfeed.model import Chapter
from podfeed.problems import Place, Problem, ProblemsError, TooMuchError
from podfeed.storage import is_stored

# No episode is longer: a stream that was saved without its length in the header claims days.
_LONGEST = timedelta(days=7)
_FASTEST = 10**9  # bits a second: no medium is faster
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
_READABLE = frozenset("mp3 m4a m4b mp4 m4v aac ogg oga opus flac wav aif aiff wma".split())
_BY_HAND = "write the duration in the front matter (duration: 1:02:03)"
_TAIL = 128  # bytes of the oldest tags, behind the sound
_RECENT = 10  # seconds
_MOST_PARTS = 100_000  # of a file's header: an hour in fragments of a second has 8,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """What a media file says of itself.

    ``length`` is in bytes, None where a server does not tell; ``duration`` is None where the file does
    not; ``type`` is the MIME type as feeds carry it, ``codec`` what is in the container; ``bitrate`` is in
    bits and ``sample_rate`` in samples a second. ``tags`` are what people wrote into the file, ``chapters``
    theirs in the order of their starts, ``cover`` the picture. ``problems`` hold what could not be read, or
    contradicts itself.
    """

    length: int | None
    type: str
    duration: timedelta | None = None
    codec: str | None = None
    bitrate: int | None = None
    channels: int | None = None
    sample_rate: int | None = None
    tags: Tags = field(default_factory=Tags)
    chapters: tuple[Chapter, ...] = ()
    cover: Cover | None = None
    problems: tuple[Problem, ...] = ()


def probe(source: str | Path | BinaryIO, *, name: str = "", private: bool = False) -> Audio:
    """Return what is known of a media file: a path, a URL, or a binary file object that can seek.

    URLs of object stores (``s3://…``) are read through fsspec, an extra of the package.

    ``name`` stands for a file object in problems, and gives its extension. Of a URL only the parts that
    are needed are moved, at most 8 MB, and none from an address of a private network unless ``private``
    says so. A file that is missing, cannot be read or is no media is a `ProblemsError` that says why. What
    cannot be read of a media file is None, with a warning in ``problems``.
    """
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        from podfeed.audio.far import probe_url  # noqa: PLC0415 - the network, only where it is asked for

        return probe_url(source, private=private)
    if isinstance(source, str) and is_stored(source):
        from podfeed import storage  # noqa: PLC0415 - likewise

        with storage.opened(source) as stored:
            return read(stored, source, far=True)
    if isinstance(source, (str, Path)):
        with opened(Path(source)) as file:
            return read(file, str(source))
    return read(source, name or str(getattr(source, "name", "")) or "audio")


def read(file: BinaryIO, name: str, *, far: bool = False) -> Audio:
    """Return what is known of an open file; one that is ``far`` is never read whole."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    refuse_no_media(name, file.read(512))
    file.seek(0)
    return _Reading(name, file, length, _parsed(file, name), far=far).audio()


def _parsed(file: BinaryIO, name: str) -> Any:
    """Return what mutagen makes of a file, or None; a file without tags is falsy, not None."""
    try:
        # The name decides where the content does not.
        parsed = mutagen.File(fileobj=_Counted(file), filename=name)
    except (ProblemsError, TooMuchError):  # of the server, or of how much may be moved
        raise
    except Exception:  # a broken file can break a parser in any way; probe reports it
        return None
    # MPEG frames are found in any bytes; "sketchy" is what mutagen is not sure of.
    return None if parsed is None or getattr(parsed.info, "sketchy", False) else parsed


class _Counted:
    """A file for mutagen, which keeps each box and chunk that it meets, however many there are."""

    def __init__(self, file: BinaryIO) -> None:
        self._left = _MOST_PARTS
        self._read = file.read
        self.seek, self.tell, self.name = file.seek, file.tell, getattr(file, "name", "")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, until too many parts were read."""
        self._left -= 1
        if self._left < 0:
            raise ValueError("too many parts")
        return self._read(size)


@dataclass(slots=True)
class _Reading:
    """One file as mutagen read it (None: it could not), and what was found wrong on the way."""

    name: str
    file: BinaryIO
    length: int
    parsed: Any
    far: bool = False
    problems: list[Problem] = field(default_factory=list)
    _headed: bool | None = None

    def audio(self) -> Audio:
        by_name = type_of(self.name)
        if self.parsed is None:
            return self._unread(by_name)
        info = self.parsed.info
        mime, duration = self._type(by_name), self._duration()
        return Audio(
            length=self.length,
            type=mime,
            duration=duration,
            codec=self._codec(),
            bitrate=self._bitrate(mime, duration),
            channels=getattr(info, "channels", None) or None,
            sample_rate=getattr(info, "sample_rate", None) or (48000 if self._is("audio/opus") else None),
            tags=read_tags(self.parsed.tags),
            chapters=self._tried(lambda: read_chapters(self.parsed, self.file), "chapters", ()),
            cover=self._tried(lambda: read_cover(self.parsed), "cover", None),
            problems=tuple(self.problems),
        )

    def _tried(self, read_part: Callable[[], Any], what: str, default: Any) -> Any:
        """Read a part that may be broken in any way, which is worth a warning and no more."""
        try:
            return read_part()
        except ProblemsError:
            raise
        except Exception:
            self._warn(f"audio-{what}-unreadable", f"the {what} in the file cannot be read", "write it anew")
            return default

    def _unread(self, by_name: str | None) -> Audio:
        if by_name is None:
            message = "this is no audio file that podfeed knows"
            raise refused(self.name, "audio-not-understood", message, "name an MP3 or M4A file")
        if extension_of(self.name) in _READABLE:
            self._warn(
                "audio-not-understood",
                f"the content is not {by_name}, or it is damaged",
                "play it once: it may be cut short, or of another format than its name says",
            )
        elif by_name.startswith(("audio/", "video/")):
            self._warn("duration-unknown", f"the duration of {by_name} cannot be read", _BY_HAND)
        return Audio(length=self.length, type=by_name, problems=tuple(self.problems))

    def _is(self, *mimes: str) -> bool:
        return any(normalise(mime) in mimes for mime in self.parsed.mime)

    def _type(self, by_name: str | None) -> str:
        """Return the type by content, or by the name where the content agrees with it."""
        types = [normalise(mime) for mime in self.parsed.mime]
        if by_name is not None and any(_agree(by_name, mime) for mime in types):
            return by_name
        mime = "audio/opus" if "audio/opus" in types else types[0]
        if by_name is not None:
            self._warn(
                "media-sniff-mismatch",
                f"the name says {by_name}, the content is {mime}",
                "give the file the extension of its format, or apps refuse to play it",
            )
        return mime

    def _codec(self) -> str | None:
        """Return what the container holds: ``mp3``, ``aac``, ``alac``, ``opus``, ``pcm`` …"""
        if self._is("audio/mpeg"):
            return f"mp{getattr(self.parsed.info, 'layer', 3)}"
        written = str(getattr(self.parsed.info, "codec", "") or "").partition(".")[0]
        kind = type(self.parsed).__name__.lower()
        return _CODECS.get(written) or _CODECS.get(kind) or written or None

    def _bitrate(self, mime: str, duration: timedelta | None) -> int | None:
        """Return what the header says of the sound, else, and for video, what the whole file takes."""
        said = self._said_bitrate()
        counted = self._must_count()
        if (said and not mime.startswith("video/") and not counted) or not duration:
            return said or None
        sound = self.length - getattr(self.parsed.info, "frame_offset", 0) if counted else self.length
        return round(sound * 8 / duration.total_seconds())

    def _said_bitrate(self) -> int:
        """Return the bits a second that the header tells, or 0 where it tells none that can be."""
        said = getattr(self.parsed.info, "bitrate", 0) or 0
        return int(said) if 0 < said < _FASTEST else 0

    # -- the duration

    def _duration(self) -> timedelta | None:
        if self.far and self._must_count():
            self._warn(
                "duration-unknown",
                "the file says nowhere how long it is, and would have to be moved whole to be counted",
                _BY_HAND,
            )
            return None
        seconds = self._counted() or float(getattr(self.parsed.info, "length", 0) or 0)
        if not seconds > 0:  # not a number, too
            self._warn("duration-unknown", "the file does not say how long it is", _BY_HAND)
        elif self._cut_short(seconds):
            self._tell_cut_short()
        elif seconds > _LONGEST.total_seconds():
            self._warn("duration-unknown", "the file claims to last for more than a week", _BY_HAND)
        else:
            return timedelta(seconds=seconds)
        return None

    def _must_count(self) -> bool:
        """Say whether mutagen can only estimate how long the file is."""
        if isinstance(self.parsed, AAC):
            return True
        return isinstance(self.parsed, MP3) and (not self._is_counted() or self._holds_more())

    def _is_counted(self) -> bool:
        """Say whether a header in the first frame counts the others: Xing's, its twin Info, or VBRI."""
        if self._headed is None:
            self.file.seek(int(getattr(self.parsed.info, "frame_offset", 0)))
            head = self.file.read(64)
            place = max(head.find(b"Xing"), head.find(b"Info"))
            self._headed = b"VBRI" in head or (
                place > 0 and bool(head[place + 7 : place + 8] > b"\0" and head[place + 7] & 1)
            )
        return self._headed

    def _holds_more(self) -> bool:
        """Say whether a file has much more sound than the header at its front counts: it was joined."""
        if self.far:
            return False
        info = self.parsed.info
        promised = float(info.length) * self._said_bitrate() / 8
        sound = self.length - getattr(info, "frame_offset", 0) - _TAIL
        return promised > 0 and sound * _WHOLE > promised and self._frames() > float(info.length) * 1.01 + 0.3

    def _counted(self) -> float | None:
        """Return the seconds of what must be counted, or None for what mutagen knows."""
        if self._must_count():
            return self._frames()
        with suppress(Exception):
            if isinstance(self.parsed, MP4) and not self._known():
                return fragments.duration(self.file)
            if self._is("application/ogg", "audio/ogg") and chained.is_chained(self.file, self.length):
                return chained.duration(self.file)
        return None

    def _known(self) -> bool:
        """Say whether an MP4's header tells its length: in one of fragments it is that of the first."""
        return float(self.parsed.info.length or 0) > 0 and not fragments.is_fragmented(self.file)

    def _frames(self) -> float:
        """Count the frames of MPEG audio, or of raw AAC, between the tags."""
        count = adts.count if isinstance(self.parsed, AAC) else mpeg.count
        start = int(getattr(self.parsed.info, "frame_offset", 0))
        try:
            number = self.file.fileno()
        except (AttributeError, OSError):  # no file of this machine: a buffer, a member of an archive
            self.file.seek(0)
            whole = self.file.read()
            return count(whole, start, len(whole))
        with mmap.mmap(number, 0, access=mmap.ACCESS_READ) as data:
            return count(data, start, len(data))

    def _cut_short(self, seconds: float) -> bool:
        if not self._is(*_PROMISING) or self._must_count():
            return False
        promised = seconds * self._said_bitrate() / 8
        sound = self.length - getattr(self.parsed.info, "frame_offset", 0)  # without the tags in front
        return sound < promised * _WHOLE

    def _tell_cut_short(self) -> None:
        if self._is_growing():
            self._warn(
                "audio-growing",
                "the file is shorter than its header says and still growing, so its duration is unknown",
                "wait until it is copied, then run again",
            )
            return
        self._warn(
            "audio-truncated",
            "the file is shorter than its header says, so its duration is unknown",
            "copy it again; where it was cut on purpose, encode it anew",
        )

    def _is_growing(self) -> bool:
        """Say whether a file that was written to just now gets longer while one looks at it."""
        try:
            now = os.fstat(self.file.fileno())
            if time.time() - now.st_mtime > _RECENT:
                return False
            time.sleep(0.2)
            return os.fstat(self.file.fileno()).st_size > self.length
        except OSError:  # no file of this machine
            return False

    def _warn(self, rule: str, message: str, hint: str) -> None:
        place = Place(file=self.name)
        self.problems.append(Problem(rule=rule, severity="warning", message=message, place=place, hint=hint))


_CODECS = {
    "mp4a": "aac",
    "alac": "alac",
    "aac": "aac",
    "oggopus": "opus",
    "oggvorbis": "vorbis",
    "oggflac": "flac",
    "oggspeex": "speex",
    "oggtheora": "theora",
    "flac": "flac",
    "wave": "pcm",
    "aiff": "pcm",
    "asf": "wma",
}


def _agree(by_name: str, mime: str) -> bool:
    return same_type(by_name, mime) or any({by_name, mime} <= group for group in _CONTAINERS)
