"""Values that people write: dates, durations, numbers, addresses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from podfeed import urls
from podfeed.dates import DateStyle, date_in_name, parse_timezone, read_date, to_rfc822
from podfeed.durations import clock, format_duration, read_duration
from podfeed.masking import masked
from podfeed.mime import looks_like_media, normalise, same_type, type_of
from podfeed.numbers import read_boolean, read_number, read_size

from .common import Target, choose, refused, text_of

STYLES = (
    DateStyle(),
    DateStyle(timezone=ZoneInfo("Europe/Berlin"), day_first=True, language="de"),
    DateStyle(timezone=ZoneInfo("Australia/Lord_Howe"), day_first=False, default_time=time(2, 15)),
    DateStyle(timezone=ZoneInfo("America/St_Johns"), language="pt-BR"),
    DateStyle(timezone=ZoneInfo("Africa/Monrovia"), language="ja"),
)
WEEK = timedelta(days=7)


def values_of(text: str) -> Iterator[Any]:
    """Yield what a text can be in front matter: itself, and the number, the date or the list of TOML in it."""
    yield text
    with suppress(RecursionError, ValueError):
        yield from tomllib.loads(f"x = {text}").values()
    for kind in (int, float):
        with suppress(ValueError, OverflowError):
            yield kind(text)


def dates(data: bytes) -> None:
    """A date that is read lies in whole seconds and in a year of episodes, and is read from a feed again."""
    style, data = choose(data, STYLES)
    text = text_of(data)
    for value in values_of(text):
        with refused():
            read = read_date(value, style)
            assert read.value.utcoffset() is not None
            assert read.value.microsecond == 0
            written = to_rfc822(read.value)
            assert read_date(written, STYLES[0]).value == read.value, written
            if read.value.utcoffset() == timedelta(minutes=read.value.utcoffset() // timedelta(minutes=1)):  # type: ignore[operator]
                assert read_date(read.value.isoformat(), style).value == read.value, text
    found = date_in_name(text, style)
    assert found is None or found.value.tzinfo is not None
    with refused():
        zone = parse_timezone(text)
        datetime(2021, 12, 2, tzinfo=zone).astimezone(UTC)


def durations(data: bytes) -> None:
    """A duration that is read is at most a week, and what is written of it is read as the same seconds."""
    text = text_of(data)
    for value in values_of(text):
        with refused():
            read = read_duration(value)
            assert timedelta(0) <= read <= WEEK, read
            whole = timedelta(seconds=int(format_duration(read)))
            assert abs(whole - read) <= timedelta(seconds=1), read
            assert read_duration(format_duration(read)) == whole
            assert read_duration(clock(read)) == whole
        with refused():
            size = read_size(value)
            assert size is None or (size.bytes > 0 and read_size(size.bytes).bytes == size.bytes)  # type: ignore[union-attr]
        with refused():
            number = read_number(value)
            assert number is None or read_number(str(number)) == number
        with refused():
            assert read_boolean(value) in (True, False)


BASES = ("https://show.example/blog/", "", "https://show.example/%C3%A9?a=b#c")


def addresses(data: bytes) -> None:
    """An address that is made absolute and encoded once stays what it is."""
    base, data = choose(data, BASES)
    text = text_of(data)
    type_of(text)
    looks_like_media(text)
    assert normalise(normalise(text)) == normalise(text)
    assert same_type(text, text)
    with refused():
        once = urls.encoded(text)
        assert once.isascii()
        if once.startswith(("http://", "https://")):
            assert urls.encoded(once) == once, (once, urls.encoded(once))
    with refused():
        whole = urls.resolve(text, base)
        if whole.startswith(("http://", "https://")):
            assert urls.resolve(whole, base) == whole, whole
        urls.prefixed(whole, "https://op3.dev/e/")
    assert urls.below("https://cdn.example/", text).isascii()
    secret = f"https://user:pass@host.example/?token=hushed&x={text}"
    shown = masked(secret)
    assert "pass@" not in shown or "pass@" in text
    assert "hushed" not in shown or "hushed" in text
    assert "?" not in urls.shown(text)


# fmt: off
TARGETS = (
    Target(
        name="dates",
        take=dates,
        what="dates, times and zones in texts, numbers and TOML's dates; dates in file names",
        packages=("podfeed", "dateutil"),
        most=120,
        words=tuple(
            "T Z UTC GMT +02:00 Europe/Berlin Mon, Thursday December Dezember março 12月 年 月 日 オクト am p.m. "
            "uhr de of st th 2021-12-02 1638437400 W48-4 00:00:00 24:00 :60 (CEST) 上午 오후 às".split()
        ),
    ),
    Target(
        name="durations",
        take=durations,
        what="durations, sizes, numbers and switches",
        most=120,
        words=tuple("PT1H2M3S P1D h min sec ms : 1:02:03 62min , . MB KiB bytes true no inf nan 1e9 und and".split()),
    ),
    Target(
        name="addresses",
        take=addresses,
        what="web addresses, relative ones, MIME types, tokens that must not be shown",
        most=300,
        words=tuple("https:// // http: mailto: ?token= &key= @ % %2F # ../ [::1] xn-- .mp3 ; charset=utf-8".split()),
    ),
)
# fmt: on
