"""What type of media a file name, a URL or a written MIME type means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from podfeed.lazily import pattern

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

# What else is written for them, by what it means.
_SYNONYMS = {
    "audio/mpeg": "audio/mp3 audio/x-mp3 audio/x-mpeg audio/mpeg3 audio/mpeg-3 audio/x-mpeg3 audio/x-mpeg-3 "
    "audio/mpg audio/x-mpg audio/x-mpegaudio",
    "audio/x-m4a": "audio/mp4 audio/m4a audio/x-mp4 audio/mp4a-latm audio/mpeg4 audio/x-m4b audio/m4b",
    "video/mp4": "video/mpeg4 video/x-mp4",
    "video/x-m4v": "video/m4v",
    "audio/aac": "audio/x-aac audio/aacp audio/x-hx-aac-adts",
    "audio/ogg": "application/ogg application/x-ogg audio/x-ogg audio/vorbis audio/x-vorbis "
    "audio/x-vorbis+ogg",
    "audio/opus": "audio/x-opus audio/x-opus+ogg",
    "audio/flac": "audio/x-flac application/x-flac",
    "audio/wav": "audio/x-wav audio/wave audio/x-pn-wav audio/vnd.wave",
    "audio/aiff": "audio/x-aiff",
    "audio/x-ms-wma": "audio/x-wma audio/wma",
    "application/x-mpegURL": "application/x-mpegurl application/vnd.apple.mpegurl audio/mpegurl "
    "audio/x-mpegurl",
    "application/pdf": "application/x-pdf",
    "document/x-epub": "application/epub+zip",
}
_ALIASES = {alias: mime for mime, aliases in _SYNONYMS.items() for alias in aliases.split()}
# Types that name one file from two sides: the container, and what is in it.
_SAME = (
    frozenset({"audio/ogg", "audio/opus"}),
    frozenset({"audio/x-m4a", "audio/aac"}),
    frozenset({"audio/webm", "video/webm"}),
    frozenset({"audio/x-matroska", "video/x-matroska"}),
)
_HOST = pattern(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
_QUERY = pattern(r"[?#].*", re.DOTALL)


# Transcripts and captions, by what follows the episode's name.
TRANSCRIPTS: dict[str, str] = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
}


def transcript_type(name: str) -> str | None:
    """Return the MIME type of a transcript by its extension, or None."""
    return TRANSCRIPTS.get(extension_of(name))


def extension_of(name: str) -> str:
    """Return the extension of a path or of a URL's path, in lower case and without its dot."""
    name = name.strip()
    if not ("?" in name or "#" in name or "%" in name):  # it can be read in one way only
        host = _HOST.match(name)
        return _extension(name[host.end() :] if host else name)
    readings = [_extension(text) for text in _readings(name)]
    return next((each for each in readings if each in TYPES or each in _DOCUMENTS), readings[0])


def _readings(name: str) -> Iterator[str]:
    """Yield what may be the path in a name, the likeliest first.

    A `?` or `#` ends the path of a URL, but `Episode #12.mp3` is a file; a percent-encoded one is
    part of a name (`What%3F.mp3`) or ends a URL that stands whole inside another.
    """
    host = _HOST.match(name)
    path = name[host.end() :] if host else name
    decoded = unquote(_QUERY.sub("", path))
    yield _QUERY.sub("", decoded)
    yield decoded
    if path == name:
        yield name


def _extension(path: str) -> str:
    stem, dot, extension = path.strip().rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def type_of(name_or_url: str, *, overrides: Mapping[str, str] | None = None) -> str | None:
    """Return the MIME type that a file name or URL means by its extension, or None.

    ``overrides`` maps extensions to types that go before the table.
    """
    extension = extension_of(name_or_url)
    found = TYPES.get(extension) or _DOCUMENTS.get(extension)
    if not overrides:
        return found
    own = {key.lower().lstrip("."): value for key, value in overrides.items()}
    return own.get(extension) or found


def normalise(mime: str) -> str:
    """Return a MIME type as feeds write it: ``Audio/MP3; x=y`` is ``audio/mpeg``."""
    bare, _, parameters = mime.lower().partition(";")
    found = _ALIASES.get(bare.strip(), bare.strip())
    # The one parameter that tells two rows of the table apart.
    return "audio/opus" if found == "audio/ogg" and "opus" in parameters else found


def same_type(first: str, second: str) -> bool:
    """Say whether two types mean the same file: synonyms, or a container and its content."""
    pair = {normalise(first), normalise(second)}
    return len(pair) == 1 or any(pair <= group for group in _SAME)


def is_audio(mime: str) -> bool:
    """Say whether a type is sound alone."""
    return normalise(mime).startswith("audio/")


def is_video(mime: str) -> bool:
    """Say whether a type has pictures."""
    return normalise(mime).startswith("video/")


def looks_like_media(value: str) -> bool:
    """Say whether a path or a URL ends like an audio or video file."""
    return extension_of(value) in TYPES


# The first letters stand apart: a dot is found fast, and most extensions are over with one look.
_FIRST = "".join(sorted({each for name in TYPES for each in (name[0], name[0].upper())}))
_NAMED = pattern(rf"\.(?=[{_FIRST}])(?i:{'|'.join(TYPES)})")


def names_media(text: str) -> bool:
    """Say whether one of the paths or URLs in a text may look like media: most texts hold none."""
    return "%" in text or _NAMED.search(text) is not None


def is_media_name(name: str) -> bool:
    """Say whether a file in a folder is media: by its extension, and not hidden."""
    return not name.startswith(".") and looks_like_media(name)
