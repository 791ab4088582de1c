"""Who an episode is: what changes a guid, and what must not."""

import re
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed.build.identity import bare_name, episode_guid, is_nil, seed, show_guid, without_markup

NASHOWNOTES = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
PODNEWS = "9b024349-ccf0-5f69-a609-6b82873eab3c"


@pytest.mark.parametrize(
    ("feed_url", "guid"),
    [
        ("https://mp3s.nashownotes.com/pc20rss.xml", NASHOWNOTES),
        ("http://mp3s.nashownotes.com/pc20rss.xml///", NASHOWNOTES),
        ("mp3s.nashownotes.com/pc20rss.xml", NASHOWNOTES),
        ("https://podnews.net/rss", PODNEWS),
    ],
)
def test_the_vectors_of_the_specification(feed_url: str, guid: str) -> None:
    assert show_guid(feed_url) == guid


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("2021-12-02-practical.md", "practical"),
        ("2020-12-6-a-year.markdown", "a-year"),
        ("talks/practical.md", "talks/practical"),
        ("practical/index.md", "practical"),
        ("2021-12-02-practical/index.md", "practical"),
        ("2013-01-19-first.html.markdown", "first"),
        ("64.5.md", "64.5"),
        ("2021-12-02.md", "2021-12-02"),
        ("index.md", "index"),
        ("#01-Linux.md", "#01-Linux"),
    ],
)
def test_seed(name: str, what: str) -> None:
    assert seed(name) == what


def test_the_date_and_the_extension_are_no_part_of_an_identity() -> None:
    names = ["2021-12-02-x.md", "2022-01-01-x.md", "x.markdown", "x/index.md"]
    assert len({episode_guid(NASHOWNOTES, name) for name in names}) == 1
    assert episode_guid(PODNEWS, "x.md") != episode_guid(NASHOWNOTES, "x.md")


def test_bare_name_keeps_a_name_that_is_only_a_date() -> None:
    assert bare_name("2021-12-02.md") == "2021-12-02"


def test_the_uuid_of_zeros_is_none() -> None:
    assert is_nil("00000000-0000-0000-0000-000000000000")
    assert not is_nil(NASHOWNOTES)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_guid_is_the_uuid_of_the_standard_library(name: str) -> None:
    assert episode_guid(PODNEWS, name) == str(uuid5(UUID(PODNEWS), seed(name)))


_PARTS = st.sampled_from(
    [
        *"a1-_ .\n\u0661",
        "md",
        "html",
        ".md",
        ".MD",
        ".Markdown",
        ".mdx",
        ".rst",
        ".html",
        ".htm",
        "2021-12-02",
        "20211202",
    ]
)


@pytest.mark.parametrize("word", ["md", "html", "rst"])
def test_a_post_may_be_about_a_way_to_write(word: str) -> None:
    assert without_markup(word) == bare_name(f"{word}.md") == seed(f"2021-12-02-{word}.md") == word
    assert seed(f"{word}/index.md") == word


@given(st.lists(_PARTS, max_size=7).map("".join))
def test_a_name_loses_its_extensions_and_its_date(name: str) -> None:
    bare = re.sub(r"(\.(md|markdown|mdx|html|htm|rst))+$", "", name, flags=re.IGNORECASE)
    assert without_markup(name) == bare
    assert bare_name(name) == re.sub(r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{8})[-_ ]+(?=.)", "", bare)
