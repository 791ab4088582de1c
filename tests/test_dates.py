"""Dates as people write them: read with a zone, or refused, and never completed from today's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError, dates
from podfeed.dates import DateStyle, date_in_name, in_rfc822, read_date, to_rfc822
from podfeed.months import MONTHS
from podfeed.zones import parse_timezone

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
        ("2021-W48-4", "2021-12-02T00:00:00+00:00"),
        ("20211202T093000Z", "2021-12-02T09:30:00+00:00"),
        (20211202, "2021-12-02T00:00:00+00:00"),
        ("20211202093000", "2021-12-02T09:30:00+00:00"),
        (1638437400.9, "2021-12-02T09:30:00+00:00"),
        ("2021.12.02", "2021-12-02T00:00:00+00:00"),
        ("2021. 12. 2.", "2021-12-02T00:00:00+00:00"),
        ("２０２１-１２-０２", "2021-12-02T00:00:00+00:00"),
        ("  2021-12-02\n", "2021-12-02T00:00:00+00:00"),
        ("2021-12-02 09:30 UTC", "2021-12-02T09:30:00+00:00"),
        ("2021-12-02 09:30 Europe/Berlin", "2021-12-02T09:30:00+01:00"),
        ("2021-12-02 18h30", "2021-12-02T18:30:00+00:00"),
        ("2021-12-02 18:30 h", "2021-12-02T18:30:00+00:00"),
        ("2021-12-02T09:30:00+00:00:30", "2021-12-02T09:29:30+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 +0000 (UTC)", "2021-12-02T09:30:00+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 -0000", "2021-12-02T09:30:00+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 UT", "2021-12-02T09:30:00+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 EDT", "2021-12-02T09:30:00-04:00"),
        ("Thu, 02 Dec 2021 09:30:00 CDT", "2021-12-02T09:30:00-05:00"),
        ("Thu, 02 Dec 2021 09:30:00 MST", "2021-12-02T09:30:00-07:00"),
        ("Thu, 02 Dec 2021 09:30:00 MDT", "2021-12-02T09:30:00-06:00"),
        ("Thu, 02 Dec 2021 09:30:00 PST", "2021-12-02T09:30:00-08:00"),
        ("Thu, 02 Dec 2021 09:30:00 CET", "2021-12-02T09:30:00+01:00"),
        ("Thu, 02 Dec 2021 09:30:00 JST", "2021-12-02T09:30:00+09:00"),
        ("Thu, 02 Dec 2021 09:30:00 Z", "2021-12-02T09:30:00+00:00"),
        ("Thu, 02 Dec 2021 09:30:00 A", "2021-12-02T09:30:00+01:00"),
        ("Thu, 02 Dec 2021 09:30:00 Y", "2021-12-02T09:30:00-12:00"),
        ("02 Dec 49 09:30 GMT", "2049-12-02T09:30:00+00:00"),
        ("02 Dec 75 09:30 GMT", "1975-12-02T09:30:00+00:00"),
        ("Thu Dec 02 2021 09:30:00 GMT+0100 (Central European Standard Time)", "2021-12-02T09:30:00+01:00"),
        ("Thu Dec  2 09:30:00 2021", "2021-12-02T09:30:00+00:00"),
        ("Thu Dec  2 09:30:00 EST 2021", "2021-12-02T09:30:00-05:00"),
        ("Thu Dec  2 09:30:00 +0900 2021", "2021-12-02T09:30:00+09:00"),
        ("Thu,02 Dec 2021 09:30:00 GMT", "2021-12-02T09:30:00+00:00"),
        ("9:30, 2 Dec 2021", "2021-12-02T09:30:00+00:00"),
        ("Nov 14, 2025", "2025-11-14T00:00:00+00:00"),
        ("DECEMBER 2, 2021", "2021-12-02T00:00:00+00:00"),
        ("2nd of December, 2021", "2021-12-02T00:00:00+00:00"),
        ("Dec 2, 2021 at 6:30 p.m.", "2021-12-02T18:30:00+00:00"),
        ("Dec 2, 2021 6pm", "2021-12-02T18:00:00+00:00"),
        ("02-Dec-2021", "2021-12-02T00:00:00+00:00"),
        ("2021 Dec 2", "2021-12-02T00:00:00+00:00"),
        ("3 SEPT. 2025", "2025-09-03T00:00:00+00:00"),
        ("sexta-feira, 3 de dezembro de 2021 às 18:00", "2021-12-03T18:00:00+00:00"),
        ("Donnerstag, 2. Dezember 2021, 18:00 Uhr", "2021-12-02T18:00:00+00:00"),
        ("2 d'agost de 2021", "2021-08-02T00:00:00+00:00"),
        ("1º de fevereiro de 2021", "2021-02-01T00:00:00+00:00"),
        ("2 dicembre 2021", "2021-12-02T00:00:00+00:00"),
        ("2 maart 2021", "2021-03-02T00:00:00+00:00"),
        ("2 maj 2021 kl. 18:00", "2021-05-02T18:00:00+00:00"),
        ("2. desember 2021", "2021-12-02T00:00:00+00:00"),
        ("2. joulukuuta 2021", "2021-12-02T00:00:00+00:00"),
        ("2 października 2021", "2021-10-02T00:00:00+00:00"),
        ("2. září 2021", "2021-09-02T00:00:00+00:00"),
        ("2 грудня 2021 р.", "2021-12-02T00:00:00+00:00"),
        ("2 ARALIK 2021", "2021-12-02T00:00:00+00:00"),
        ("2 NİSAN 2021", "2021-04-02T00:00:00+00:00"),
        ("1er aou\u0302t 2021", "2021-08-01T00:00:00+00:00"),
        ("2021年12月2日 09:30 +0900", "2021-12-02T09:30:00+09:00"),
        ("2021年12月2日（木）20時", "2021-12-02T20:00:00+00:00"),
        ("2021年12月2日 星期四 下午3点05分", "2021-12-02T15:05:00+00:00"),
        ("2021년 12월 2일 오후 3시 5분", "2021-12-02T15:05:00+00:00"),
        ("12月 2, 2021", "2021-12-02T00:00:00+00:00"),
        ("2 十二月 2021", "2021-12-02T00:00:00+00:00"),
        (datetime(2021, 12, 2, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "2021-12-02T09:30:00+09:00"),
        (date(2021, 12, 2), "2021-12-02T00:00:00+00:00"),
        (datetime(2021, 12, 2, 9, 30, 0, 5), "2021-12-02T09:30:00+00:00"),
    ],
)
def test_what_is_read(written: object, iso: str) -> None:
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
        False, "  ", "May 10", "10 May", "10 May 12:30", "10 May 12:30 +2000", "May 2021 10:10", "Thursday", "2 Dec 21",
        "1/2/21", "2021-12/02", "3/4-2021", "maybe", "2021-05-03 maybe", "Feb 30 12:00:00 2021", "now", "today", "YYYY-MM-DD",
        "160000000", "26117005", 26117005, "202113020930", "10 May 1230", "0221-12-02", "2221-12-02", date(1, 1, 1),
        "2021-12-02 13:30 pm", "2021-12-02 09:30 p", "2021-12-02 09:30 Europe/Berln", "Thu Dec  2 09:30:00 XQZ 2021",
        "Thu, 02 Dec 2021 09:30:00 IST", "2021-12-02 9:30 +01:75", "2021-W60-1", "2021年13月2日", "2021年12月",
        "Dec 2, 2021 6:30 0pm", "Nov 14,9 2025", "021 Dec 2021 09:30 PDT", "Dec 2 2021 1215 AM", "2 3 Dec 2021 09:30",
        b"2021-12-02", pytest.param(10**5000, id="huge"), -(10**20), 1e300, "2021-12-02 (tbc)", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_date(written: object) -> None:
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


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_every_language_is_read(language: str) -> None:
    for number, spellings in enumerate(MONTHS[language].split(), start=1):
        for name in spellings.split("/"):
            for text in (f"2 {name} 2021", f"2 {name.upper()}. 2021", f"{name.title()} 2, 2021"):
                for style in (PLAIN, DateStyle(language=language)):
                    assert read_date(text, style).value.date() == date(2021, number, 2), text


def test_every_language_has_twelve_months() -> None:
    assert {language: len(row.split()) for language, row in MONTHS.items()} == dict.fromkeys(MONTHS, 12)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("2021-09-1-T03:30:00Z", "'2021-09-1-T03:30:00Z' is not a date"),
        ("2 Smarch 2021", "no month is called Smarch"),
        ("2021-12-02 09:30 IST", "IST"),
        ("2221-12-02", "2221-12-02 is no date of an episode"),
    ],
)
def test_a_refusal_says_why(written: str, part: str) -> None:
    with pytest.raises(BadValueError) as caught:
        read_date(written, PLAIN)
    assert part in caught.value.message
    assert caught.value.hint


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
        ("2021-12-02/index.md", "2021-12-02"),
        ("20211202", "2021-12-02"),
        ("2021_12_02_x.md", "2021-12-02"),
        ("posts/2011/10/9/index.html", "2011-10-09"),
        ("2011/10/19.md", "2011-10-19"),
    ],
)
def test_a_date_in_a_name(name: str, iso: str) -> None:
    read = date_in_name(name, PLAIN)
    assert read is not None
    assert read.value.date().isoformat() == iso


@pytest.mark.parametrize(
    "name",
    [
        "x.md",
        "2021-13-45-x.md",
        "ep-12345678.md",
        "12-2021.md",
        "10000101-x.md",
        "1234-05-06-x.md",
        "2011/10/12-factor.md",
        "",
    ],
)
def test_no_date_in_a_name(name: str) -> None:
    assert date_in_name(name, PLAIN) is None


def test_zones_by_name_and_offset() -> None:
    assert parse_timezone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert parse_timezone("UTC") is UTC
    assert parse_timezone("+02:00") == timezone(timedelta(hours=2))
    assert parse_timezone("UTC-3") == timezone(timedelta(hours=-3))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Europe/Berln", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("america/new york", "America/New_York"),
        ("+99:00", "Europe/Berlin"), ("", "Europe/Berlin"), ("../etc/passwd", "Europe/Berlin"), ("\0", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_what_is_no_zone(name: str, hint: str) -> None:
    with pytest.raises(BadValueError) as caught:
        parse_timezone(name)
    assert hint in caught.value.hint


ANY = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.none(), st.booleans(), st.dates(), st.datetimes(),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/., ]{1,2}[0-9]{1,4}([T ][0-9:]{1,8}.{0,6})?", fullmatch=True),
)  # fmt: skip


@given(ANY)
def test_anything_is_a_date_or_a_clear_no(value: object) -> None:
    try:
        read = read_date(value, PLAIN)
    except BadValueError as error:
        assert error.message
        return
    assert read.value.utcoffset() is not None
    assert read_date(to_rfc822(read.value), PLAIN).value == read.value


@given(st.text(max_size=60))
def test_any_name_has_a_date_or_none(name: str) -> None:
    assert date_in_name(name, PLAIN) is None or "-" in name or any(letter.isdecimal() for letter in name)


def test_a_date_is_written_with_a_zone_in_digits() -> None:
    assert to_rfc822(datetime(2021, 12, 2, 6, tzinfo=UTC)) == "Thu, 02 Dec 2021 06:00:00 +0000"
    odd = datetime(1971, 1, 1, tzinfo=ZoneInfo("Africa/Monrovia"))  # at -00:44:30
    assert read_date(to_rfc822(odd), PLAIN).value == odd
    with pytest.raises(BadValueError, match="no time zone"):
        to_rfc822(datetime(2021, 12, 2))


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 1, 1)))
def test_what_is_written_is_rfc_822(value: datetime) -> None:
    value = value.replace(tzinfo=timezone(timedelta(hours=-3)), microsecond=0)
    assert parsedate_to_datetime(to_rfc822(value)) == value
    assert to_rfc822(value).endswith("-0300")


@given(
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),
    st.none() | st.integers(-86_399, 86_399),
)
def test_dates_are_written_as_the_standard_library_does(when: datetime, offset: int | None) -> None:
    zone = None if offset is None else timezone(timedelta(seconds=offset))
    assert in_rfc822(when.replace(tzinfo=zone)) == format_datetime(when.replace(tzinfo=zone))


@given(st.from_regex(re.compile(dates._PLAIN.pattern, re.ASCII), fullmatch=True))
def test_what_is_read_at_once_has_nothing_to_be_made_alike(text: str) -> None:
    assert " ".join(normalize("NFKC", text).split()) == text
    assert dates._from_rfc822(text) is None
    assert dates._ISO.fullmatch(text)
