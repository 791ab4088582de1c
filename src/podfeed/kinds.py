"""Kinds of values: one text on one side, one Python value on the other.

A kind reads what a feed or a person wrote and writes the one form that every app accepts. What it
cannot read is a `BadValueError` that says what would be right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from podfeed.dates import DateStyle, read_date, to_rfc822
from podfeed.durations import format_duration, read_duration
from podfeed.lazily import dataclass, pattern
from podfeed.numbers import read_boolean, read_number, read_size
from podfeed.problems import BadValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of value: its name, what it looks like in a feed, and both directions.

    ``read`` holds what people write to the kind; ``parse`` is for feeds, where it differs.
    """

    name: str
    form: str
    read: Callable[[Any], Any]
    write: Callable[[Any], str] = str
    parse: Callable[[str], Any] | None = None
    words: tuple[str, ...] = ()  # the only values that there are

    @property
    def take(self) -> Callable[[str], Any]:
        """What a feed's text says, without blanks around it; a text that is wrong is kept as it is."""
        return self.parse or self.read


def _text(value: Any) -> str | None:
    """Read a text; a number that a person wrote for a text is one."""
    if value is None or isinstance(value, (list, dict)):
        raise BadValueError(f"{value!r} is not a text")
    return str(value).strip() or None


_ABSOLUTE = pattern(r"[a-z][a-z0-9+.-]*:[^\s<>\"]+", re.IGNORECASE)
_WEB = pattern(r"https?://[^\s<>\"/?#]+[^\s<>\"]*", re.IGNORECASE)
_EMAIL = pattern(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_LANGUAGE = pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MIME = pattern(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+(\s*;.*)?", re.IGNORECASE)


def _matching(pattern: re.Pattern[str], what: str, hint: str) -> Callable[[Any], str | None]:
    """Make a reader of texts that must look like `pattern`."""

    def read(value: Any) -> str | None:
        text = _text(value)
        if text is not None and not pattern.fullmatch(text):
            raise BadValueError(f"{text!r} is not {what}", hint=hint)
        return text

    return read


def choice(*values: str) -> Kind:
    """Return the kind of a word out of a short list, read without case."""

    def read(value: Any) -> str | None:
        text = _text(value)
        if text is not None and text.lower() not in values:
            raise BadValueError(f"{text!r} is not one of {', '.join(values)}")
        return text and text.lower()

    def parse(text: str) -> str:
        return text.lower() if text.lower() in values else text

    form = " or ".join(f"`{value}`" for value in values)
    return Kind(name="choice", form=form, read=read, parse=parse, words=values)


def _uuid(value: Any) -> str | None:
    text = _text(value)
    try:
        return text and str(UUID(text))
    except ValueError:
        raise BadValueError(
            f"{text!r} is not a UUID", hint="leave it out, and it follows from feed_url"
        ) from None


def _size(value: Any) -> int | None:
    size = read_size(value)
    return None if size is None else size.bytes


def _decimal(value: Any) -> float | None:
    text = _text(value)
    try:
        number = float(text) if text is not None else None
    except ValueError:
        number = float("nan")
    if number is not None and not math.isfinite(number):
        raise BadValueError(f"{text!r} is not a number", hint="write digits, with a point: 12.5")
    return number


def _plain(value: float) -> str:
    """Write a number without an exponent, and without a point that says nothing."""
    from decimal import Decimal  # noqa: PLC0415 - few feeds hold such a number

    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _npt(value: Any) -> float | None:
    """Read a time inside an episode in seconds: ``37``, ``00:37`` or ``0:00:37.5``."""
    return None if _text(value) is None else round(read_duration(value).total_seconds(), 3)


def _clock(value: float) -> str:
    milliseconds = round(value * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _truth(yes: str, no: str) -> Callable[[Any], str]:
    return lambda value: yes if value else no


TEXT = Kind(name="text", form="plain text", read=_text, parse=str)
HTML = Kind(name="html", form="HTML", read=_text, parse=str)
URL = Kind(
    name="url",
    form="an absolute http or https address",
    read=_matching(_WEB, "a web address", "write it whole, beginning with https://"),
    parse=str,
)
URI = Kind(
    name="uri",
    form="an address with a scheme",
    read=_matching(_ABSOLUTE, "an address", "write it whole, with its scheme"),
    parse=str,
)
EMAIL = Kind(
    name="email",
    form="an e-mail address",
    read=_matching(_EMAIL, "an e-mail address", "write it as name@example.org"),
    parse=str,
)
LANGUAGE = Kind(
    name="language",
    form="a language code such as `en` or `pt-BR`",
    read=_matching(_LANGUAGE, "a language code", "write a code such as en, de or pt-BR"),
    parse=str,
)
MIME = Kind(
    name="mime",
    form="a MIME type such as `audio/mpeg`",
    read=_matching(_MIME, "a MIME type", "write a type such as audio/mpeg"),
    parse=str,
)
UUID_TEXT = Kind(name="uuid", form="a UUID", read=_uuid, parse=str)
INTEGER = Kind(name="integer", form="a whole number", read=read_number)
SIZE = Kind(
    name="size",
    form="a number of bytes, 0 where it is unknown",
    read=_size,
    write=lambda value: str(value or 0),
)
SECONDS = Kind(name="seconds", form="a number of seconds", read=read_duration, write=format_duration)
DATE = Kind(
    name="date",
    form="an RFC 822 date with four digits of the year",
    read=lambda value: read_date(value, DateStyle()).value,
    write=to_rfc822,
)
TRUE_FALSE = Kind(
    name="true/false",
    form="`true` or `false`",
    read=read_boolean,
    write=_truth("true", "false"),
)
YES_NO = Kind(name="yes/no", form="`yes` or `no`", read=read_boolean, write=_truth("yes", "no"))
YES = Kind(name="yes", form="`Yes`, or the tag left out", read=read_boolean, write=lambda _: "Yes")
FLAG = Kind(name="flag", form="the empty element", read=read_boolean, write=lambda _: "")
DECIMAL = Kind(name="decimal", form="a number", read=_decimal, write=_plain)
ISO_DATE = Kind(
    name="iso date",
    form="an ISO 8601 date with time and zone",
    read=lambda value: read_date(value, DateStyle()).value,
    write=lambda value: value.isoformat(),
)
NPT = Kind(name="npt", form="`HH:MM:SS.mmm`", read=_npt, write=_clock)
CATEGORY = Kind(name="category", form="one of Apple's categories", read=_text, parse=str)
EPISODE_TYPE = choice("full", "trailer", "bonus")
SHOW_TYPE = choice("episodic", "serial")
