"""Which front matter keys are read for which field, in the order to try them.

The order is that of how often sites use them. Some keys mean different things on different sites; they
are taken only when their value has the right form: such rows name the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from podfeed.lazily import dataclass, pattern
from podfeed.mime import looks_like_media
from podfeed.posts import fold
from podfeed.tags import tags_of

Test = Callable[[Any, Mapping[str, Any]], bool]  # (value, the whole front matter)


@dataclass(frozen=True, slots=True)
class Alias:
    """A key, and what its value must look like to be meant."""

    key: str
    test: Test | None = None
    unit: str = ""  # put after the value: a number of minutes is no number of seconds
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.key))


_UUID = pattern(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PLAYS = ("url", "src", "href", "file", "path", "audio", "mp3", "m4a")


def _media(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether a value names an audio or video file."""
    if isinstance(value, list):
        return bool(value) and _media(value[0], _meta)
    if isinstance(value, Mapping):
        return any(_media(value[key], _meta) for key in _PLAYS if key in value)
    return isinstance(value, str) and looks_like_media(value.strip().split("\n")[0].strip())


def _page(value: Any, meta: Mapping[str, Any]) -> bool:
    """Say whether a value is a page's address and no media file."""
    return isinstance(value, str) and "/" in value and not _media(value, meta)


def _global(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether an ``id`` is one everywhere: a UUID or an address."""
    text = str(value)
    return bool(_UUID.fullmatch(text)) or "://" in text


def _own_number(_value: Any, meta: Mapping[str, Any]) -> bool:
    """Say whether ``episode`` counts in the show, and not the parts of a series."""
    return "serie" not in map(str.lower, meta)


def _mime(value: Any, _meta: Mapping[str, Any]) -> bool:
    return isinstance(value, str) and "/" in value


def _kind_word(value: Any, _meta: Mapping[str, Any]) -> bool:
    return str(value).lower() in {"full", "trailer", "bonus"}


def _no_flag(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether ``published`` is a date and not a switch."""
    return str(value).lower() not in {"true", "false", "yes", "no"}


def _bytes(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether ``length`` counts bytes; fewer than these would be a second of sound."""
    digits = re.sub(r"\D", "", str(value))
    return ":" not in str(value) and digits != "" and int(digits[:18]) >= 100_000


def _duration(value: Any, meta: Mapping[str, Any]) -> bool:
    return not _bytes(value, meta)


def _minutes(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether ``time`` is a bare number of minutes, and not a time of day."""
    return str(value).strip().isdecimal() and 0 < int(str(value).strip()[:9]) <= 600


def _a_file(value: Any, _meta: Mapping[str, Any]) -> bool:
    """Say whether a value names a file, and is no text of several lines."""
    return isinstance(value, str) and "." in value and "\n" not in value.strip()


def _files(value: Any, meta: Mapping[str, Any]) -> bool:
    """Say whether a value names files: texts, or mappings with an address."""
    items = value if isinstance(value, list) else [value]
    named = (_a_file(item, meta) or (isinstance(item, Mapping) and "url" in item) for item in items)
    return bool(items) and all(named)


def _rows_of(value: Any, _meta: Mapping[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(item, (str, Mapping)) for item in value)


def _mapping(value: Any, _meta: Mapping[str, Any]) -> bool:
    return isinstance(value, Mapping)


def _rows(*keys: str | tuple[str, Test] | tuple[str, Test, str]) -> tuple[Alias, ...]:
    return tuple(Alias(key) if isinstance(key, str) else Alias(*key) for key in keys)


_NAMED: dict[str, tuple[Alias, ...]] = {
    "title": _rows("title"),
    "subtitle": _rows("subtitle", "short"),
    "description": _rows("description", "summary", "excerpt", "intro"),
    "publish_date": _rows(
        "publish_date",
        "published_at",
        "pub_date",
        "publication_date",
        "publish_on",
        ("published", _no_flag),
        "date",
        "created",
        "datum",
        "date_added",
    ),
    "audio": _rows(
        "audio",
        "audio_url",
        "audio_file_path",
        "audio_file",
        "podcast_file",
        "podcast_audio",
        "podcast_link",
        "audio_formats",
        "podcast_file_name",
        "mp3_link",
        "mp3",
        ("podcast", _media),
        ("file", _media),
        "enclosure",
        ("episode_file", _media),
        ("media", _media),
        ("filename", _media),
        ("link", _media),
        ("url", _media),
        ("download", _media),
    ),
    "type": _rows("audio_type", "file_type", "mime_type", "enclosure_type", ("type", _mime)),
    "length": _rows(
        "podcast_bytes",
        "audio_bytes",
        "audio_file_size",
        "audio_size",
        "mp3_length",
        "podcast_length",
        "file_size",
        "media_size",
        "enclosure_length",
        ("length", _bytes),
        "mgp3_length",
        "podcast_file_size",
        "bytes",
    ),
    "duration": _rows(
        "duration",
        "podcast_duration",
        "itunes_duration",
        "audio_duration",
        "audio_length",
        "media_duration_s",
        "duration_formatted",
        ("length", _duration),
        ("time", _minutes, " min"),
    ),
    "guid": _rows("guid", "episode_guid", ("id", _global), ("uuid", _global)),
    "season": _rows("season", "season_number", "itunes_season"),
    "episode": _rows(("episode", _own_number), "number", "episode_number", "itunes_episode", "idx"),
    "season_name": _rows("season_name"),
    "episode_display": _rows("episode_display"),
    "podcast_episode": _rows("podcast_episode"),
    "guid_is_permalink": _rows("guid_is_permalink"),
    "episode_type": _rows("episode_type", "itunes_episode_type", ("type", _kind_word)),
    "explicit": _rows("explicit", "itunes_explicit"),
    "block": _rows("block", "itunes_block"),
    "image": _rows(
        "image",
        "episode_image",
        "episode_artwork",
        "artwork",
        "cover_image",
        "cover",
        "image_href",
        "images",
        "img_src",
        "thumbnail",
        "image_path",
        "featured_image",
    ),
    "tags": _rows("tags", "topics", "keywords"),
    "author": _rows("author", "authors", "itunes_author"),
    "hosts": _rows(
        "hosts",
        "host",
        "actor_ids",
        "actors",
        "people",
        "starring",
        "speaker",
        "speakers",
        "team",
        "voices",
    ),
    "guests": _rows("guests", "guest", "guest_name"),
    "links": _rows("links", "episode_links", "show_notes", "resources"),
    "link": _rows("permalink", ("link", _page), ("url", _page), "canonical_url"),
    "slug": _rows("slug"),
    "people": _rows(("persons", _rows_of)),
    "extra": _rows(("extra", _rows_of)),
    "transcripts": _rows(("transcripts", _files), ("transcript", _files)),
    "chapters": _rows(("chapters", _rows_of), ("chapter", _rows_of), "podcast_chapters.chapters"),
    "chapters_file": _rows(
        "chapters_file", "chapters_url", ("chapters", _a_file), ("podcast_chapters", _a_file)
    ),
    "soundbites": _rows(("soundbites", _rows_of), ("soundbite", _mapping)),
    "alternate_enclosures": _rows("alternate_enclosures", "alternate_enclosure"),
    "locations": _rows("locations", "location"),
    "license": _rows("license", "licence"),
    "values": _rows(("values", _rows_of), ("value", _mapping)),
    "content_links": _rows("content_links", "content_link"),
    "social": _rows("social_interact"),
    "txts": _rows("txts", "txt"),
    "chat": _rows(("chat", _mapping)),
    "images": _rows("podcast_images", "podcast_image"),
    "comments": _rows(("comments", _page)),
    "summary": _rows("itunes_summary"),
    "keywords": _rows("itunes_keywords"),
    "order": _rows("itunes_order"),
    "closed_captioned": _rows("closed_captioned", "itunes_is_closed_captioned"),
    "domain_categories": _rows(("domain_categories", _rows_of)),
    "atom_links": _rows(("atom_links", _rows_of)),
    "source": _rows(("source", _mapping)),
    "creators": _rows("creators", "creator"),
    "media": _rows("media_content"),
    "thumbnails": _rows("media_thumbnail", "media_thumbnails"),
    "player": _rows("media_player"),
}
# Other rooms make these out of the body, and of what the post says of its audio.
_MADE = frozenset({"enclosure", "notes"})
# Every other field of an item is read under its own name.
ALIASES = _NAMED | {
    tag.field: _rows(tag.field)
    for tag in tags_of("item")
    if tag.field not in _NAMED and tag.field not in _MADE
}
