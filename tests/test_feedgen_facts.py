"""What podfeed knows of feedgen: a test that fails tells that a new release changed it."""

from __future__ import annotations

import inspect
import locale
from datetime import UTC, datetime

import pytest
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from feedgen.util import formatRFC2822
from lxml import etree


def generator() -> FeedGenerator:
    made = FeedGenerator()
    made.title("t")
    made.description("d")
    made.link(href="https://show.example/", rel="alternate")
    return made


def channel(made: FeedGenerator) -> etree._Element:
    found = etree.fromstring(made.rss_str()).find("channel")
    assert found is not None
    return found


def test_the_link_is_the_last_one() -> None:
    made = generator()
    made.link(href="https://show.example/feed.xml", rel="self")
    assert channel(made).findtext("link") == "https://show.example/feed.xml"


def test_only_the_first_self_link_reaches_rss() -> None:
    made = generator()
    made.link(href="https://show.example/a.xml", rel="self")
    made.link(href="https://hub.example/", rel="hub")
    made.link(href="https://show.example/b.xml", rel="self")
    links = channel(made).findall("{http://www.w3.org/2005/Atom}link")
    assert [link.get("href") for link in links] == ["https://show.example/a.xml"]


def test_the_build_date_is_the_time_of_the_run() -> None:
    assert channel(generator()).find("lastBuildDate") is not None


def test_entries_are_prepended() -> None:
    made = generator()
    for title in ("one", "two"):
        made.add_entry().title(title)
    assert [item.findtext("title") for item in channel(made).findall("item")] == ["two", "one"]


def test_content_alone_becomes_the_description() -> None:
    entry = FeedEntry()
    entry.content("<p>x</p>", type="CDATA")
    item = entry.rss_entry()
    assert [child.tag for child in item] == ["description"]


def test_a_length_of_none_is_written_so() -> None:
    entry = FeedEntry()
    entry.title("t")
    entry.enclosure("https://cdn.example/a.mp3", None, "audio/mpeg")
    enclosure = entry.rss_entry().find("enclosure")
    assert enclosure is not None
    assert enclosure.get("length") in ("0", "None")


def test_control_characters_raise_without_saying_where() -> None:
    entry = FeedEntry()
    entry.title("a\x0bb")
    with pytest.raises(ValueError, match="XML compatible"):
        entry.rss_entry()


def test_the_end_of_cdata_is_not_taken() -> None:
    entry = FeedEntry()
    entry.title("t")
    entry.description("d")
    entry.content("a ]]> b", type="CDATA")
    try:
        text = etree.tostring(entry.rss_entry()).decode()
    except ValueError:
        return
    assert "]]>" in text


def test_a_channel_without_its_three_is_refused() -> None:
    made = FeedGenerator()
    made.title("t")
    with pytest.raises(ValueError, match="link, description"):
        made.rss_str()


def test_the_name_of_an_extension_becomes_an_attribute_of_the_entry() -> None:
    class Extension:
        def extend_rss(self, element: object) -> object:
            return element

    entry = FeedEntry()
    entry.register_extension("content", Extension, atom=False, rss=True)
    assert isinstance(entry.content, Extension)
    assert not hasattr(FeedEntry(), "podfeed")


def test_dates_go_through_the_locale_of_the_process() -> None:
    assert "setlocale" in inspect.getsource(formatRFC2822)
    before = locale.setlocale(locale.LC_ALL)
    formatRFC2822(datetime(2021, 1, 1, tzinfo=UTC))
    assert locale.setlocale(locale.LC_ALL) == before


def test_an_entry_alone_loses_its_prefixes() -> None:
    entry = FeedEntry()
    entry.title("t")
    entry.description("d")
    entry.content("x", type="CDATA")
    assert b"ns0:encoded" in etree.tostring(entry.rss_entry())


def test_the_podcast_extension_refuses_what_apple_asks_for() -> None:
    made = generator()
    made.load_extension("podcast")
    with pytest.raises(ValueError, match="explicit"):
        made.podcast.itunes_explicit("true")
