"""Permalinks: Jekyll's placeholders and Hugo's."""

from datetime import UTC, datetime

import pytest

from podfeed import BadValueError
from podfeed.build.permalinks import permalink

DATE = datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)
NAME = "talks/2021-02-03-The_Sea.md"
VALUES = {"title": "The Sea & I", "date": DATE, "categories": ("podcast", "Deep Sea")}


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:title/", "/The_Sea/"),
        ("/:slug/", "/the_sea/"),
        ("/:year/:month/:day/:title.html", "/2021/02/03/The_Sea.html"),
        ("/:categories/:short_year/:i_month/:i_day/:title", "/podcast/deep-sea/21/2/3/The_Sea"),
        ("/:y_day/:title/", "/034/The_Sea/"),
        ("/:collection/:name/", "/talks/The_Sea/"),
        ("pretty", "/podcast/deep-sea/2021/02/03/The_Sea/"),
        ("none", "/podcast/deep-sea/The_Sea.html"),
    ],
)
def test_jekyll(pattern: str, path: str) -> None:
    assert permalink(pattern, NAME, VALUES, hugo=False) == path


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:section/:title/", "/talks/the-sea-i/"),
        ("/:slug/", "/the-sea-i/"),
        ("/:filename/", "/The_Sea/"),
        ("/:contentbasename/", "/The_Sea/"),
        ("/:slugorcontentbasename/", "/The_Sea/"),
        ("/:year/:monthname/:yearday/:slug", "/2021/february/34/the-sea-i"),
        ("/:sections/:slug/", "/talks/the-sea-i/"),
    ],
)
def test_hugo(pattern: str, path: str) -> None:
    assert permalink(pattern, NAME, VALUES, hugo=True) == path


def test_a_bundle_is_named_by_its_folder() -> None:
    assert permalink("/:section/:slugorfilename/", "talks/sea/index.md", {}, hugo=True) == "/talks/sea/"


def test_the_slug_of_the_post_wins() -> None:
    assert permalink("/:title/", NAME, VALUES | {"slug": "12"}, hugo=False) == "/12/"


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(BadValueError, match="no placeholder :titel"):
        permalink("/:titel/", NAME, VALUES, hugo=False)


def test_a_date_that_the_post_lacks_is_named() -> None:
    with pytest.raises(BadValueError, match="asks for :year"):
        permalink("/:year/:title/", NAME, {"title": "x"}, hugo=False)
