"""What is wrong with a date in a feed, by the name of the rule that it breaks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from podfeed.dates import in_rfc822
from podfeed.lazily import dataclass, pattern

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The zones of RFC 822, in hours; other letters mean nothing that readers agree on.
_ZONES = {"UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_ZONES |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
# Zones that people write and RFC 822 does not know, where their letters have one meaning.
_KNOWN = {"UTC": 0, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1}
_KNOWN |= {"JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "MSK": 3}
_RFC = pattern(
    r"(?:(?P<weekday>[^\s,\d]{2,20}),?\s+)?(?P<day>\d{1,2})[\s-]+(?P<month>[^\s\d-]{3,20})[\s-]+(?P<year>\d{2,4})"
    r"\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5}))?"
    r"(?:\s+\([^()]{0,40}\))?"
)
# How most dates are written; what is right of it needs no closer look.
_USUAL = pattern(
    rf"(?:({'|'.join(_DAYS)}), )?([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}}) ([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}})"
    r" (GMT|[+-][0-9]{4})"
)
_ISO = pattern(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A date of a feed: its time where it has one, the rule that it breaks, and how it should be written."""

    when: datetime | None
    rule: str = ""
    message: str = ""
    mended: str = ""


@lru_cache(maxsize=1024)
def judge(text: str) -> Judged:
    """Hold a date to RFC 2822."""
    usual = _USUAL.fullmatch(text)
    when = _usual(usual) if usual else None
    if when is not None:
        return Judged(when)
    found = _RFC.fullmatch(text[:120])
    if found:
        return _rfc(text, found)
    iso = _ISO.fullmatch(text[:60])
    if iso:
        return _iso(text, iso)
    return Judged(None, "date-invalid", "is no date of RFC 2822")


def _usual(found: re.Match[str]) -> datetime | None:
    """Return the time of a date in which nothing is wrong."""
    weekday, day, month, year, hour, minute, second, zone = found.groups()
    number = _MONTHS.index(month) + 1
    try:
        when = datetime(
            int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=_offset(zone)
        )
    except (ValueError, OverflowError):
        return None
    return when if weekday is None or _DAYS[when.weekday()] == weekday else None


def _rfc(text: str, found: re.Match[str]) -> Judged:
    month, weekday, zone = found["month"], found["weekday"], found["zone"]
    if month not in _MONTHS or (weekday and weekday not in _DAYS):
        return _names(text, month, weekday)
    when = _time(found, _MONTHS.index(month) + 1, _full_year(found["year"]), _offset(zone))
    if when is None:
        return Judged(None, "date-out-of-range", "is a day or a time that does not exist")
    if zone is None:
        return Judged(None, "date-no-zone", "has no time zone")
    if zone[0].isalpha() and zone.upper() not in _ZONES:
        sure = in_rfc822(when) if zone.upper() in _KNOWN else ""
        return Judged(
            when if sure else None,
            "date-unknown-zone",
            f"is in the zone {zone}, which readers do not know",
            sure,
        )
    rule, message = _form(found, when)
    return Judged(when, rule, message, in_rfc822(when)) if rule else Judged(when)


def _form(found: re.Match[str], when: datetime) -> tuple[str, str]:
    """Return what is wrong with how a date is written whose time is clear, and the rule that says so."""
    weekday, zone = found["weekday"], found["zone"]
    if len(found["year"]) != 4:
        return "date-two-digit-year", "has a year of two digits"
    if weekday and weekday != _DAYS[when.weekday()]:
        return "date-weekday-mismatch", f"was a {_DAYS[when.weekday()]}, not a {weekday}"
    if zone[0].isalpha() and zone not in ("GMT", "UT"):
        return "date-obsolete-zone", f"names its zone {zone} with letters"
    if not _is_exact(found):
        return "date-invalid", "is not written as RFC 2822 asks"
    return "", ""


def _is_exact(found: re.Match[str]) -> bool:
    """Say whether the separators are those of RFC 2822."""
    return (
        re.fullmatch(
            r"([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{2,4} \d{2}:\d{2}(:\d{2})? ?([+-]\d{4}|[A-Za-z]+)( \(.*\))?",
            found[0],
        )
        is not None
    )


def _names(text: str, month: str, weekday: str | None) -> Judged:
    """Return what is wrong with names that are none of English in three letters."""
    short_month, short_day = month[:3].title(), (weekday or "Mon")[:3].title()
    if short_month in _MONTHS and short_day in _DAYS and (month.isascii() and (weekday or "").isascii()):
        plain = _swap(text, weekday, short_day).replace(month, short_month, 1)
        again = judge(plain) if plain != text else Judged(None)
        return Judged(
            again.when,
            "date-invalid",
            "is not written as RFC 2822 asks",
            again.mended or (in_rfc822(again.when) if again.when and not again.rule else ""),
        )
    return Judged(None, "date-localised", "has the name of a day or month that is not English")


def _swap(text: str, weekday: str | None, short: str) -> str:
    return text.replace(weekday, short, 1) if weekday else text


def _iso(text: str, found: re.Match[str]) -> Judged:
    zone = found["zone"]
    when = _time(found, int(found["month"]), int(found["year"]), _offset(zone))
    if when is None:
        return Judged(None, "date-out-of-range", "is a day or a time that does not exist")
    # Which midnight a day alone means, and which zone a time without one, nobody can know.
    mended = in_rfc822(when) if zone else ""
    return Judged(when, "date-iso8601", "is a date of ISO 8601, where RSS has those of RFC 2822", mended)


@lru_cache(maxsize=256)
def _offset(zone: str | None) -> timezone:
    if zone is None:
        return UTC
    if zone[0] in "+-":
        digits = zone.replace(":", "")
        minutes = int(digits[1:3]) * 60 + int(digits[3:5])
        if minutes >= 24 * 60:
            return UTC
        return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    return timezone(timedelta(hours=(_ZONES | _KNOWN).get(zone.upper(), 0)))


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900) if len(text) == 2 else year + 1900


def _time(found: re.Match[str], month: int, year: int, zone: timezone) -> datetime | None:
    parts = [int(found[name] or 0) for name in ("day", "hour", "minute", "second")]
    day, hour, minute, second = parts
    try:
        return datetime(year, month, day, hour, minute, 59 if second == 60 else second, tzinfo=zone)
    except (ValueError, OverflowError):
        return None
