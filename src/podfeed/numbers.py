"""Sizes, whole numbers and switches as people write them."""

from __future__ import annotations

import re
from typing import TypeGuard

from podfeed.lazily import dataclass, pattern
from podfeed.problems import BadValueError

_NONE = frozenset({"", "none", "null", "~", "n/a"})
_BYTES = r"(?:\s?b(?:ytes?)?)?"
_PLAIN = pattern(rf"(\d{{1,15}}){_BYTES}", re.IGNORECASE | re.ASCII)
# One group after a point could as well be a fraction, so a point asks for two.
_GROUPED = pattern(
    rf"(\d{{1,3}}(?:(?P<mark>[,\s'’])\d{{3}}(?:(?P=mark)\d{{3}}){{0,3}}|(?:\.\d{{3}}){{2,4}})){_BYTES}",
    re.IGNORECASE,
)
_WITH_UNIT = pattern(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([kmg])(i?)b(?:ytes)?", re.IGNORECASE | re.ASCII)
_POWERS = {"k": 1, "m": 2, "g": 3}
_WHOLE = pattern(r"(-?\d{1,15})(?:\.0+)?", re.ASCII)
TRUE = frozenset({"true", "yes", "on", "1", "explicit"})
FALSE = frozenset({"false", "no", "off", "0", "clean"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size in bytes; ``approximate`` where it was written in kilobytes or more."""

    bytes: int
    approximate: bool = False


def read_size(value: object) -> Size | None:
    """Return a size in bytes, or None for one that is blank or 0.

    Takes ``37998094``, ``37,998,094`` and, roughly, ``47.1 MB``. What is none is a `BadValueError`.
    """
    if _is_digits(value):
        return Size(bytes=int(value)) if value.strip("0") else None
    text = _text(value)
    if text.lower() in _NONE:
        return None
    match = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
    if match:
        size = Size(bytes=int(re.sub(r"\D", "", match[1])))
    elif match := _WITH_UNIT.fullmatch(text):
        size = Size(bytes=_in_bytes(*match.groups()), approximate=True)
    else:
        raise BadValueError(f"{_shown(value)} is not a size", hint="write the number of bytes: 37998094")
    return size if size.bytes else None


def _is_digits(value: object) -> TypeGuard[str]:
    """Say whether a value is what a number nearly always is: a few digits as a text."""
    return type(value) is str and len(value) <= 15 and value.isascii() and value.isdecimal()


def _in_bytes(number: str, unit: str, binary: str) -> int:
    if unit.lower() == "k" and re.fullmatch(r"\d{1,3}[.,]\d{3}", number):
        number = re.sub(r"\D", "", number)  # nobody counts thousandths of a kilobyte
    return int(float(number.replace(",", ".")) * (1024 if binary else 1000) ** _POWERS[unit.lower()])


def _text(value: object) -> str:
    """Return a value as text; what is neither text nor a whole number becomes one that no reader takes."""
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    whole = isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 64
    return str(value) if whole else "?"


def _shown(value: object) -> str:
    # Python refuses to write a number of more than some thousand digits.
    huge = isinstance(value, int) and value.bit_length() > 64
    return "a number this large" if huge else f"{value!r:.100}"


def read_number(value: object) -> int | None:
    """Return a whole number, or None for one that is blank; anything else is a `BadValueError`."""
    if _is_digits(value):
        return int(value)
    text = _text(value)
    if text.lower() in _NONE:
        return None
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise BadValueError(f"{_shown(value)} is not a whole number", hint="write digits alone: 12")
    return int(match[1])


def read_boolean(value: object) -> bool:
    """Return what ``true``, ``yes``, ``explicit`` and their likes mean, in any case."""
    if isinstance(value, bool):
        return value
    word = _text(value).lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise BadValueError(f"{_shown(value)} is neither true nor false", hint="write true or false")
