"""How much of each episode a run holds: little, so that a hundred thousand fit into 300 MB."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podfeed import looking
from podfeed.api import settings_of
from podfeed.build import spool
from podfeed.build.bundles import Bundle, bundled
from podfeed.build.card import Card
from podfeed.build.files import PostPaths
from podfeed.build.known import Known
from podfeed.build.stock import Stock
from podfeed.check import examine
from podfeed.check.pieces import Piece
from podfeed.check.scan import Scanner
from podfeed.lock import Entry
from podfeed.looking import Folders, Looked, Trace
from podfeed.publish import Order, begin
from podfeed.rules.item import Item, Part
from podfeed.rules.node import Feed, Node
from site_folder import Site

MANY = 300
ITEM = """
<item><title>What the {0}. tide brought</title><link>https://sea.example/episodes/tide-{0}/</link>
<description>It rose, and fell.</description><guid isPermaLink="false">5d7a4e3c-0000-4000-8000-{0:012}</guid>
<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate><itunes:duration>1830</itunes:duration>
<enclosure url="https://media.sea.example/tides/{0}.mp3" length="24986239" type="audio/mpeg"/>
<itunes:season>2</itunes:season><itunes:episode>{0}</itunes:episode><itunes:explicit>false</itunes:explicit>
<podcast:transcript url="https://sea.example/{0}.vtt" type="text/vtt"/></item>"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Sea</title>"""


def feed(items: int) -> bytes:
    """Return a feed of so many items."""
    return "".join([HEAD, *map(ITEM.format, range(1, items + 1)), "</channel></rss>"]).encode()


def held(make: Callable[[int], object]) -> int:
    """Return how many bytes stay of each of many things, beside those of which there is one for all."""
    make(0)
    tracemalloc.start()
    try:
        kept = [make(number) for number in range(1, MANY + 1)]
        gc.collect()
        return tracemalloc.get_traced_memory()[0] // len(kept)
    finally:
        tracemalloc.stop()


@contextmanager
def without_search() -> Iterator[None]:
    """Let cycles be: what goes has to go by itself."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def alive(*kinds: type) -> int:
    """Return how many objects of some kinds there are."""
    return sum(isinstance(each, kinds) for each in gc.get_objects())


def card(number: int) -> Card:
    """Return the card of an episode, as it is made."""
    document = examine(feed(1).replace(b"tide-1", b"tide-%d" % number), now=datetime(2024, 5, 10, tzinfo=UTC))
    name, guid = f"episodes/{number:06}.md", f"5d7a4e3c-0000-4000-8000-{number:012}"
    path = f"/srv/shows/sea/content/{name}"
    asked = (("/srv/shows/sea/content/episodes", f"{number:06}."), (f"{number:06}.md",))
    return Card(
        name=name,
        reason="its front matter names audio (audio)",
        included=True,
        guid=guid,
        date=datetime(2024, 5, 6, 8, number % 60, tzinfo=UTC),
        entry=Entry(
            guid=guid, post=name, date="2024-05-06T08:00:00+00:00", url=f"https://m.example/{number}.mp3"
        ),
        trace=Trace(((path, (number, number << 40, number << 40), b"d" * 16),), (asked,)),
        piece=Piece(document.feed.items[0]),
    )


def handed_over(number: int) -> Bundle:
    """Return a card as it comes from another process."""
    names = Folders({"/srv/shows/sea/content/episodes": (f"{number:06}.md",)})
    return bundled([card(number)], names, lambda value: value)


def test_an_item_is_kept_in_little() -> None:
    assert held(lambda _: examine(feed(1)).feed.items[0]) < 1_200


def test_no_element_of_an_item_stays() -> None:
    with without_search():
        before = alive(Node)
        outcome = examine(feed(MANY))
        assert len(outcome.feed.items) == MANY
        assert alive(Node) - before < MANY // 2  # those of the channel, and of what was told
        assert alive(Part) < MANY // 2


def test_a_document_that_was_read_is_let_go_of() -> None:
    """Engines, parsers and documents hold no circle, which a search for cycles would have to find."""
    examine(feed(1))
    with without_search():
        before = alive(Feed, Scanner)
        for _ in range(3):
            examine(feed(1))
        assert alive(Feed, Scanner) == before


def test_a_card_that_was_put_away_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 0)
    monkeypatch.setattr(spool, "_AT_ONCE", 0)
    stock = Stock(None, "", b"")

    def put_away(number: int) -> Card:
        (made,) = stock.add_bundle(handed_over(number), Looked(), Known())
        made.share(made.name)
        return made

    assert held(card) > 1_500
    assert held(put_away) < 1_300
    stock.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_holds_no_items_and_no_traces(site: Site, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all posts wait in the spool, or stay in the cache, until they are needed."""
    monkeypatch.setattr(looking, "_TICK", -(10**18))  # as if all of it were old
    for number in range(200):
        site.episode(f"title: T{number}\nguid: g{number}\ndate: 2021-12-01", name=f"p{number}.md")
    settings = settings_of(str(site.folder), None)
    with without_search():
        for _ in range(2):  # with nothing kept, and with a cache
            run = begin(settings, Order(now=datetime(2026, 1, 1, tzinfo=UTC), jobs=jobs))
            try:
                assert len(run.feeds[0].cards) == 200
                assert alive(Item, Trace, Piece) < 20
                run.write(run.feeds[0])
                run.finish()
                run.keep()
                assert alive(Item, Trace, Piece) < 20
            finally:
                run.close()


def test_the_paths_of_posts_are_those_below_the_folder() -> None:
    paths = PostPaths(
        str(Path("/sea/x"))[:-1], frozenset({"a.md", "sub/b.md", "old/c.html"}), frozenset({"old/c.html"})
    )
    there = {str(Path("/sea") / name) for name in ("a.md", "sub/b.md")}
    assert set(paths) == there
    assert len(paths) == 2
    assert all(path in paths for path in there)
    assert not any(str(Path(path)) in paths for path in ("/sea/old/c.html", "/sea/c.md", "/other/a.md"))
    assert None not in paths
