"""Durations as people write them: read, or refused."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError
from podfeed.durations import clock, format_duration, read_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (3723, 3723), (3723.5, 3723.5), ("3723", 3723), ("80", 80), ("62:03", 3723), ("1:02:03", 3723),
        ("00:39:51", 2391), ("39:51", 2391), ("71:31", 4291), ("1:25:11", 5111), ("PT1H2M3S", 3723),
        ("PT01H03M37S", 3817), ("PT01H40S", 3640), ("PT00H59M", 3540), ("PT28M19S", 1699), ("pt28m", 1680),
        ("P1DT1H", 90000), ("62 min", 3720), ("62min", 3720), ("62 minutes", 3720), ("1h 2m", 3720),
        ("1h2m3s", 3723), ("1 hour 2 minutes", 3720), ("1 hour and 2 minutes", 3720), ("90s", 90),
        ("1.5 hours", 5400), ("55:42.000", 3342), ("0:50:42.000", 3042), ("01:03:37.5", 3817.5),
        (time(0, 39, 51), 2391), (" 39:51 ", 2391), ("100:00:00", 360000), ("0:00", 0),
        (time(1, 2, 3, 500_000), 3723.5), (0, 0), (604_800, 604_800), ("168:00:00", 604_800), ("52：05", 3125),
        ("1:02:03 h", 3723), ("39:51 min", 2391), ("1h02", 3720), ("1 h 30", 5400), ("62 Min.", 3720),
        ("1 hr, 2 mins", 3720), ("1 Std. 2 Min.", 3720), ("1 Stunde und 5 Minuten", 3900), ("45 minutos", 2700),
        ("1 hora y 10 minutos", 4200), ("1 heure 5 minutes", 3900), ("1 timme 5 minuter", 3900), ("50 minuti", 3000),
        ("1 час 5 минут", 3900), ("1時間2分3秒", 3723), ("45分钟", 2700), ("1시간 2분", 3720), ("1,5 h", 5400),
    ],
)  # fmt: skip
def test_what_is_a_duration(written: object, seconds: float) -> None:
    assert read_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    [
        "", "27:", "52\t:05", '29:42.000"', "MM:SS", "xxxx", "xxxxx", "1:75:00", "1:00:75", "-5", -5, True,
        False, None, [], float("nan"), float("inf"), "26117005", 26117005, "1e3", "P", "PT", "5 apples",
        "1:2:3:4", "min", "9" * 400, "12.5.3", "PT1000000000000000H", "62 min and",
        pytest.param(10**5000, id="huge"), "5m 5m", "2m 1h", "3,723", b"90",
        "168:00:01", "about 62 min", "1:02 h", "62:03 apples", "39;51", "{{ duration }}", "P1Y", "-1:00", "1h75",
    ],
)  # fmt: skip
def test_what_is_none(written: object) -> None:
    with pytest.raises(BadValueError):
        read_duration(written)


@pytest.mark.parametrize("written", ["26117005", 26117005])
def test_a_size_in_place_of_a_duration_is_named(written: object) -> None:
    with pytest.raises(BadValueError) as caught:
        read_duration(written)
    assert "size in bytes" in caught.value.hint


def test_other_faults_hint_at_the_form() -> None:
    for written in ("MM:SS", "999:00:00"):
        with pytest.raises(BadValueError) as caught:
            read_duration(written)
        assert "1:02:03" in caught.value.hint


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0"), (0.2, "1"), (0.5, "1"), (1.49, "1"), (2.5, "3"), (3723, "3723")]
)
def test_durations_are_written_in_whole_seconds(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


def test_a_duration_for_people() -> None:
    assert clock(timedelta(seconds=3723)) == "1:02:03"
    assert clock(timedelta(days=1, seconds=5)) == "24:00:05"


ANY = st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.none(), st.booleans(), st.times())


@given(ANY | st.from_regex(r"[0-9]{0,4}[:hms. PT]{0,2}[0-9]{0,4}[:hms. ]{0,3}[0-9]{0,4}", fullmatch=True))
def test_anything_is_a_duration_or_a_clear_no(value: object) -> None:
    try:
        read = read_duration(value)
    except BadValueError as error:
        assert error.message
        return
    assert timedelta(0) <= read <= timedelta(days=7)
    assert abs(read_duration(format_duration(read)) - read) < timedelta(seconds=1)


@given(st.integers(0, 604_800))
def test_what_is_written_is_read_as_the_same(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert read_duration(format_duration(duration)) == duration
    assert read_duration(clock(duration)) == duration
