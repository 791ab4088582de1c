"""Durations as people write them, and as `itunes:duration` does."""

from __future__ import annotations

import math
import re
from datetime import time, timedelta
from typing import Any

from podfeed.problems import BadValueError

_LONGEST = timedelta(days=7)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,](\d{1,9}))?")
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?", re.IGNORECASE)
_WORDS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(h|hr|hrs|hours?|std|stunden?|m|mins?|minutes?|minuten|s|secs?|seconds?|sekunden)(?![a-z])\.?,?",
    re.IGNORECASE,
)
_HINT = "write hours:minutes:seconds (1:02:03), or a number of seconds (3723)"


def read_duration(value: Any) -> timedelta:
    """Return a duration: seconds, ``62:03``, ``1:02:03``, ``PT1H2M3S``, ``62 min`` or ``1h 2m``.

    What is none is a `BadValueError`, and so is one longer than a week.
    """
    duration = _read(value)
    if duration is None:
        raise BadValueError(f"{value!r} is not a duration", hint=_HINT)
    if duration > _LONGEST:
        raise BadValueError(f"{value!r} is no duration of an episode", hint="that looks like a size in bytes")
    return duration


def _read(value: Any) -> timedelta | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        if not math.isfinite(value) or not 0 <= value <= 1e12:
            return None
        return timedelta(seconds=value)
    if isinstance(value, time):
        return timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    return _from_text(value.strip()) if isinstance(value, str) else None


def _from_text(text: str) -> timedelta | None:
    if re.fullmatch(r"\d{1,12}(\.\d{1,9})?", text):
        return timedelta(seconds=float(text))
    match = _CLOCK.fullmatch(text)
    if match:
        return _from_clock(*match.groups())
    match = _ISO.fullmatch(text)
    if match and any(match.groups()) and len(text) < 60:
        days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
        if max(days, hours, minutes, seconds) > 1e9:
            return None
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return _from_words(text)


def _from_clock(hours: str | None, minutes: str, seconds: str, part: str | None) -> timedelta | None:
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    return timedelta(hours=int(hours or 0), minutes=int(minutes), seconds=float(f"{seconds}.{part or 0}"))


def _from_words(text: str) -> timedelta | None:
    if len(text) > 60 or not text or _WORDS.sub("", text).replace("and", "").replace("und", "").strip():
        return None
    units = {"h": 3600, "m": 60, "s": 1}
    seconds = 0.0
    for number, word in _WORDS.findall(text):
        unit = "h" if word.lower().startswith("st") else word.lower()[0]
        seconds += float(number.replace(",", ".")) * units[unit]
    return timedelta(seconds=seconds) if seconds < 1e9 else None


def format_duration(value: timedelta) -> str:
    """Return whole seconds, half up; what is longer than nothing is at least 1."""
    seconds = math.floor(value.total_seconds() + 0.5)
    return str(max(seconds, 1) if value > timedelta(0) else 0)


def clock(value: timedelta) -> str:
    """Return a duration for people: ``1:02:03``."""
    total = int(format_duration(value))
    return f"{total // 3600}:{total // 60 % 60:02}:{total % 60:02}"
