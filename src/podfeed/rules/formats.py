"""Formats of media: which extensions and types belong together, and what Apple plays."""

from __future__ import annotations

from podfeed.rules.node import Node

# Extensions and types that belong together; the first type of a row is how Apple writes it.
ROWS: dict[str, tuple[str, ...]] = {
    "mp3": (
        "audio/mpeg",
        "audio/mp3",
        "audio/x-mp3",
        "audio/x-mpeg",
        "audio/mpeg3",
        "audio/x-mpeg-3",
        "audio/mpg",
    ),
    "m4a": (
        "audio/x-m4a",
        "audio/m4a",
        "audio/mp4",
        "audio/aac",
        "audio/x-mp4",
        "audio/mp4a-latm",
        "audio/aacp",
    ),
    "m4b": ("audio/x-m4a", "audio/m4a", "audio/mp4", "audio/x-m4b", "audio/m4b", "audio/aac"),
    "aac": ("audio/aac", "audio/x-aac", "audio/aacp"),
    "mp4": ("video/mp4", "audio/mp4", "video/x-m4v", "video/m4v", "audio/x-m4a", "audio/m4a"),
    "m4v": ("video/x-m4v", "video/m4v", "video/mp4"),
    "mov": ("video/quicktime",),
    "pdf": ("application/pdf",),
    "epub": ("document/x-epub", "application/epub+zip"),
    "ogg": ("audio/ogg", "application/ogg", "audio/opus", "audio/vorbis", "video/ogg", "audio/x-ogg"),
    "oga": ("audio/ogg", "application/ogg", "audio/opus", "audio/vorbis"),
    "opus": ("audio/opus", "audio/ogg", "application/ogg"),
    "flac": ("audio/flac", "audio/x-flac"),
    "wav": ("audio/wav", "audio/x-wav", "audio/vnd.wave", "audio/wave"),
    "webm": ("video/webm", "audio/webm"),
    "m3u8": (
        "application/x-mpegURL",
        "application/vnd.apple.mpegurl",
        "audio/mpegurl",
        "application/x-mpegurl",
        "audio/x-mpegurl",
    ),
}
APPLE_TYPES = frozenset(
    kind.lower() for end in ("mp3", "m4a", "mp4", "m4v", "mov", "pdf", "epub") for kind in ROWS[end]
)
APPLE_ENDS = frozenset({"mp3", "m4a", "mp4", "m4v", "mov", "pdf", "epub", "m4b"})
CANONICAL = {
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/x-mpeg-3": "audio/mpeg",
    "audio/mpg": "audio/mpeg",
    "audio/mp4a-latm": "audio/x-m4a",
    "audio/x-mp4": "audio/x-m4a",
}
# Extensions of what Apple plays, each with a type of its own.
USUAL = frozenset(
    (end, kind.lower())
    for end in APPLE_ENDS
    for kind in ROWS[end]
    if kind.lower() in APPLE_TYPES - CANONICAL.keys()
)
# Media of feeds whose items need no media file.
NO_MEDIA = ("blog", "newsletter", "publisher")


def kind_of(node: Node) -> str:
    """Return the type of an enclosure, in lower case and without parameters."""
    return node.get("type").partition(";")[0].strip().lower()
