"""Dates as people write them, and as feeds do.

A date that lacks its year, month or day is never completed from today's, which is what dateutil's parser
does: it is asked only for forms in which all three are known to stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from difflib import get_close_matches
from email.utils import format_datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dateutil import parser as dateutil_parser
from dateutil import tz as dateutil_tz

from podfeed.months import month_names
from podfeed.problems import BadValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class DateStyle:
    """How dates are meant that do not say it themselves.

    ``timezone`` is for dates that name none, ``default_time`` for dates without a time, ``day_first``
    for 3/4/2021 (None: the month first, and told as ambiguous); ``language`` adds its month names to
    the English ones.
    """

    timezone: tzinfo = UTC
    day_first: bool | None = None
    default_time: time = time(0, 0)
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDate:
    """A date with its zone, in whole seconds; and what is worth a warning about it."""

    value: datetime
    ambiguous: bool = False
    note: str = ""


_HINT = "write it as 2021-12-02 or 2021-12-02T09:30:00Z"
_EARLIEST, _LATEST = 1970, 2200
_EPOCH = (range(631_152_000, 4_102_444_800), range(631_152_000_000, 4_102_444_800_000))

# RFC 822's zones, and further names that mean one offset wherever they are written.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2,
    "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
_MILITARY = {letter: number for number, letter in enumerate("ABCDEFGHIKLM", start=1)}
_MILITARY |= {letter: -number for number, letter in enumerate("NOPQRSTUVWXY", start=1)}

_TIME = r"(?P<h>\d{1,2}):(?P<mi>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,]\d{1,9})?)?(?:\s*(?P<ap>[ap])\.?m\.?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|(?:(?:UTC|GMT)\s?)?[+-]\d{1,2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}|[+-]\d{1,2})"
_TAIL = rf"(?:(?:\s*[T,]\s*|\s+(?:at\s+|um\s+)?){_TIME}(?:\s*{_ZONE})?)?"
_DAY_NAME = r"(?:[^\W\d]{2,12}\.?,?\s+)?"
_FORMS = tuple(
    re.compile(rf"{form}{_TAIL}", re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})",
        r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})",
        r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号]?",
        rf"{_DAY_NAME}(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:of\s+|de\s+|d')?"
        r"(?P<name>[^\W\d_]{2,12})\.?,?[\s-]+(?:de\s+|del\s+)?(?P<y>\d{4})",
        rf"{_DAY_NAME}(?P<name>[^\W\d_]{{2,12}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
    )
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(
    r"(?:[a-z]{3},\s+)?\d{1,2}\s+[a-z]{3}\s+\d{2}\s+\d{1,2}:\d{2}(:\d{2})?\s+\S+", re.IGNORECASE
)
_IN_NAME = re.compile(
    r"(?:^|/)(\d{4})-(\d{1,2})-(\d{1,2})(?=[-_. ]|$)|(?:^|/)(\d{4})(\d{2})(\d{2})(?=[-_. ])"
)
_IN_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/)")
_WIDE = str.maketrans("０１２３４５６７８９：／－．，　", "0123456789:/-., ")


def read_date(value: Any, style: DateStyle) -> ReadDate:
    """Return the date that a value says, with a zone; what is none is a `BadValueError`.

    Takes texts in the forms that sites use, and the dates and numbers of TOML and JSON: seconds or
    milliseconds since 1970.
    """
    if isinstance(value, datetime):
        return _placed(value, style)
    if isinstance(value, date):
        return _placed(datetime.combine(value, style.default_time), style)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_epoch(value)
    if not isinstance(value, str) or len(value) > 100:
        raise _no_date(value)
    return _from_text(value, style)


def _no_date(value: Any) -> BadValueError:
    return BadValueError(f"{str(value)[:100]!r} is not a date", hint=_HINT)


def _from_epoch(value: float) -> ReadDate:
    seconds, milliseconds = _EPOCH
    if value == value and abs(value) < 1e15:  # noqa: PLR0124 - not a NaN
        if int(value) in seconds:
            return ReadDate(value=datetime.fromtimestamp(int(value), UTC))
        if int(value) in milliseconds:
            return ReadDate(value=datetime.fromtimestamp(int(value) // 1000, UTC))
    raise _no_date(value)


def _from_text(text: str, style: DateStyle) -> ReadDate:
    text = " ".join(text.translate(_WIDE).split())
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) or re.fullmatch(r"\d{4}-\d\d-\d\d[T ].{5,}", text):
        read = _from_iso(text, style)
        if read is not None:
            return read
    if text.isdecimal() and text.isascii():
        compact = _COMPACT.fullmatch(text)
        return _day(text, style, *compact.groups()) if compact else _from_epoch(int(text))
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _from_match(text, match.groupdict(), style)
    if _SHORT_YEAR.fullmatch(text):
        return _by_dateutil(text, style)
    raise _no_date(text)


def _from_iso(text: str, style: DateStyle) -> ReadDate | None:
    """Read the common form the quick way; None sends it the other."""
    try:
        if len(text) == 10:
            return _placed(datetime.combine(date.fromisoformat(text), style.default_time), style)
        return _placed(datetime.fromisoformat(text), style)
    except ValueError:
        return None


def _by_dateutil(text: str, style: DateStyle) -> ReadDate:
    """Read RFC 822's form with a year of two digits, all of whose parts are there."""
    zones = {name: hours * 3600 for name, hours in _ZONES.items()}
    _zone(text, text.rpartition(" ")[2])  # dateutil would pass over a name that it does not know
    try:
        return _placed(dateutil_parser.parse(text, tzinfos=zones), style)
    except (ValueError, OverflowError):
        raise _no_date(text) from None


def _day(text: str, style: DateStyle, year: str, month: str, day: str) -> ReadDate:
    return _made(text, style, (int(year), int(month), int(day)), style.default_time, None)


def _from_match(text: str, found: dict[str, str | None], style: DateStyle) -> ReadDate:
    ambiguous = False
    if found.get("name"):
        month = month_names(style.language).get(str(found["name"]).lower())
        if month is None:
            raise _no_date(text)
        day = int(str(found["d"]))
    elif found.get("a"):
        day, month, ambiguous = _which_first(int(str(found["a"])), int(str(found["b"])), style)
    else:
        day, month = int(str(found["d"])), int(str(found["m"]))
    clock = _clock(text, found) if found.get("h") else style.default_time
    zone = _zone(text, found["zone"]) if found.get("zone") else None
    return _made(text, style, (int(str(found["y"])), month, day), clock, zone, ambiguous=ambiguous)


def _which_first(first: int, second: int, style: DateStyle) -> tuple[int, int, bool]:
    """Return day, month and whether it could have been the other way round."""
    if first > 12:
        return first, second, False
    if second > 12:
        return second, first, False
    if style.day_first is None:
        return second, first, first != second
    return (first, second, False) if style.day_first else (second, first, False)


def _clock(text: str, found: dict[str, str | None]) -> time:
    hour = int(str(found["h"]))
    half = (found.get("ap") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise _no_date(text)
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(str(found["mi"])), int(found.get("s") or 0))
    except ValueError:
        raise _no_date(text) from None


def _zone(text: str, name: str | None) -> tzinfo:
    word = str(name).upper().replace(" ", "")
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}?):?(\d{2})?", word)
    if offset and offset[2]:
        sign, hours, minutes = offset.groups()
        delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if delta < timedelta(hours=24):
            return timezone(-delta if sign == "-" else delta)
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word]))
    if word in _MILITARY:
        return timezone(timedelta(hours=_MILITARY[word]))
    raise BadValueError(
        f"{text!r} names a time zone that is not known: {name}", hint="write its offset: +02:00"
    )


def _made(
    text: str,
    style: DateStyle,
    day: tuple[int, int, int],
    clock: time,
    zone: tzinfo | None,
    *,
    ambiguous: bool = False,
) -> ReadDate:
    try:
        value = datetime.combine(date(*day), clock, tzinfo=zone)
    except ValueError:
        raise _no_date(text) from None
    read = _placed(value, style)
    return ReadDate(value=read.value, ambiguous=ambiguous, note=read.note)


def _placed(value: datetime, style: DateStyle) -> ReadDate:
    """Give a date its zone, and tell where its wall time does not exist there."""
    if not _EARLIEST <= value.year <= _LATEST:
        raise _no_date(value)
    value = value.replace(microsecond=0)
    if value.utcoffset() is not None:
        offset = value.utcoffset()
        return ReadDate(value=value.replace(tzinfo=timezone(offset) if offset else UTC))
    value = value.replace(tzinfo=style.timezone)
    if dateutil_tz.datetime_exists(value):
        return ReadDate(value=value)
    moved = dateutil_tz.resolve_imaginary(value)
    note = (
        f"{value:%Y-%m-%d %H:%M} does not exist in {style.timezone}, where clocks went forward; "
        f"{moved:%H:%M} is taken"
    )
    return ReadDate(value=moved, note=note)


def date_in_name(name: str, style: DateStyle) -> ReadDate | None:
    """Return the date in a post's path: that of the file's name, else that of its folders."""
    for pattern in (_IN_NAME, _IN_FOLDERS):
        for match in reversed(list(pattern.finditer(name))):
            year, month, day = (part for part in match.groups() if part is not None)
            try:
                return _day(name, style, year, month, day)
            except BadValueError:
                continue
    return None


def to_rfc822(value: datetime) -> str:
    """Return a date as feeds write it: ``Thu, 02 Dec 2021 06:00:00 +0000``."""
    return format_datetime(value.replace(microsecond=0))


@cache
def _known_zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def parse_timezone(name: str) -> tzinfo:
    """Return a zone by its name (``Europe/Berlin``) or offset (``+02:00``)."""
    if name.strip().upper() in {"UTC", "GMT", "Z"}:
        return UTC
    if re.fullmatch(r"[+-]\d{1,2}:?\d{2}", name.strip()):
        return _zone(name, name.strip())
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = get_close_matches(name, _known_zones(), n=1, cutoff=0.4)
        near = f"did you mean {close[0]}?" if close else "write a name such as Europe/Berlin"
        raise BadValueError(f"{name!r} is not a time zone", hint=near) from None
