"""Which form a file of chapters has: by what it begins with, since labels and lists share an extension."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from podfeed.chapters.jsonfile import from_json, to_json
from podfeed.chapters.lines import from_lines, to_text
from podfeed.chapters.podlove import from_psc, to_psc
from podfeed.files import read_text
from podfeed.limits import DEFAULT, Limits
from podfeed.model import Chapter
from podfeed.problems import BadValueError, Place, Problem, ProblemsError

# What stands behind an episode's name in that of its chapters, the strongest first.
SUFFIXES = (".chapters.json", ".chapters.txt", ".chapters.xml", ".psc", ".labels.txt")
# What a file can be written as.
FORMS: dict[str, Callable[[Iterable[Chapter]], str]] = {"json": to_json, "psc": to_psc, "text": to_text}


def read_text_of(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a text in any form, by their start; what is none is a `BadValueError`."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    read = from_json if start in ("{", "[") else from_psc if start == "<" else from_lines
    return tuple(sorted(read(text), key=lambda chapter: chapter.start))


def read_chapters(path: Path, limits: Limits = DEFAULT) -> tuple[Chapter, ...]:
    """Return the chapters of a file; one that cannot be read is a `ProblemsError`."""
    try:
        return read_text_of(read_text(path, limits.of("chapters")))
    except BadValueError as error:
        problem = Problem(
            rule="chapters-invalid",
            severity="error",
            message=error.message,
            place=Place(file=str(path)),
            hint=error.hint,
        )
        raise ProblemsError([problem]) from error
