"""What must be asked for letter by letter, because front matter or settings would read it otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from podfeed.build.keys import is_nothing
from podfeed.build.parts import resolver, take
from podfeed.plain import plain
from podfeed.problems import BadValueError
from podfeed.tags.spec import Tag

# What is relative would become an address, and is not what it was.
RELATIVE = "https://relative.invalid/"
by_address = resolver(RELATIVE)


def is_address(target: str | None) -> bool:
    """Say whether an address is read as it is written."""
    try:
        return target is None or (by_address(target) == target and not is_nothing(target))
    except BadValueError:
        return False


def readable(read: Callable[[Any], Any], value: Any) -> Any:
    """Return a value as plain data: as it is if it is read as itself, else as ``{ exact: … }``."""
    written = plain(value)
    try:
        same = not is_nothing(written) and read(_as_text(written)) == value
    except BadValueError:
        same = False
    return written if same else {"exact": written}


def part(tag: Tag, value: Any) -> Any:
    """Return a part as plain data, likewise."""
    return readable(lambda written: take(tag, written, by_address), value)


def _as_text(value: Any) -> Any:
    """Return a value as YAML's scalars are read: as text."""
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)
