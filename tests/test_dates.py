"""Dates as people write them: read with a zone, or refused, and never completed from today's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError
from podfeed.dates import DateStyle, date_in_name, parse_timezone, read_date, to_rfc822

PLAIN = DateStyle()
BERLIN = DateStyle(timezone=ZoneInfo("Europe/Berlin"), default_time=time(6))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021-12-02", "2021-12-02T00:00:00+00:00"),
        ("2021-12-02T09:30:00", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02T09:30:00Z", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02T09:30:00.123Z", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02T09:30", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02 09:30:00", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02 09:30:00+01:00", "2021-12-02T09:30:00+01:00"),
        ("2021-12-02 09:30:00 +0100", "2021-12-02T09:30:00+01:00"),
        ("2021-12-02 09:30 +08:00", "2021-12-02T09:30:00+08:00"),
        ("2021-12-02 9:30:00 -0500", "2021-12-02T09:30:00-05:00"),
        ("2021-12-02T09:30:00-0600", "2021-12-02T09:30:00-06:00"),
        ("2021-1-2", "2021-01-02T00:00:00+00:00"),
        ("2021-1-2 09:0:00", "2021-01-02T09:00:00+00:00"),
        ("2021-12-02 09:00 +8:00", "2021-12-02T09:00:00+08:00"),
        ("2021-12-02 11:00 +08\uff1a00", "2021-12-02T11:00:00+08:00"),
        ("2021/12/02", "2021-12-02T00:00:00+00:00"),
        ("20211202", "2021-12-02T00:00:00+00:00"),
        ("1638437400", "2021-12-02T09:30:00+00:00"),
        (1638437400, "2021-12-02T09:30:00+00:00"),
        (1638437400253, "2021-12-02T09:30:00+00:00"),
        ("1638437400253", "2021-12-02T09:30:00+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 GMT", "2021-12-02T09:30:00+00:00"),
        ("Thu, 2 Dec 2021 09:30:00 +0100", "2021-12-02T09:30:00+01:00"),
        ("Thu, 02 Dec 2021 09:30:00 EST", "2021-12-02T09:30:00-05:00"),
        ("02 Dec 2021 09:30 PDT", "2021-12-02T09:30:00-07:00"),
        ("Thu, 02 Dec 21 09:30:00 CST", "2021-12-02T09:30:00-06:00"),
        ("December 2, 2021", "2021-12-02T00:00:00+00:00"),
        ("Dec 2, 2021 6:30 pm", "2021-12-02T18:30:00+00:00"),
        ("Dec. 2 2021 12:05 AM", "2021-12-02T00:05:00+00:00"),
        ("2 December 2021", "2021-12-02T00:00:00+00:00"),
        ("March 22nd 2016", "2016-03-22T00:00:00+00:00"),
        ("Thursday, December 2, 2021", "2021-12-02T00:00:00+00:00"),
        ("13.07.2015 03:00", "2015-07-13T03:00:00+00:00"),
        ("3.4.2021", "2021-04-03T00:00:00+00:00"),
        ("25/12/2021", "2021-12-25T00:00:00+00:00"),
        ("12/25/2021", "2021-12-25T00:00:00+00:00"),
        ("3 sept 2025", "2025-09-03T00:00:00+00:00"),
        ("22 de diciembre de 2022", "2022-12-22T00:00:00+00:00"),
        ("2. März 2021", "2021-03-02T00:00:00+00:00"),
        ("1er août 2021", "2021-08-01T00:00:00+00:00"),
        ("2 декабря 2021", "2021-12-02T00:00:00+00:00"),
        ("2021年12月2日", "2021-12-02T00:00:00+00:00"),
        (date(2021, 12, 2), "2021-12-02T00:00:00+00:00"),
        (datetime(2021, 12, 2, 9, 30, 0, 5), "2021-12-02T09:30:00+00:00"),
    ],
)
def test_what_is_read(written: Any, iso: str) -> None:
    assert read_date(written, PLAIN).value.isoformat() == iso


@pytest.mark.parametrize(
    "written",
    [
        "", "10", "May", "2021", "2021-05", "May 2021", "12:30", "tomorrow", "None", "true", "{{ date }}",
        "2022-01-27-16T00:02:00Z", "2021-08-15-T09:30:00Z", "2021-09-1-T03:30:00Z", "2021-04-20:00:00Z",
        "2021-13-45", "2021-02-30", "31.02.2021", "2021-12-02 25:00", "2021-12-02 09:61", "0001-01-01",
        "9999-12-31", "12345", "99999999", "16384374002530000", "13/13/2021", "2 Smarch 2021",
        "Thu, 02 Dec 2021 09:30:00 XYZ", "2021-12-02T09:30:00+99:00", "1" * 5000, "2021-12-02 and more",
        None, True, 3.5, [], {}, float("nan"), float("inf"), -1, time(3, 4),
    ],
)  # fmt: skip
def test_what_is_no_date(written: Any) -> None:
    with pytest.raises(BadValueError):
        read_date(written, PLAIN)


def test_a_date_without_zone_or_time_takes_the_styles() -> None:
    assert read_date("2021-07-02", BERLIN).value.isoformat() == "2021-07-02T06:00:00+02:00"
    assert read_date("2021-12-02 10:00", BERLIN).value.isoformat() == "2021-12-02T10:00:00+01:00"
    assert read_date("2021-12-02T10:00:00Z", BERLIN).value.isoformat() == "2021-12-02T10:00:00+00:00"


@pytest.mark.parametrize(
    ("day_first", "month", "ambiguous"), [(None, 3, True), (True, 4, False), (False, 3, False)]
)
def test_day_or_month_first(day_first: bool | None, month: int, ambiguous: bool) -> None:
    read = read_date("3/4/2021", DateStyle(day_first=day_first))
    assert (read.value.month, read.ambiguous) == (month, ambiguous)
    assert not read_date("13/4/2021", PLAIN).ambiguous
    assert not read_date("4/4/2021", PLAIN).ambiguous


def test_an_hour_that_the_clocks_leave_out_is_told() -> None:
    read = read_date("2021-03-28 02:30", BERLIN)
    assert read.value.utctimetuple()[:5] == (2021, 3, 28, 1, 30)
    assert "does not exist" in read.note


def test_month_names_are_english_and_the_languages() -> None:
    assert read_date("2 mai 2021", DateStyle(language="fr-CA")).value.month == 5
    assert read_date("2 May 2021", DateStyle(language="fr")).value.month == 5
    with pytest.raises(BadValueError):
        read_date("2 helmikuuta 2021", DateStyle(language="fr"))


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2021-12-02-x.md", "2021-12-02"),
        ("2020-12-6-x.md", "2020-12-06"),
        ("posts/2021-12-02.md", "2021-12-02"),
        ("20211202-x.md", "2021-12-02"),
        ("content/2011/10/19/x.html", "2011-10-19"),
        ("2011/10/19/2021-12-02-x.md", "2021-12-02"),
        ("2021-12-02-x/index.md", "2021-12-02"),
    ],
)
def test_a_date_in_a_name(name: str, iso: str) -> None:
    read = date_in_name(name, PLAIN)
    assert read is not None
    assert read.value.date().isoformat() == iso


@pytest.mark.parametrize("name", ["x.md", "2021-13-45-x.md", "ep-12345678.md", "12-2021.md"])
def test_no_date_in_a_name(name: str) -> None:
    assert date_in_name(name, PLAIN) is None


def test_zones_by_name_and_offset() -> None:
    assert parse_timezone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert parse_timezone("UTC") is UTC
    assert parse_timezone("+02:00") == timezone(timedelta(hours=2))
    with pytest.raises(BadValueError) as caught:
        parse_timezone("Europe/Berln")
    assert "Europe/Berlin" in caught.value.hint


ANY = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.none(), st.booleans(), st.dates(), st.datetimes(),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/., ]{1,2}[0-9]{1,4}([T ][0-9:]{1,8}.{0,6})?", fullmatch=True),
)  # fmt: skip


@given(ANY)
def test_anything_is_a_date_or_a_clear_no(value: Any) -> None:
    try:
        read = read_date(value, PLAIN)
    except BadValueError as error:
        assert error.message
        return
    assert read.value.utcoffset() is not None
    assert read_date(to_rfc822(read.value), PLAIN).value == read.value


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 1, 1)))
def test_what_is_written_is_rfc_822(value: datetime) -> None:
    value = value.replace(tzinfo=timezone(timedelta(hours=-3)), microsecond=0)
    assert parsedate_to_datetime(to_rfc822(value)) == value
    assert to_rfc822(value).endswith("-0300")
