"""Chapters as lines of text: mp4chaps' `00:12:30.000 Topic`, Audacity's labels, times in notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from podfeed.files import lines_of
from podfeed.lazily import pattern
from podfeed.model import Chapter
from podfeed.problems import BadValueError

_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3})\d*)?"
_LONGEST = 7 * 86_400  # seconds
_LINE = pattern(rf"{_TIME}\s+(.*)")
_LABEL = pattern(r"(\d+[.,]\d+|\d+)\t(\d+[.,]\d+|\d+)(?:\t(.*))?")
# `12:30 – Topic`, `(12:30) Topic`, `[1:02:03] Topic`, `- 12:30: Topic`, at the beginning of a line.
_IN_NOTES = pattern(rf"^\s*(?:[-*•]\s+)?[(\[]?{_TIME}[)\]]?\s*(?:[-–—:|.]\s*)?(\S.*?)\s*$", re.MULTILINE)


def _seconds(hours: str | None, minutes: str, seconds: str, part: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part or 0}")


def from_lines(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a text; a line that is none is a `BadValueError` that names it."""
    found = []
    for number, line in enumerate(lines_of(text.lstrip("\ufeff")), 1):
        # Audacity writes a second line, of frequencies, below a label that has them.
        if line.strip() and not line.startswith(("\\\t", "#")):
            found.append(_of_line(line, number))
    return tuple(found)


def _of_line(line: str, number: int) -> Chapter:
    label = _LABEL.fullmatch(line)
    if label:
        start, end = (float(text.replace(",", ".")) for text in label.groups()[:2])
        if max(start, end) > _LONGEST:
            raise BadValueError(f"line {number}: no episode is that long", hint="write seconds: 750.5")
        return Chapter(start=start, end=end if end > start else None, title=(label[3] or "").strip() or None)
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise BadValueError(
            f"line {number}: {line.strip()[:60]!r} is no chapter", hint="write 00:12:30 Topic"
        )
    title, link = match[5].strip(), None
    if title.endswith(">") and "<http" in title:  # mp4chaps' relatives put a link behind the title
        title, _, link = title[:-1].rpartition("<")
    return Chapter(start=_seconds(*match.groups()[:4]), title=title.strip() or None, href=link)


def in_notes(text: str) -> tuple[Chapter, ...]:
    """Return the chapters that stand as times at the beginning of lines of notes.

    One time alone is no list, and times that go back are no chapters.
    """
    found = [*_of_notes(text)]
    starts = [chapter.start for chapter in found]
    return tuple(found) if len(found) > 1 and starts == sorted(set(starts)) else ()


def _of_notes(text: str) -> Iterator[Chapter]:
    for match in _IN_NOTES.finditer(text):
        if int(match[3]) < 60:
            yield Chapter(start=_seconds(*match.groups()[:4]), title=match[5])


def to_text(chapters: Iterable[Chapter]) -> str:
    """Return the chapters that are shown, a line for each, as mp4chaps reads them."""
    rows = (f"{clock(chapter.start)} {chapter.title or ''}".rstrip() for chapter in chapters)
    return "".join(f"{row}\n" for row in rows)


def clock(seconds: float) -> str:
    """Return a time as mp4chaps and Podlove write it: ``00:12:30.000``."""
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{rest:03}"
