"""What type of media a file name, a URL or a written MIME type means."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

# Extension to the type that feeds carry for it: Apple's list first, then what else is published.
TYPES: dict[str, str] = {
    "mp3": "audio/mpeg",
    "m4a": "audio/x-m4a",
    "m4b": "audio/x-m4a",
    "mp4": "video/mp4",
    "m4v": "video/x-m4v",
    "mov": "video/quicktime",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/opus",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "wma": "audio/x-ms-wma",
    "weba": "audio/webm",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "mka": "audio/x-matroska",
    "ogv": "video/ogg",
    "m3u8": "application/x-mpegURL",
}
# What is not played but may be an enclosure all the same.
_DOCUMENTS = {"pdf": "application/pdf", "epub": "document/x-epub"}

_ALIASES = {
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/x-mpeg-3": "audio/mpeg",
    "audio/mpg": "audio/mpeg",
    "audio/mp4": "audio/x-m4a",
    "audio/m4a": "audio/x-m4a",
    "audio/mp4a-latm": "audio/x-m4a",
    "audio/x-m4b": "audio/x-m4a",
    "video/m4v": "video/x-m4v",
    "video/mpeg4": "video/mp4",
    "audio/x-aac": "audio/aac",
    "audio/aacp": "audio/aac",
    "application/ogg": "audio/ogg",
    "audio/x-ogg": "audio/ogg",
    "audio/vorbis": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-aiff": "audio/aiff",
    "application/vnd.apple.mpegurl": "application/x-mpegURL",
    "application/epub+zip": "document/x-epub",
}
# Types that name the same file from two sides: container and what is in it.
_SAME = (
    frozenset({"audio/ogg", "audio/opus", "video/ogg"}),
    frozenset({"audio/x-m4a", "video/mp4", "video/x-m4v", "audio/aac"}),
    frozenset({"audio/webm", "video/webm"}),
)


def extension_of(name: str) -> str:
    """Return the extension of a path or of a URL's path, in lower case and without its dot."""
    path = name.strip().partition("?")[0].partition("#")[0]
    last = unquote(path).rpartition("/")[2]
    stem, dot, extension = last.rpartition(".")
    return extension.lower() if dot and stem else ""


def type_of(name: str, *, overrides: Mapping[str, str] | None = None) -> str | None:
    """Return the MIME type that a file name or URL means by its extension, or None.

    ``overrides`` maps extensions to types that go before the table.
    """
    extension = extension_of(name)
    own = {key.lower().lstrip("."): value for key, value in (overrides or {}).items()}
    return own.get(extension) or TYPES.get(extension) or _DOCUMENTS.get(extension)


def normalise(mime: str) -> str:
    """Return a MIME type as feeds write it: ``Audio/MP3; x=y`` is ``audio/mpeg``."""
    bare = mime.partition(";")[0].strip().lower()
    if bare == "audio/ogg" and "opus" in mime.lower():
        return "audio/opus"
    return _ALIASES.get(bare, bare)


def same_type(first: str, second: str) -> bool:
    """Say whether two types mean the same file: synonyms, or a container and its content."""
    pair = {normalise(first), normalise(second)}
    return len(pair) == 1 or any(pair <= group for group in _SAME)


def looks_like_media(value: str) -> bool:
    """Say whether a path or a URL ends like an audio or video file."""
    return extension_of(value) in TYPES


def is_media_name(name: str) -> bool:
    """Say whether a file in a folder is media: by its extension, and not hidden."""
    return not name.startswith(".") and looks_like_media(name.replace("#", "_").replace("?", "_"))
