"""Sizes, whole numbers and switches as people write them: read, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError
from podfeed.numbers import Size, read_boolean, read_number, read_size


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (24117248, 24117248), ("24117248", 24117248), (" 24117248 ", 24117248), (24117248.0, 24117248),
        ("0024117248", 24117248), ("37,998,094", 37998094), ("37.998.094", 37998094), ("38 443 985", 38443985),
        ("38\u00a0443\u00a0985", 38443985), ("38\u202f443\u202f985", 38443985), ("38'443'985", 38443985),
        ("1,234,567,890", 1234567890), ("998,094", 998094), ("24117248 bytes", 24117248), ("24117248 B", 24117248),
        ("37,998,094 bytes", 37998094), (1, 1), ("65536", 65536),
        (0, None), ("0", None), ("000", None), (0.0, None), ("", None), (None, None), (" ", None), ("None", None),
        ("null", None), ("0 MB", None), ("n/a", None),
    ],
)  # fmt: skip
def test_exact_sizes(written: object, size: int | None) -> None:
    assert read_size(written) == (None if size is None else Size(bytes=size))


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("47.1 MB", 47_100_000), ("46,4 MB", 46_400_000), ("47MB", 47_000_000), ("47.1 mb", 47_100_000),
        ("10 MiB", 10_485_760), ("1GB", 10**9), ("1.5 GiB", 1_610_612_736), ("24117 kB", 24_117_000),
        ("24,117 KB", 24_117_000), ("24.5 KB", 24_500), ("10 Mbytes", 10_000_000),
    ],
)  # fmt: skip
def test_sizes_in_larger_units_are_approximate(written: str, size: int) -> None:
    assert read_size(written) == Size(bytes=size, approximate=True)


@pytest.mark.parametrize(
    "written",
    [
        "25g935872", "NUM_BYTES", "54:21", "-5", -5, True, False, 3.7, "3.7", [], {}, "9" * 50, pytest.param(10**5000, id="huge"), "37.998",
        "37,998.094", "37,99,094", "0x10", "1e6", "٣", float("nan"), float("inf"), "47.1 MB or so", "MB", b"12",
        "{{ size }}", "12 apples", "47 megabytes", "1" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_size(written: object) -> None:
    with pytest.raises(BadValueError) as caught:
        read_size(written)
    assert "is not a size" in caught.value.message
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (12, 12), ("12", 12), ("012", 12), ("08", 8), ("09", 9), (12.0, 12), ("12.0", 12), (" 7 ", 7), (0, 0), ("0", 0),
        ("000", 0), (-3, -3), ("-3", -3), ("1984", 1984), ("", None), (None, None), ("None", None), ("null", None),
        ("NULL", None), ("~", None), ("  ", None),
    ],
)  # fmt: skip
def test_numbers(written: object, number: int | None) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "CGN8", "p01", "hurricanehelene", "120.5", 120.5, True, False, 1.5, [], {}, "٣", "9" * 30, pytest.param(10**5000, id="huge"), "1,5",
        "1_000", "#12", "S01E02", "12a", "twelve", "1e3", "0x1", "--1", "1-2", float("nan"), float("-inf"), "½",
        "{{ n }}", b"1",
    ],
)  # fmt: skip
def test_what_is_no_number(written: object) -> None:
    with pytest.raises(BadValueError) as caught:
        read_number(written)
    assert "is not a whole number" in caught.value.message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (True, True), (1, True), ("true", True), ("True", True), ("TRUE", True), ("yes", True), ("Yes", True),
        ("on", True), ("1", True), ("explicit", True), ("Explicit", True), (" yes ", True),
        (False, False), (0, False), ("false", False), ("False", False), ("no", False), ("No", False), ("NO", False),
        ("off", False), ("Off", False), ("0", False), ("clean", False), ("Clean", False),
    ],
)  # fmt: skip
def test_switches(written: object, value: bool) -> None:
    assert read_boolean(written) is value


@pytest.mark.parametrize(
    "written",
    ["maybe", "", " ", "None", None, 2, -1, "2", 0.5, [], {}, "y", "nope", pytest.param(10**5000, id="huge")],
)
def test_what_is_no_switch(written: object) -> None:
    with pytest.raises(BadValueError) as caught:
        read_boolean(written)
    assert "neither true nor false" in caught.value.message


ANY = st.one_of(
    st.text(max_size=20), st.integers(), st.floats(), st.none(), st.booleans(), st.times(),
    st.from_regex(r"[-0-9]{0,3}[,. ']?[0-9]{3}[,. ']?[0-9]{0,3} ?[kMG]?i?B?", fullmatch=True),
)  # fmt: skip


@pytest.mark.parametrize("read", [read_size, read_number, read_boolean])
@given(value=ANY)
def test_anything_is_read_or_a_clear_no(read: Callable[[object], object], value: object) -> None:
    try:
        read(value)
    except BadValueError as error:
        assert error.message
        assert error.hint


@given(st.integers(1, 10**15 - 1))
def test_what_is_written_is_read_as_the_same(number: int) -> None:
    assert read_number(str(number)) == read_number(float(number)) == number
    for text in (str(number), f"{number} bytes", f"{number:,}", f"{number:,} bytes"):
        assert read_size(text) == Size(bytes=number)
