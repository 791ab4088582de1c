"""JSON chapters of the podcast namespace, as they are written, beyond what can be read of them."""

from __future__ import annotations

import json
import re
from typing import Any

from podfeed.assets.said import Said, Saying

_ROOT = frozenset("version chapters author title podcastName description fileName waypoints".split())
_CHAPTER = frozenset("startTime title img url toc endTime location".split())


def check_chapters(text: str, duration: float | None) -> Saying:
    """Yield what is wrong with a file of chapters."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        yield Said(
            "chapters-json-invalid", f"this is no JSON: {getattr(error, 'msg', 'nested too deep')}", line
        )
        return
    if not isinstance(data, dict) or not isinstance(data.get("chapters"), list):
        yield Said("chapters-json-invalid", "there is no list of chapters", 1)
        return
    version = data.get("version")
    if not isinstance(version, str):
        yield Said(
            "chapters-version-missing",
            "version is missing, or no text",
            1,
            None if version is None else str(version),
        )
    elif not version.startswith("1."):
        yield Said("chapters-version-unknown", f"version is {version!r}", _line(text, '"version"'), version)
    yield from _keys(data, _ROOT, text)
    if not data["chapters"]:
        yield Said("chapters-empty", "there are no chapters", _line(text, '"chapters"'))
    yield from _List(text, data["chapters"], duration).said()


def check_twin(text: str, inline: tuple[float | None, ...]) -> Saying:
    """Yield whether the chapters in the feed and those in the file are not the same."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
        starts = [_number(each["startTime"]) for each in data["chapters"] if each.get("toc") is not False]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    pairs = zip(starts, inline, strict=False)
    apart = any(one is not None and two is not None and abs(one - two) > 1 for one, two in pairs)
    if len(starts) != len(inline) or apart:
        message = f"the feed has {len(inline)} chapters, and the file {len(starts)}"
        if len(starts) == len(inline):
            message = "the chapters in the feed and in the file begin at other times"
        yield Said("psc-json-mismatch", message, 1)


def _line(text: str, part: str, at: int = 0) -> int:
    """Return the line in which a part of the text stands."""
    index = text.find(part, at)
    return text.count("\n", 0, max(index, 0)) + 1


def _keys(data: dict[str, Any], known: frozenset[str], text: str) -> Saying:
    for key in data:
        if key not in known:
            yield Said(
                "chapters-unknown-key", f"the format has no {key!r}", _line(text, json.dumps(key)), key
            )


class _List:
    """The chapters of a file, each with its line."""

    def __init__(self, text: str, chapters: list[Any], duration: float | None) -> None:
        self.text = text
        self.chapters = chapters
        self.duration = duration
        self.lines = [
            text.count("\n", 0, found.start()) + 1 for found in re.finditer(r'"startTime"\s*:', text)
        ]

    def _at(self, number: int) -> int | None:
        return self.lines[number] if len(self.lines) == len(self.chapters) else None

    def said(self) -> Saying:
        shown = [each for each in self.chapters if isinstance(each, dict) and each.get("toc") is not False]
        last: float | None = None
        for number, chapter in enumerate(self.chapters):
            start = _number(chapter.get("startTime")) if isinstance(chapter, dict) else None
            if start is None or start < 0:
                wrong = chapter.get("startTime") if isinstance(chapter, dict) else chapter
                yield Said(
                    "chapters-starttime-invalid",
                    f"chapter {number + 1} begins at {wrong!r}",
                    self._at(number),
                    str(wrong)[:60],
                )
                continue
            if last is not None and start < last:
                yield Said(
                    "chapters-order",
                    f"chapter {number + 1} begins before the one before it",
                    self._at(number),
                    f"{start:g}",
                )
            elif last is not None and start == last and chapter.get("toc") is not False:
                yield Said(
                    "chapters-duplicate-start",
                    f"chapter {number + 1} begins with the one before it",
                    self._at(number),
                    f"{start:g}",
                )
            yield from self._times(number, chapter, start)
            yield from self._texts(number, chapter)
            last = start
        yield from self._whole(shown)

    def _times(self, number: int, chapter: dict[str, Any], start: float) -> Saying:
        line, name = self._at(number), f"chapter {number + 1}"
        if self.duration is not None and start >= self.duration:
            yield Said(
                "chapters-beyond-duration",
                f"{name} begins at {start:g} s, and the audio ends at {self.duration:.0f} s",
                line,
                f"{start:g}",
            )
        if "endTime" in chapter:
            end = _number(chapter["endTime"])
            if end is None or end <= start:
                yield Said(
                    "chapters-endtime-invalid",
                    f"{name} ends at {chapter['endTime']!r}",
                    line,
                    str(chapter["endTime"])[:60],
                )
            elif number + 1 < len(self.chapters) and isinstance(self.chapters[number + 1], dict):
                following = _number(self.chapters[number + 1].get("startTime"))
                if following is not None and start < following < end:
                    yield Said("chapters-overlap", f"{name} ends after the next begins", line)

    def _texts(self, number: int, chapter: dict[str, Any]) -> Saying:
        line, name = self._at(number), f"chapter {number + 1}"
        title = chapter.get("title")
        if chapter.get("toc") is not False and not (isinstance(title, str) and title.strip()):
            yield Said("chapters-title-missing", f"{name} has no title", line)
        elif isinstance(title, str) and len(title) > 45:
            yield Said(
                "chapters-title-long", f"the title of {name} has {len(title)} characters", line, title[:80]
            )
        if "toc" in chapter and not isinstance(chapter["toc"], bool):
            yield Said(
                "chapters-toc-invalid", f"toc of {name} is {chapter['toc']!r}", line, str(chapter["toc"])[:20]
            )
        for key in ("img", "url"):
            if key in chapter and not (
                isinstance(chapter[key], str) and re.match(r"https://[^\s]+$", chapter[key])
            ):
                yield Said(
                    "chapters-img-url-invalid",
                    f"{key} of {name} is {str(chapter[key])[:60]!r}",
                    line,
                    str(chapter[key])[:80],
                )
        if "location" in chapter and not _is_place(chapter["location"]):
            yield Said("chapters-location-invalid", f"the location of {name} has no name, or no geo", line)
        yield from _keys(chapter, _CHAPTER, self.text)

    def _whole(self, shown: list[dict[str, Any]]) -> Saying:
        starts = [start for start in (_number(each.get("startTime")) for each in shown) if start is not None]
        if starts and starts[0] > 0:
            yield Said("chapters-first-not-zero", f"the first chapter begins at {starts[0]:g} s", self._at(0))
        if 0 < len(shown) < 3:
            yield Said("chapters-few", f"there are {len(shown)} chapters", 1)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _is_place(value: Any) -> bool:
    return (
        isinstance(value, dict) and bool(value.get("name")) and str(value.get("geo", "")).startswith("geo:")
    )
