"""Kinds of values: one text on one side, one Python value on the other.

A kind reads what a feed or a person wrote and writes the one form that every app accepts. What it
cannot read is a `BadValueError` that says what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from podfeed.dates import DateStyle, read_date, to_rfc822
from podfeed.durations import format_duration, read_duration
from podfeed.numbers import read_boolean, read_number, read_size
from podfeed.problems import BadValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of value: its name, what it looks like in a feed, and both directions."""

    name: str
    form: str
    read: Callable[[Any], Any]
    write: Callable[[Any], str] = str


def _text(value: Any) -> str | None:
    """Read a text; a number that a person wrote for a text is one."""
    if value is None or isinstance(value, (list, dict)):
        raise BadValueError(f"{value!r} is not a text")
    return str(value).strip() or None


_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"]+", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"/?#]+[^\s<>\"]*", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MIME = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+(\s*;.*)?", re.IGNORECASE)


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

    return Kind(name="choice", form=" or ".join(f"`{value}`" for value in values), read=read)


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


def _truth(yes: str, no: str) -> Callable[[Any], str]:
    return lambda value: yes if value else no


TEXT = Kind(name="text", form="plain text", read=_text)
HTML = Kind(name="html", form="HTML", read=_text)
URL = Kind(
    name="url",
    form="an absolute http or https address",
    read=_matching(_WEB, "a web address", "write it whole, beginning with https://"),
)
URI = Kind(
    name="uri",
    form="an address with a scheme",
    read=_matching(_ABSOLUTE, "an address", "write it whole, with its scheme"),
)
EMAIL = Kind(
    name="email",
    form="an e-mail address",
    read=_matching(_EMAIL, "an e-mail address", "write it as name@example.org"),
)
LANGUAGE = Kind(
    name="language",
    form="a language code such as `en` or `pt-BR`",
    read=_matching(_LANGUAGE, "a language code", "write a code such as en, de or pt-BR"),
)
MIME = Kind(
    name="mime",
    form="a MIME type such as `audio/mpeg`",
    read=_matching(_MIME, "a MIME type", "write a type such as audio/mpeg"),
)
UUID_TEXT = Kind(name="uuid", form="a UUID", read=_uuid)
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
CATEGORY = Kind(name="category", form="one of Apple's categories", read=_text)
EPISODE_TYPE = choice("full", "trailer", "bonus")
SHOW_TYPE = choice("episodic", "serial")
