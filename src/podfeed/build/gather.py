"""The cards of a run are gathered: what was found in the content folder, taken from the stock or made."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime

from podfeed.build.card import Card
from podfeed.build.cards import Job, Maker
from podfeed.build.companions import no_posts
from podfeed.build.far import Progress
from podfeed.build.host import HostFeed, read_host
from podfeed.build.known import Known
from podfeed.build.stock import Stock
from podfeed.build.work import Handed, Workers
from podfeed.cache import code_fingerprint
from podfeed.check import Choice
from podfeed.config import Config, FeedSettings
from podfeed.lazily import dataclass
from podfeed.looking import Looked, digest_of
from podfeed.model import Show
from podfeed.posts import Post, content_names, is_list, read_list
from podfeed.problems import Problem, ProblemsError
from podfeed.stopwatch import Stopwatch


@dataclass(slots=True, kw_only=True)
class Brief:
    """What a build was told: the time, what to keep, which rules to ask, and who makes the cards.

    ``progress`` is told how many of the files on servers are probed, and of how many; ``known`` holds what
    is known of files from other runs. ``keep`` asks for the episodes themselves, and for where each value
    came from.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    progress: Progress | None = None
    known: Known = field(default_factory=Known)
    choice: Choice = field(default_factory=Choice)
    keep: bool = True
    looked: Looked = field(default_factory=Looked)
    workers: Workers = field(default_factory=Workers)
    stopwatch: Stopwatch = field(default_factory=Stopwatch)


@dataclass(slots=True)
class Content:
    """What was found in a content folder, once for all feeds."""

    names: list[str] = field(default_factory=list)  # of the posts in a folder
    rows: list[Post] = field(default_factory=list)  # of a list of episodes
    problems: list[Problem] = field(default_factory=list)
    host: HostFeed | None = None
    no_posts: frozenset[str] = frozenset()


def found_in(config: Config) -> Content:
    """Find the posts, and read what is about all of them."""
    content = Content()
    settings = config.content
    if is_list(settings.path):
        content.rows = read_list(settings.path, root=settings.root, limits=config.limits)
    else:
        content.names, content.problems = content_names(
            settings.path, include=settings.include, exclude=settings.exclude
        )
        content.no_posts = no_posts(content.names, settings.root)
    try:
        content.host = read_host(config)
    except ProblemsError as error:
        content.problems.extend(error.problems)
        content.host = HostFeed(str(config.media.feed), Show(title=""), broken=True)
    return content


@dataclass(slots=True)
class Gathered:
    """The cards of all posts, for each feed."""

    content: Content
    maker: Maker
    stocks: Sequence[Stock]
    cards: Sequence[Sequence[Card]]


def gather(
    config: Config, content: Content, feeds: tuple[FeedSettings | None, ...], brief: Brief
) -> Gathered:
    """Return the cards of what was found in a content folder."""
    timed = brief.stopwatch.timed
    maker = _maker(config, content, feeds, brief)
    with timed("reading the cache"):
        stocks = [_stock(maker, settings) for settings in feeds]
    with timed("posts"):
        found = _cards(maker, content, stocks, brief)
        cards = [[each[number] for each in found] for number in range(len(feeds))]
    return Gathered(content, maker, stocks, cards)


def _maker(config: Config, content: Content, feeds: tuple[FeedSettings | None, ...], brief: Brief) -> Maker:
    names = content.names or [post.name for post in content.rows]
    job = Job(
        config=config,
        feeds=feeds,
        now=brief.now,
        choice=brief.choice,
        names=frozenset(names),
        no_posts=content.no_posts,
        host=content.host,
        token=os.urandom(8).hex(),
        keep=brief.keep,
    )
    return Maker(job, brief.known, brief.progress, brief.looked.folders)


def _stock(maker: Maker, settings: FeedSettings | None) -> Stock:
    """Return the stock of a feed, with the cards of the last run where they may be taken."""
    job, known = maker.job, maker.known
    config = job.config
    kept = not (job.keep or config.media.probe_remote or is_list(config.content.path))
    renamed = known.mirror.renamed if known.mirror is not None else str
    cache = known.cache if kept else None
    name = settings.name if settings else ""
    place = renamed("\0".join((str(config.content.path), str(config.file), name)))
    host = job.host.show if job.host is not None else None
    depends = (
        (code_fingerprint(), settings, config, job.choice, job.no_posts, known.locked, host) if cache else ()
    )
    told = renamed("\n".join(map(_told, depends)))
    key = digest_of(told.encode("utf-8", "surrogateescape") + maker.heads())
    stock = Stock(cache, place, key, in_memory=job.keep, home=known.home, folders=maker.folders)
    stock.load()
    return stock


def _told(value: object) -> str:
    return repr(sorted(value) if isinstance(value, frozenset) else value)


def _cards(maker: Maker, content: Content, stocks: Sequence[Stock], brief: Brief) -> list[tuple[Card, ...]]:
    """Return the cards of each post, for each feed: those of the last run that hold, and new ones."""
    if content.rows:
        made = maker.cards_of(content.rows)
        _put_away(made, stocks, brief)
        return made
    for stock in stocks:
        stock.expect(len(content.names))
    gone = _gone(maker, brief)
    found = _taken({name: name for name in content.names}, stocks, brief, gone=gone)
    left = [name for name in content.names if name not in found]
    brief.workers.refuse(len(left))
    brief.stopwatch.count("posts", len(content.names))
    brief.stopwatch.count("posts made anew", len(left))
    found.update(_made(maker, left, _alone(left, brief) if gone else frozenset(), stocks, brief))
    return [found.pop(name) for name in content.names]


def _made(
    maker: Maker, names: Sequence[str], alone: frozenset[str], stocks: Sequence[Stock], brief: Brief
) -> Iterator[tuple[str, tuple[Card, ...]]]:
    """Yield the cards of posts with their names; those that are made ``alone`` are of this run only."""
    single = [name for name in names if name in alone]
    for name, cards in zip(single, maker.cards(single), strict=True):
        for card in cards:
            card.passing = True
        _put_away([cards], stocks, brief)
        yield name, cards
    groups = stocks[0].grouped(name for name in names if name not in alone)
    for handed in brief.workers.make(maker, groups):
        _put_away(handed.cards, stocks, brief)
        for name, cards in zip(handed.names, handed.cards or _unbundled(handed, stocks, brief), strict=True):
            for card in cards:
                card.share(name)
            yield name, cards


def _put_away(made: Sequence[tuple[Card, ...]], stocks: Sequence[Stock], brief: Brief) -> None:
    """Let each stock put away what is not needed of the cards of its feed."""
    for number, stock in enumerate(stocks):
        stock.add([cards[number] for cards in made], brief.looked)


def _unbundled(handed: Handed, stocks: Sequence[Stock], brief: Brief) -> Iterator[tuple[Card, ...]]:
    """Return the cards that another process made, once each stock has put away its own."""
    pairs = zip(stocks, handed.bundles, strict=True)
    feeds = [stock.add_bundle(bundle, brief.looked, brief.known) for stock, bundle in pairs]
    return zip(*feeds, strict=True)


def _taken(
    names: Mapping[str, str], stocks: Sequence[Stock], brief: Brief, *, gone: bool
) -> dict[str, tuple[Card, ...]]:
    """Return the cards of the last run, of each post whose cards all hold.

    Where posts are ``gone``, an episode that the lock does not know may be one of them.
    """
    first, *others = [stock.take(names, brief.looked, brief.known) for stock in stocks]
    taken = {}
    for name, card in first.items():
        cards = (card, *(found[name] for found in others if name in found))
        new = gone and card.included and brief.known.entry(name) is None
        if len(cards) == len(stocks) and not new and all(_is_due(each, brief.now) for each in cards):
            taken[name] = cards
    return taken


def _gone(maker: Maker, brief: Brief) -> bool:
    """Say whether the lock knows posts that are not there."""
    lock = brief.known.lock
    return lock is not None and any(entry.post not in maker.job.names for entry in lock.entries.values())


def _alone(left: Sequence[str], brief: Brief) -> frozenset[str]:
    """Return the posts that are made one after another.

    Which post it was whose entry stands in the lock, and that is gone, is decided for one at a time.
    """
    return frozenset(name for name in left if brief.known.entry(name) is None)


def _is_due(card: Card, now: datetime) -> bool:
    """Say whether time has made no difference to a card: what is due is not what was not."""
    if card.due is not None:
        return not card.included and now < card.due
    return card.date is None or card.date <= now
