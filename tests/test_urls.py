"""Addresses: encoding, resolving, the analytics prefix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import BadValueError, urls


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://cdn.example/ep 1.mp3", "https://cdn.example/ep%201.mp3"),
        ("https://cdn.example/ep%201.mp3", "https://cdn.example/ep%201.mp3"),
        ("https://cdn.example/100%.mp3", "https://cdn.example/100%25.mp3"),
        (
            "https://cdn.example/größe.mp3?a=b&c=d",
            "https://cdn.example/gr%C3%B6%C3%9Fe.mp3?a=b&c=d",
        ),
        ("https://bücher.example/a.mp3", "https://xn--bcher-kva.example/a.mp3"),
        ("//cdn.example/a.mp3", "https://cdn.example/a.mp3"),
        (
            "https://cdn.example/对牛弹琴.mp3",
            "https://cdn.example/%E5%AF%B9%E7%89%9B%E5%BC%B9%E7%90%B4.mp3",
        ),
        (
            "https://a.example/p/https%3A%2F%2Fb.example%2Fc.mp3",
            "https://a.example/p/https%3A%2F%2Fb.example%2Fc.mp3",
        ),
    ],
)
def test_encoded(written: str, url: str) -> None:
    assert urls.encoded(written) == url


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30))
def test_encoding_twice_is_encoding_once(path: str) -> None:
    once = urls.encoded("https://cdn.example/" + path)
    assert once.isascii()
    assert urls.encoded(once) == once


@pytest.mark.parametrize("bad", ["https://[half", "http://[::1"])
def test_what_is_no_address_is_named(bad: str) -> None:
    with pytest.raises(BadValueError, match="not a web address"):
        urls.encoded(bad)


@pytest.mark.parametrize(
    ("target", "base", "url"),
    [
        ("/a b.png", "https://show.example/blog/", "https://show.example/a%20b.png"),
        ("x.png", "https://show.example/blog/", "https://show.example/blog/x.png"),
        ("https://other.example/x", "https://show.example/", "https://other.example/x"),
        ("#part", "https://show.example/ep/", "https://show.example/ep/#part"),
    ],
)
def test_resolve(target: str, base: str, url: str) -> None:
    assert urls.resolve(target, base) == url


@pytest.mark.parametrize(
    ("url", "prefix", "result"),
    [
        ("https://cdn.example/a.mp3", None, "https://cdn.example/a.mp3"),
        ("https://cdn.example/a.mp3", "https://op3.dev/e/", "https://op3.dev/e/cdn.example/a.mp3"),
        ("https://cdn.example/a.mp3", "https://op3.dev/e", "https://op3.dev/e/cdn.example/a.mp3"),
        (
            "https://op3.dev/e/cdn.example/a.mp3",
            "https://op3.dev/e/",
            "https://op3.dev/e/cdn.example/a.mp3",
        ),
        (
            "https://dts.example/r.mp3/op3.dev/e/cdn.example/a.mp3",
            "https://op3.dev/e/",
            "https://dts.example/r.mp3/op3.dev/e/cdn.example/a.mp3",
        ),
    ],
)
def test_prefixed(url: str, prefix: str | None, result: str) -> None:
    assert urls.prefixed(url, prefix) == result
