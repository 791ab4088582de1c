"""Any show that the model can hold is written as XML that parses, and is read back equal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import podfeed
from podfeed import Enclosure, Episode, Link, Locked, Owner, Person, Show, urls
from podfeed.model import clean_text

TEXT = st.text(max_size=40)
WORD = st.text(min_size=1, max_size=20).filter(lambda text: clean_text(text) != "")
URLS = st.builds(
    "https://{}.example/{}".format,
    st.text("abcdefghij", min_size=1, max_size=8),
    st.text("abc/-_.~%20é", max_size=12).map(urls.from_written),
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATES = st.datetimes(
    min_value=datetime(1971, 1, 1),
    max_value=datetime(2199, 1, 1),
    timezones=st.one_of(st.just(UTC), ZONES),
)
NUMBERS = st.integers(0, 10**9)
PEOPLE = st.builds(Person, name=WORD, role=st.none() | TEXT, group=st.none() | TEXT, href=st.none() | URLS)
EPISODES = st.builds(
    Episode,
    title=TEXT,
    guid=TEXT,
    guid_is_permalink=st.none() | st.booleans(),
    publish_date=st.none() | DATES,
    enclosure=st.none() | st.builds(
        Enclosure, url=URLS, length=st.none() | NUMBERS, type=st.sampled_from(["audio/mpeg", "video/mp4"])
    ),
    duration=st.none() | st.timedeltas(timedelta(0), timedelta(days=6)),
    description=TEXT,
    notes=TEXT | st.just("a ]]> b <![CDATA[ c"),
    link=st.none() | URLS,
    image=st.none() | URLS,
    links=st.lists(st.builds(Link, href=URLS, title=st.none() | TEXT), max_size=3),
    subtitle=TEXT,
    season=st.none() | NUMBERS,
    episode=st.none() | NUMBERS,
    episode_type=st.none() | st.sampled_from(["full", "trailer", "bonus"]),
    explicit=st.none() | st.booleans(),
    author=TEXT,
    people=st.lists(PEOPLE, max_size=3),
    tags=st.lists(TEXT, max_size=3),
    block=st.none() | st.just(True),  # noqa: FBT003
)  # fmt: skip
SHOWS = st.builds(
    Show,
    title=TEXT,
    description=TEXT,
    link=st.none() | URLS,
    feed_url=st.none() | URLS,
    language=st.none() | st.sampled_from(["en", "pt-BR"]),
    author=TEXT,
    owner=st.none() | st.builds(Owner, name=WORD, email=st.just("a@b.example")),
    image=st.none() | URLS,
    categories=st.lists(
        st.sampled_from(["Technology", "Society & Culture", "Business > Careers"]), max_size=3
    ),
    explicit=st.none() | st.booleans(),
    guid=st.none() | st.uuids().map(str),
    locked=st.none() | st.builds(Locked, value=st.booleans(), owner=st.none() | st.just("a@b.example")),
    copyright=TEXT,
    tags=st.lists(TEXT, max_size=3),
    people=st.lists(PEOPLE, max_size=2),
    publish_date=st.none() | DATES,
    last_build_date=st.none() | DATES,
    ttl=st.none() | NUMBERS,
    generator=TEXT,
    managing_editor=TEXT,
    episodes=st.lists(EPISODES, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(SHOWS)
def test_what_is_written_is_read_back_equal(show: Show) -> None:
    feed = podfeed.render(show)
    back = podfeed.parse(feed)
    assert back == show
    assert not back.problems
    assert podfeed.render(back) == feed


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_in_any_field_gives_a_feed_that_parses(text: str) -> None:
    episode = Episode(title=text, guid=text, description=text, notes=text, author=text, tags=[text])
    show = Show(title=text, description=text, author=text, copyright=text, episodes=[episode])
    assert etree.fromstring(podfeed.render(show)).tag == "rss"


NASTY = "A & B <b>x</b> ]]> \x0b\x00 \U0001f399 \u05e9\u05dc\u05d5\u05dd \ud800 &amp; 'q' \"d\""
KEPT = "A & B <b>x</b> ]]>  \U0001f399 \u05e9\u05dc\u05d5\u05dd  &amp; 'q' \"d\""


def test_every_text_is_intact_but_for_what_xml_forbids() -> None:
    episode = Episode(
        title=NASTY, guid=NASTY, description=NASTY, notes=NASTY, author=NASTY, subtitle=NASTY,
        tags=[NASTY], people=[Person(name=NASTY, role=NASTY)], links=[Link(href="https://a.example/", title=NASTY)],
        season=1, season_name=NASTY,
    )  # fmt: skip
    show = Show(
        title=NASTY, description=NASTY, link="https://show.example/", author=NASTY, episodes=[episode]
    )
    back = podfeed.parse(podfeed.render(show))
    (read,) = back.episodes
    texts = [back.title, back.description, back.author, read.title, read.guid, read.description]
    texts += [read.notes, read.author, read.subtitle, read.tags[0], read.people[0].name]
    texts += [read.people[0].role, read.links[0].title, read.season_name]
    assert {" ".join(str(text).split(" ")) for text in texts} == {KEPT}
    (entry,) = feedparser.parse(podfeed.render(show)).entries
    assert entry.id == KEPT


def test_two_reads_of_one_show_are_the_same_bytes() -> None:
    show = Show(title="t", people=["Ann"], episodes=[Episode(title="e", tags=("a", "b"))])
    assert podfeed.render(show) == podfeed.render(show.replace(title="t"))
