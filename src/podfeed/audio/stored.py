"""What is known of a media file as plain data, for the cache and the lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from podfeed.audio.reading import Audio
from podfeed.audio.tags import Cover, Tags
from podfeed.model import Chapter
from podfeed.problems import Place, Problem

_PLAIN = ("length", "type", "codec", "bitrate", "channels", "sample_rate")
_CHAPTER = ("start", "title", "href", "image", "end", "toc")


def to_plain(audio: Audio) -> dict[str, Any]:
    """Return what JSON can hold of a file; the pictures of its chapters stay in it."""
    return {
        **{name: getattr(audio, name) for name in _PLAIN},
        "duration": audio.duration.total_seconds() if audio.duration is not None else None,
        "tags": _named(audio.tags),
        "chapters": chapters_to_plain(audio.chapters),
        "cover": _named(audio.cover) if audio.cover else None,
        "problems": [[each.rule, each.severity, each.message, each.hint] for each in audio.problems],
    }


def chapters_to_plain(chapters: tuple[Chapter, ...]) -> list[dict[str, Any]]:
    """Return chapters as JSON holds them."""
    rows = ({name: getattr(chapter, name) for name in _CHAPTER} for chapter in chapters)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _named(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def from_plain(data: Mapping[str, Any], name: str) -> Audio:
    """Return an `Audio` again; ``name`` is what its problems are about."""
    place = Place(file=name)
    seconds = data["duration"]
    return Audio(
        **{each: data[each] for each in _PLAIN},
        duration=None if seconds is None else timedelta(seconds=seconds),
        tags=Tags(**data["tags"]),
        chapters=chapters_from_plain(data["chapters"]),
        cover=Cover(**data["cover"]) if data["cover"] else None,
        problems=tuple(
            Problem(rule=rule, severity=severity, message=message, hint=hint, place=place)
            for rule, severity, message, hint in data["problems"]
        ),
    )


def chapters_from_plain(rows: list[dict[str, Any]]) -> tuple[Chapter, ...]:
    """Return chapters again."""
    return tuple(Chapter(**row) for row in rows)
