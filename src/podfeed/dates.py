"""Dates as people write them, and as feeds do.

A date that lacks its year, month or day is never completed from today's, which is what dateutil's parser
does: it is asked last, twice, and believed only where both answers agree.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from unicodedata import normalize

from podfeed.lazily import dataclass, pattern
from podfeed.months import month_number
from podfeed.problems import BadValueError
from podfeed.zones import cached_zone, fixed_zone, parse_timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class DateStyle:
    """How dates are meant that do not say it themselves.

    ``timezone`` is for dates that name none, ``default_time`` for dates without a time, ``day_first``
    for 3/4/2021 (None: the month first, and told as ambiguous); ``language`` adds its month names to
    the English ones (None: those of every language that is known).
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


_Parts = dict[str, str | None]

_HINT = "write it as 2021-12-02 or 2021-12-02T09:30:00Z"
_YEARS = range(1970, 2201)
# 1990 to 2100, in seconds and in milliseconds: what is less or more counts something else.
_SECONDS = range(631_152_000, 4_102_444_800)
_MILLISECONDS = range(631_152_000_000, 4_102_444_800_000)

_TIME = (
    r"(?P<h>\d{1,2})(?:[:h](?P<mi>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,]\d{1,9})?)?|(?=\s*[ap]\.?m))"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?|\s*(?:uhr|(?-i:hs|h))\b)?"
)
_ZONE = (
    r"(?P<zone>[A-Z]{1,5}|[A-Z]+(?:/[A-Z_-]+){1,2}|(?:(?:UTC|GMT)\s?)?[+-]\d{1,2}(?::?\d{2})?)"
    r"(?:\s*\([^()]{1,60}\))?"  # RFC 822's comment, and the long name that browsers add
)
_AT = r"(?:\s*T\s*|\s*,\s*|,?\s+(?:at|um|om|às|à|a las|alle|kl\.?|klo|o|в|о)\s+|\s+)"
_TAIL = rf"(?:{_AT}{_TIME}(?:\s*{_ZONE})?)?"
_TAIL_CJK = (
    r"(?:\s*\([^()\d]{1,4}\)|\s*(?:星期|周|週)\w|\s*[月火水木金土日월화수목금토일](?:曜日|요일))?"
    r"(?:\s*(?P<half>上午|午前|오전|下午|午後|오후)?\s*(?P<h>\d{1,2})\s?[:时時点點시]"
    rf"(?:\s?(?P<mi>\d{{1,2}})(?:\s?[:分분](?:\s?(?P<s>\d{{1,2}})\s?[秒초]?)?)?)?(?:\s*{_ZONE})?)?"
)
_AFTERNOON = frozenset({"p", "下午", "午後", "오후"})
_DAY_NAME = r"(?:[^\W\d_]{2,12}(?:-[^\W\d_]{2,8})?\.?,?\s+)?"
_MONTH = r"(?P<name>[^\W\d_]{2,12}|\d{1,2}[月월])\.?"
_FORMS = (
    rf"(?P<y>\d{{4}})(?P<sep>[-/]|\.\s?)(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})\.?{_TAIL}",
    rf"(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?(?P<y>\d{{4}}){_TAIL}",
    rf"(?P<a>\d{{1,2}})(?P<sep>[/-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}){_TAIL}",
    rf"(?P<y>\d{{4}})\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일号號]?{_TAIL_CJK}",
    rf"{_DAY_NAME}(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th|er|o)?[\s/-]+|\.\s?)(?:of\s+|de\s+|d['’]\s?)?"
    rf"{_MONTH},?[\s/-]+(?:del?\s+)?(?P<y>\d{{4}})(?:\s?(?:г|р|года|року)\b\.?)?{_TAIL}",
    rf"{_DAY_NAME}{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_TAIL}",
    rf"(?P<y>\d{{4}})[\s/-]+{_MONTH}[\s/-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_TAIL}",
    # A year of two digits is read in RFC 822's own form alone.
    rf"(?:[A-Z]{{3}},\s+)?(?P<d>\d{{1,2}})\s(?P<name>[A-Z]{{3}})\s(?P<yy>\d\d)\s{_TIME}\s*{_ZONE}",
)
# What feeds hold nearly always, read without asking for anything else.
_RFC822 = pattern(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}|GMT)", re.ASCII
)
_MONTHS = dict(zip("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), range(1, 13), strict=True))
# What posts hold nearly always, the same.
_PLAIN = pattern(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_ISO = pattern(r"(?:\d{4}-(?:\d\d-\d\d|W\d\d-\d)|\d{8}(?=T))(?:[T ].{4,})?", re.ASCII)
# What dateutil is asked: whole words and numbers, a day, a year and a time once each. It guesses at more.
_WORD = r"(?:[A-Z]+\.?|\d{1,2}(?:st|nd|rd|th)?|\d{4}|\d{1,2}:\d\d(?::\d\d)?(?:[ap]\.?m\.?)?|[+-]\d\d:?\d\d)"
_ENGLISH = pattern(rf"{_WORD}(?:,?\s|,)(?:{_WORD}(?:,?\s|,))*{_WORD}", re.I | re.A)
_ONCE = (r"(?<![\d:+-])\d{1,2}(?![\d:])", r"(?<![\d:+-])\d{4}(?![\d:])", r"(?<![\d:+-])\d{1,2}:")
_IN_NAME = pattern(
    r"(?:^|/)(\d{4})([-_.])(\d{1,2})\2(\d{1,2})(?=[-_. /]|$)|(?:^|/)(\d{4})(\d{2})(\d{2})(?=[-_. /]|$)"
)
_IN_FOLDERS = pattern(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/|\.[a-z]|$)")


def read_date(value: object, style: DateStyle) -> ReadDate:
    """Return the date that a value says, with a zone; what is none is a `BadValueError`.

    Takes texts in the forms that sites use, and the dates and numbers of TOML and JSON: seconds or
    milliseconds since 1970, or 20211202. Parts of a second are dropped.
    """
    if isinstance(value, datetime):
        return _placed(value, style)
    if isinstance(value, date):
        return _placed(datetime.combine(value, style.default_time), style)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, style)
    if not isinstance(value, str) or len(value) > 100:
        raise _no_date(value)
    return _from_text(value, style)


def _no_date(value: object) -> BadValueError:
    # Python refuses to write a number of more than some thousand digits.
    huge = isinstance(value, int) and value.bit_length() > 64
    shown = "a number this large" if huge else f"{str(value)[:100]!r}"
    return BadValueError(f"{shown} is not a date", hint=_HINT)


def _from_number(value: float, style: DateStyle) -> ReadDate:
    if not 0 <= value < 1e15:  # so says NaN as well
        raise _no_date(value)
    return _from_digits(str(int(value)), style)


def _from_digits(digits: str, style: DateStyle) -> ReadDate:
    """Read the seconds or milliseconds since 1970, or 20211202 with or without 0930 or 093000."""
    number = int(digits)
    if number in _MILLISECONDS:
        number //= 1000
    if number in _SECONDS:
        return ReadDate(value=datetime.fromtimestamp(number, UTC))
    if len(digits) not in (8, 12, 14):
        raise _no_date(digits)
    read = _from_iso(f"{digits[:8]}T{digits[8:]}".removesuffix("T"), style)
    if read is None:
        raise _no_date(digits)
    return read


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    # Slow to make, and a folder of plain dates needs none of them.
    return tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)


def _from_text(written: str, style: DateStyle) -> ReadDate:
    plain = _from_iso(written, style) if _PLAIN.fullmatch(written) else _from_rfc822(written)
    if plain is not None:
        return plain
    text = " ".join(normalize("NFKC", written).split())  # fullwidth digits and colons, too
    read = _from_iso(text, style) if _ISO.fullmatch(text) else None
    if read is not None:
        return read
    if text.isdecimal() and text.isascii():
        return _from_digits(text, style)
    for form in _forms():
        match = form.fullmatch(text)
        if match:
            return _from_match(text, match.groupdict(), style)
    if _ENGLISH.fullmatch(text) and all(len(re.findall(part, text)) == 1 for part in _ONCE):
        return _by_dateutil(text, style)
    raise _no_date(text)


def _from_rfc822(text: str) -> ReadDate | None:
    """Read the form that feeds hold the quick way; None sends a text the other."""
    match = _RFC822.fullmatch(text)
    if match is None:
        return None
    day, name, year, hour, minute, second, zone = match.groups()
    month, offset = _MONTHS.get(name), cached_zone(zone)
    if month is None or offset is None or int(year) not in _YEARS:
        return None
    try:
        value = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=offset)
    except ValueError:
        return None
    return ReadDate(value=value)


def _from_iso(text: str, style: DateStyle) -> ReadDate | None:
    """Read the common forms the quick way; None sends a text the other."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2021-12-02"):
        moment = datetime.combine(moment, style.default_time)
    return _placed(moment, style)


def _by_dateutil(text: str, style: DateStyle) -> ReadDate:
    """Read another English form over two days: what differs then was not in the text."""
    from dateutil.parser import parse  # noqa: PLC0415 - slow to load, and seldom needed

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        if offset is not None:
            return timezone(timedelta(seconds=offset))
        return _zone(text, name) if name else None

    grounds = datetime(1996, 1, 1), datetime(2000, 12, 31)
    try:
        first, second = (parse(text, default=ground, tzinfos=zone) for ground in grounds)
    except BadValueError:
        raise
    except (
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # odd texts trip it
        raise _no_date(text) from None
    if first != second or str(first.year) not in text:
        raise _no_date(text)
    return _placed(first, style)


def _from_match(text: str, found: _Parts, style: DateStyle) -> ReadDate:
    month, day, ambiguous = _month_and_day(text, found, style)
    clock = _clock(text, found) if found.get("h") else style.default_time
    zone = _zone(text, found["zone"] or "") if found.get("zone") else None
    try:
        value = datetime.combine(date(_year(found), month, day), clock, tzinfo=zone)
    except ValueError:
        raise _no_date(text) from None
    read = _placed(value, style)
    return ReadDate(value=read.value, ambiguous=ambiguous, note=read.note)


def _year(found: _Parts) -> int:
    if found.get("yy"):
        short = int(found["yy"] or 0)
        return short + (2000 if short < 50 else 1900)  # as RFC 2822 says
    return int(found["y"] or 0)


def _month_and_day(text: str, found: _Parts, style: DateStyle) -> tuple[int, int, bool]:
    """Return month and day, and whether they could have been meant the other way round."""
    if found.get("a"):
        return _either_first(int(found["a"] or 0), int(found["b"] or 0), style)
    name, day = found.get("name"), int(found["d"] or 0)
    month = month_number(name, style.language) if name else int(found["m"] or 0)
    if month is None:
        raise BadValueError(f"{text!r} is not a date: no month is called {name}", hint=_HINT)
    return month, day, False


def _either_first(first: int, second: int, style: DateStyle) -> tuple[int, int, bool]:
    if first > 12:
        return second, first, False
    if second > 12:
        return first, second, False
    if style.day_first is None:
        return first, second, first != second
    return (second, first, False) if style.day_first else (first, second, False)


def _clock(text: str, found: _Parts) -> time:
    hour, half = int(found["h"] or 0), (found.get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    elif half:
        raise _no_date(text)
    try:
        return time(hour, int(found["mi"] or 0), int(found["s"] or 0))
    except ValueError:
        raise _no_date(text) from None


def _zone(text: str, name: str) -> tzinfo:
    """Return the zone that a name in a date means; one that is not known is never passed over."""
    fixed = fixed_zone(name)
    if fixed is not None:
        return fixed
    if "/" in name:
        return parse_timezone(name)
    raise BadValueError(
        f"{text!r} names a time zone that is not known: {name}", hint="write its offset: +02:00"
    )


def _placed(value: datetime, style: DateStyle) -> ReadDate:
    """Give a date its zone, and tell where its wall time does not exist there."""
    if value.year not in _YEARS:
        raise BadValueError(
            f"{value.date().isoformat()} is no date of an episode",
            hint=f"check the year: it is before {_YEARS.start} or after {_YEARS.stop - 1}",
        )
    if value.microsecond:
        value = value.replace(microsecond=0)
    if value.utcoffset() is not None:
        return ReadDate(value=_in_whole_minutes(value))
    value = value.replace(tzinfo=style.timezone, fold=0)
    if isinstance(style.timezone, timezone):
        return ReadDate(value=value)
    there = value.astimezone(UTC).astimezone(style.timezone)
    if there.replace(fold=0) == value:
        return ReadDate(value=value)
    note = (
        f"{value:%Y-%m-%d %H:%M} does not exist in {style.timezone}, where clocks went forward; "
        f"{there:%H:%M} is taken"
    )
    return ReadDate(value=there, note=note)


def _in_whole_minutes(value: datetime) -> datetime:
    """Return the same moment at an offset that RFC 822 can write."""
    if value.tzinfo is not UTC:
        value = value.astimezone(_whole(value.utcoffset() or timedelta(0)))
    return value.replace(microsecond=0) if value.microsecond else value


@lru_cache(maxsize=256)
def _whole(offset: timedelta) -> timezone:
    return timezone(timedelta(minutes=offset // timedelta(minutes=1)))


def date_in_name(name: str, style: DateStyle) -> ReadDate | None:
    """Return the date in a post's path: that of the file's name, else that of its folders.

    ``name`` has ``/`` between its parts: ``posts/2021-12-02-x.md``, ``20211202-x``, ``2011/10/19/x.html``.
    """
    for form in (_IN_NAME, _IN_FOLDERS):
        for match in reversed(list(form.finditer(name))):
            year, month, day = (part for part in match.groups() if part and part.isdecimal())
            try:
                return _from_digits(f"{year}{month:0>2}{day:0>2}", style)
            except BadValueError:
                continue
    return None


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_rfc822(value: datetime) -> str:
    """Return any date as `email.utils.format_datetime` does, which takes all of `socket` with it."""
    day, month = _DAYS[value.weekday()], _SHORT[value.month - 1]
    zone = _in_digits(value.utcoffset())
    return (
        f"{day}, {value.day:02} {month} {value.year:04} "
        f"{value.hour:02}:{value.minute:02}:{value.second:02} {zone}"
    )


@lru_cache(maxsize=256)
def _in_digits(offset: timedelta | None) -> str:
    return "-0000" if offset is None else datetime(2000, 1, 1, tzinfo=timezone(offset)).strftime("%z")


def to_rfc822(value: datetime) -> str:
    """Return a date as feeds write it, its zone in digits: ``Thu, 02 Dec 2021 06:00:00 +0000``.

    A date without a zone is a `BadValueError`: nothing tells which moment it means.
    """
    if value.utcoffset() is None:
        raise BadValueError(f"the date {value.isoformat(' ')} has no time zone", hint="give it one: +02:00")
    return in_rfc822(_in_whole_minutes(value))
