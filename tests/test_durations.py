"""Durations and numbers as people write them."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError
from podfeed.durations import clock, format_duration, read_duration
from podfeed.numbers import Size, read_boolean, read_number, read_size


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
    ],
)  # fmt: skip
def test_what_is_a_duration(written: Any, seconds: float) -> None:
    assert read_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    [
        "", "27:", "52\t:05", '29:42.000"', "MM:SS", "xxxx", "xxxxx", "1:75:00", "1:00:75", "-5", -5, True,
        False, None, [], float("nan"), float("inf"), "26117005", 26117005, "1e3", "P", "PT", "5 apples",
        "1:2:3:4", "min", "9" * 400, "12.5.3", "PT1000000000000000H",
    ],
)  # fmt: skip
def test_what_is_none(written: Any) -> None:
    with pytest.raises(BadValueError):
        read_duration(written)


def test_a_size_in_place_of_a_duration_is_named() -> None:
    with pytest.raises(BadValueError) as caught:
        read_duration("26117005")
    assert "size in bytes" in caught.value.hint


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
def test_anything_is_a_duration_or_a_clear_no(value: Any) -> None:
    try:
        read = read_duration(value)
    except BadValueError as error:
        assert error.message
        return
    assert timedelta(0) <= read <= timedelta(days=7)
    assert abs(read_duration(format_duration(read)) - read) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (24117248, Size(bytes=24117248)), ("24117248", Size(bytes=24117248)), ("37,998,094", Size(bytes=37998094)),
        ("37.998.094", Size(bytes=37998094)), ("38 443 985", Size(bytes=38443985)), (24117248.0, Size(bytes=24117248)),
        ("47.1 MB", Size(bytes=47100000, approximate=True)), ("46,4 MB", Size(bytes=46400000, approximate=True)),
        ("10 MiB", Size(bytes=10485760, approximate=True)), ("1GB", Size(bytes=10**9, approximate=True)),
        (0, None), ("0", None), ("", None), (None, None), (" ", None), ("None", None),
    ],
)  # fmt: skip
def test_sizes(written: Any, size: Size | None) -> None:
    assert read_size(written) == size


@pytest.mark.parametrize("written", ["25g935872", "NUM_BYTES", "54:21", "-5", -5, True, 3.7, [], "9" * 50])
def test_what_is_no_size(written: Any) -> None:
    with pytest.raises(BadValueError):
        read_size(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (12, 12),
        ("12", 12),
        ("012", 12),
        ("08", 8),
        (12.0, 12),
        ("", None),
        (None, None),
        ("None", None),
        ("-3", -3),
    ],
)
def test_numbers(written: Any, number: int | None) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["CGN8", "p01", "hurricane", "120.5", True, 1.5, [], "٣", "9" * 30])
def test_what_is_no_number(written: Any) -> None:
    with pytest.raises(BadValueError):
        read_number(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (True, True),
        ("yes", True),
        ("True", True),
        ("explicit", True),
        ("1", True),
        ("no", False),
        ("clean", False),
        ("Off", False),
        (0, False),
    ],
)
def test_switches(written: Any, value: bool) -> None:
    assert read_boolean(written) is value


@pytest.mark.parametrize("written", ["maybe", "", None, 2, []])
def test_what_is_no_switch(written: Any) -> None:
    with pytest.raises(BadValueError):
        read_boolean(written)


@given(ANY)
def test_anything_is_a_number_or_a_clear_no(value: Any) -> None:
    for read in (read_size, read_number, read_boolean):
        try:
            read(value)
        except BadValueError as error:
            assert error.message
