"""Chapters as the podcast namespace's JSON has them.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from podfeed.durations import read_duration
from podfeed.model import Chapter
from podfeed.problems import BadValueError

_VERSION = "1.2.0"


def from_json(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a file; what is none is a `BadValueError`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadValueError(f"this is not JSON: {error}") from error
    rows = found.get("chapters") if isinstance(found, Mapping) else None
    if not isinstance(rows, list):
        raise BadValueError(
            "this JSON holds no list of chapters", hint='write { "version": "1.2.0", "chapters": [] }'
        )
    return tuple(_chapter(row, number) for number, row in enumerate(rows, 1))


def _chapter(row: Any, number: int) -> Chapter:
    if not isinstance(row, Mapping) or "startTime" not in row:
        raise BadValueError(f"chapter {number} has no startTime")
    end = row.get("endTime")
    return Chapter(
        start=read_duration(row["startTime"]).total_seconds(),
        end=None if end is None else read_duration(end).total_seconds(),
        title=_text(row.get("title")),
        href=_text(row.get("url")),
        image=_text(row.get("img")),
        toc=row.get("toc") if isinstance(row.get("toc"), bool) else None,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def to_json(chapters: Iterable[Chapter], *, title: str | None = None) -> str:
    """Return a file of chapters, with the episode's title where it is known."""
    rows = []
    for chapter in chapters:
        row: dict[str, Any] = {"startTime": _number(chapter.start)}
        row |= {"endTime": _number(chapter.end)} if chapter.end is not None else {}
        named = (("title", chapter.title), ("img", chapter.image), ("url", chapter.href))
        row |= {name: value for name, value in named if value}
        row |= {"toc": False} if chapter.toc is False else {}
        rows.append(row)
    head = {"version": _VERSION} | ({"title": title} if title else {})
    return json.dumps({**head, "chapters": rows}, ensure_ascii=False, indent=2) + "\n"


def _number(seconds: float) -> float | int:
    return int(seconds) if float(seconds).is_integer() else seconds
