"""Time zones by the names and offsets that people and feeds give them."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache, lru_cache

from podfeed.lazily import pattern
from podfeed.problems import BadValueError

# RFC 822's zones, and further names that mean one offset wherever they are written.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2,
    "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
# The military letters, in capitals alone: "18:00 h" is no zone.
_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHIKLM", start=1)}
_LETTERS |= {letter: -number for number, letter in enumerate("NOPQRSTUVWXY", start=1)}

_OFFSET = pattern(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)


def fixed_zone(name: str) -> timezone | None:
    """Return the zone of an offset, or of a name that means one offset everywhere; else None."""
    word = name.upper().replace(" ", "")
    offset = _OFFSET.fullmatch(word)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        delta = timedelta(hours=hours, minutes=minutes)
        return timezone(-delta if offset[1] == "-" else delta) if hours < 24 and minutes < 60 else None
    number = _ZONES.get(word, _LETTERS.get(name))
    return None if number is None else timezone(timedelta(hours=number))


cached_zone = lru_cache(maxsize=256)(fixed_zone)


_ZONE_NAME = pattern(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,3}")


def parse_timezone(name: str) -> tzinfo:
    """Return a zone by its name (``Europe/Berlin``, ``UTC``) or offset (``+02:00``).

    What is none is a `BadValueError` that hints at the nearest name.
    """
    bare = name.strip()
    if bare.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    fixed = fixed_zone(bare) if _OFFSET.fullmatch(bare.upper()) else None
    if fixed is not None:
        return fixed
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - most dates have an offset

    try:
        return ZoneInfo(bare if _ZONE_NAME.fullmatch(bare) else "no zone")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValueError(f"{name!r} is not a time zone", hint=_nearest_zone(bare)) from None


@cache
def _zones() -> list[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - for an error alone

    return sorted(available_timezones())


def _nearest_zone(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for an error alone

    known = _zones()
    wanted = name.casefold().replace(" ", "_")
    near = [zone for zone in known if zone.casefold() == wanted or zone.casefold().endswith(f"/{wanted}")]
    close = near or get_close_matches(name[:40], known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else "write a name such as Europe/Berlin"
