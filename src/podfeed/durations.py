"""Durations as people write them, and as `itunes:duration` does."""

from __future__ import annotations

import math
import re
from datetime import time, timedelta
from functools import cache
from unicodedata import normalize

from podfeed.lazily import pattern
from podfeed.problems import BadValueError

_LONGEST = timedelta(days=7)
_HINT = "write hours:minutes:seconds (1:02:03), or a number of seconds (3723)"
# The words of each unit, in the languages of the months.
_UNITS = {
    3600: "h hr hrs hour hours std stunde stunden heure heures hora horas hores ora ore uur timme timmar "
    "time timer tunti tuntia godz godzina godziny hod hodina hodiny ч час часа часов год години saat sa "
    "時間 小时 小時 시간",
    60: "m min mins minute minutes minuten minuto minutos minuts minuti minuut minuter minutter minuuttia "
    "minut minuta minuty мин минута минуты минут хв dk dakika 分 分钟 分鐘 分間 분",
    1: "s sec secs second seconds sek sekunde sekunden sekunder seconde secondes segundo segundos segons "
    "secondo secondi seconden sekuntia sekund sekunda sekundy сек секунд sn saniye 秒 秒钟 秒鐘 초",
}
_AND = r"(?:[\s,]*(?:\b(?:and|und|et|e|y|i|en|och|og|ja|и|і|ve)\b|&)?\s*(?=\d)|\Z)"
_SECONDS = pattern(r"\d{1,12}(\.\d{1,9})?")
_CLOCK = pattern(
    r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,](\d{1,9}))?(?(1)(?:\s?(?:h|hrs?|std)\.?)?|(?:\s?(?:mins?|minutes?)\.?)?)",
    re.IGNORECASE,
)
_FRENCH = pattern(r"(\d{1,3})\s?h\s?([0-5]\d)", re.IGNORECASE)
_ISO = pattern(
    r"P(?=.*\d)(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?",
    re.IGNORECASE,
)


def read_duration(value: object, *, longest: timedelta = _LONGEST) -> timedelta:
    """Return a duration: seconds, ``62:03``, ``1:02:03``, ``PT1H2M3S``, ``62 min`` or ``1h 2m``.

    What is none is a `BadValueError`, and so is one longer than ``longest``, which is a week.
    """
    duration = _read(value)
    if duration is None:
        raise BadValueError(f"{_shown(value)} is not a duration", hint=_HINT)
    if duration > longest:
        plain = isinstance(value, (int, float)) or str(value).strip().isdecimal()
        hint = "that looks like a size in bytes" if plain else _HINT
        raise BadValueError(f"{_shown(value)} is no duration of an episode", hint=hint)
    return duration


def _shown(value: object) -> str:
    # Python refuses to write a number of more than some thousand digits.
    huge = isinstance(value, int) and value.bit_length() > 64
    return "a number this large" if huge else f"{value!r:.100}"


def _read(value: object) -> timedelta | None:
    if isinstance(value, str):
        if len(value) <= 12 and value.isascii() and value.isdecimal():
            return timedelta(seconds=int(value))
        return _from_text(normalize("NFKC", value).strip()) if len(value) <= 100 else None
    if isinstance(value, time):
        return timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return timedelta(seconds=value) if 0 <= value <= 1e12 else None
    return None


def _from_text(text: str) -> timedelta | None:
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=float(text))
    match = _CLOCK.fullmatch(text)
    if match:
        return _from_clock(*match.groups())
    match = _FRENCH.fullmatch(text)
    if match:
        return _sum(hours=match[1], minutes=match[2])
    match = _ISO.fullmatch(text)
    if match:
        return _sum(days=match[1], hours=match[2], minutes=match[3], seconds=match[4])
    match = _words().fullmatch(text)
    return _sum(hours=match[1], minutes=match[2], seconds=match[3]) if match else None


def _sum(**parts: str | None) -> timedelta:
    return timedelta(**{unit: float((part or "0").replace(",", ".")) for unit, part in parts.items()})


def _from_clock(hours: str | None, minutes: str, seconds: str, part: str | None) -> timedelta | None:
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    if part is None or not part.strip("0"):
        return timedelta(seconds=int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds))
    return _sum(hours=hours, minutes=minutes, seconds=f"{seconds}.{part}")


@cache
def _words() -> re.Pattern[str]:
    """Return the pattern of ``1 hour, 2 min and 3s``: each unit at most once, the longest first."""
    units = [
        rf"(?:(\d{{1,9}}(?:[.,]\d{{1,9}})?)\s*(?:{'|'.join(words.split())})(?![^\W\d_])\.?{_AND})?"
        for words in _UNITS.values()
    ]
    return re.compile(rf"(?=\d){''.join(units)}", re.IGNORECASE)


def format_duration(value: timedelta) -> str:
    """Return whole seconds, half up; what is longer than nothing is at least 1."""
    seconds = math.floor(value.total_seconds() + 0.5)
    return str(max(seconds, 1) if value > timedelta(0) else 0)


def clock(value: timedelta) -> str:
    """Return a duration for people: ``1:02:03``."""
    total = int(format_duration(value))
    return f"{total // 3600}:{total // 60 % 60:02}:{total % 60:02}"
