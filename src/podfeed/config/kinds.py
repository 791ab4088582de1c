"""The kinds of values that settings take; each reader raises a `BadValueError` for what is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from podfeed.lazily import dataclass
from podfeed.problems import BadValueError

Reader = Callable[[Any], Any]


def text(value: Any) -> str:
    """Read a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise BadValueError(f"{value!r} is not a text")
    if "\0" in value:
        raise BadValueError(f"{value!r} holds a NUL, which is no character of a text")
    return value.strip()


def switch(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise BadValueError(f"{value!r} is neither true nor false", hint="write true or false")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts, or one alone."""
    items = value if isinstance(value, list) else [value]
    return tuple(text(item) for item in items)


def clock(value: Any) -> time:
    """Read a time of day: ``"06:00"``."""
    if isinstance(value, time):
        return value.replace(microsecond=0)
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", str(value).strip())
    try:
        if match:
            return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        pass
    raise BadValueError(f"{value!r} is not a time of day", hint='write it as "06:00"')


def zone(value: Any) -> Any:
    """Read a time zone by its name."""
    from podfeed.zones import parse_timezone  # noqa: PLC0415 - zones are slow to load

    return parse_timezone(text(value))


def count(value: Any) -> int:
    """Read a whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadValueError(f"{value!r} is not a whole number above 0")
    return value


def nesting(value: Any) -> int:
    """Read a number of levels, which the parsers' own stacks bound."""
    if count(value) > _DEEPEST:
        raise BadValueError(f"{value} is more than {_DEEPEST}")
    return count(value)


_DEEPEST = 300


@dataclass(frozen=True, slots=True)
class OneOf:
    """Reads one of a few words."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        """Return the word."""
        if value not in self.words:
            raise BadValueError(f"{value!r} is not one of {', '.join(self.words)}")
        return str(value)


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Reads a list of a few words, or one alone."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> tuple[str, ...]:
        """Return the words."""
        one = OneOf(self.words)
        return tuple(one(item) for item in texts(value))


def select(value: Any) -> dict[str, tuple[str, ...]]:
    """Read which posts are meant: front matter keys, each with the values of which one must match."""
    if not isinstance(value, Mapping):
        raise BadValueError(f"{value!r} is no table", hint='write select = { category = "podcast" }')
    return {str(key): _matches(item) for key, item in value.items()}


def _matches(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, (str, int, float)):
            raise BadValueError(f"{item!r} cannot be what a key is to equal")
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def table(value: Any) -> dict[str, Any]:
    """Read a table as it is."""
    if not isinstance(value, Mapping):
        raise BadValueError(f"{value!r} is no table")
    return {str(key): item for key, item in value.items()}


def table_of_texts(value: Any) -> dict[str, str]:
    """Read a table of texts."""
    return {key: text(item) for key, item in table(value).items()}


def lists_by_glob(value: Any) -> dict[str, tuple[str, ...]]:
    """Read a table of lists of texts."""
    return {key: texts(item) for key, item in table(value).items()}


def address(value: Any) -> str:
    """Read a web address."""
    if not re.match(r"https?://[^\s/]+", text(value)):
        raise BadValueError(f"{value!r} is not a web address", hint="begin it with https://")
    return text(value)


def globs(value: Any) -> tuple[str, ...]:
    """Read globs, relative to the content folder."""
    patterns = texts(value)
    for pattern in patterns:
        if pattern.startswith("/") or ".." in pattern.split("/"):
            raise BadValueError(f"{pattern!r} leads out of the content folder")
    return patterns
