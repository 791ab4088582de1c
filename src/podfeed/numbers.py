"""Sizes, whole numbers and switches as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from podfeed.problems import BadValueError

_NONE = frozenset({"", "none", "null", "~", "n/a"})
_GROUPED = re.compile(r"\d{1,3}(?:[,.\s'\u00a0\u202f]\d{3})+")
_UNITS = {"k": 1, "m": 2, "g": 3}
_WITH_UNIT = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([kmg])(i?)b(?:ytes)?", re.IGNORECASE)
_TRUE = frozenset({"true", "yes", "on", "1", "explicit"})
_FALSE = frozenset({"false", "no", "off", "0", "clean"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size in bytes; ``approximate`` where it was written in kilobytes or more."""

    bytes: int
    approximate: bool = False


def read_size(value: Any) -> Size | None:
    """Return a size in bytes, or None for one that is blank or 0.

    Takes ``37998094``, ``37,998,094`` and, roughly, ``47.1 MB``. What is none is a `BadValueError`.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    if text.lower() in _NONE:
        return None
    if not isinstance(value, (bool, float)):
        if text.isdecimal() and len(text) < 16:
            return Size(bytes=int(text)) if int(text) else None
        if _GROUPED.fullmatch(text) and len(text) < 24:
            return Size(bytes=int(re.sub(r"\D", "", text)))
        match = _WITH_UNIT.fullmatch(text)
        if match:
            number, unit, binary = match.groups()
            base = 1024 if binary else 1000
            size = float(number.replace(",", ".")) * base ** _UNITS[unit.lower()]
            return Size(bytes=int(size), approximate=True) if size >= 1 else None
    raise BadValueError(f"{value!r} is not a size", hint="write the number of bytes: 37998094")


def read_number(value: Any) -> int | None:
    """Return a whole number, or None for one that is blank; anything else is a `BadValueError`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    if text.lower() in _NONE:
        return None
    if isinstance(value, (bool, float)) or not re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        raise BadValueError(f"{value!r} is not a whole number", hint="write digits alone: 12")
    return int(text)


def read_boolean(value: Any) -> bool:
    """Return what ``true``, ``yes``, ``explicit`` and their likes mean, in any case."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise BadValueError(f"{value!r} is neither true nor false", hint="write true or false")
