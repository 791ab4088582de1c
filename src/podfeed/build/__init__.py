"""Posts, audio and settings become a `Show`: the one home of policy.

A room for each matter: `select` decides which posts are episodes, `candidates` and `aliases` find the
front matter of a field, `fields` reads it, `media` finds the audio, `shownotes` makes the notes,
`people` the people, `permalinks` and `urls` the addresses, `identity` the guids, `order` the order, and
`show` the show's own fields. `episode` leads a post through them, `cards` keeps what the whole feed needs
of it, `work` spreads the posts over processes; here, a folder becomes feeds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from podfeed.build.card import Card
from podfeed.build.cards import Job, Maker, show_fields
from podfeed.build.companions import no_posts
from podfeed.build.far import Progress
from podfeed.build.host import HostFeed, read_host
from podfeed.build.known import Known
from podfeed.build.order import newest_first
from podfeed.build.show import GENERATOR, ShowFields, made_show
from podfeed.build.sources import Report, Source
from podfeed.check import Choice
from podfeed.config import Config, FeedSettings
from podfeed.looking import Looked, looking
from podfeed.model import Show
from podfeed.posts import Post, content_paths, is_list, read_list
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.write import envelope, used_namespaces

__all__ = ["GENERATOR", "Brief", "Feed", "build"]


@dataclass(slots=True, kw_only=True)
class Feed:
    """One feed of the settings, built: its show, its problems, and what became of each post.

    The episodes stand in ``show`` where the run keeps them; what the feed needs of them, in ``cards``.
    """

    config: Config
    settings: FeedSettings | None
    show: Show
    fields: ShowFields
    cards: tuple[Card, ...]
    all_cards: tuple[Card, ...]  # those beyond the limit, too
    left_out: tuple[Card, ...]
    problems: tuple[Problem, ...]
    posts: int
    maker: Maker

    def locate(self, number: int | None, name: str) -> Place | None:
        """Return where the value of a field came from: of an episode, or of the show."""
        if number is None or number >= len(self.cards):
            source = self.fields.sources.get(name)
            return (source.find() if source else None) or self.config.place("show")
        return self.place(self.cards[number], name)

    def place(self, card: Card, name: str) -> Place:
        """Return where the value of a field of an episode came from."""
        return self.maker.place(card, name)

    def files(self) -> dict[Path, bytes]:
        """Return the files that go with the feed, which links to them: those of chapters."""
        return dict(card.file for card in self.cards if card.file is not None)

    def reasons(self) -> Counter[str]:
        """Count the posts that were left out by reason, in few words."""
        return Counter(card.reason.partition(" (")[0] for card in self.left_out)

    def items(self) -> Iterator[bytes]:
        """Yield the items of the feed, in their order."""
        return (card.item or b"" for card in self.cards)

    def xml(self) -> Iterator[bytes]:
        """Yield the feed piece by piece."""
        head, tail = self.frame()
        yield head
        yield from self.items()
        yield tail

    def size(self) -> int:
        """Return the size of the feed in bytes."""
        return sum(map(len, self.frame())) + sum(card.size for card in self.cards)

    def frame(self) -> tuple[bytes, bytes]:
        """Return what stands before the first item of the feed, and after the last."""
        spaces = (card.spaces for card in self.cards)
        return envelope(self.show.replace(episodes=()), used_namespaces(self.show).union(*spaces))


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


@dataclass(slots=True)
class _Content:
    """What was found in a content folder, once for all feeds."""

    paths: list[Path] = field(default_factory=list)
    rows: list[Post] = field(default_factory=list)  # of a list of episodes
    problems: list[Problem] = field(default_factory=list)
    host: HostFeed | None = None
    no_posts: frozenset[str] = frozenset()


def _found(config: Config) -> _Content:
    """Find the posts, and read what is about all of them."""
    content = _Content()
    settings = config.content
    if is_list(settings.path):
        content.rows = read_list(settings.path, root=settings.root)
    else:
        content.paths, content.problems = content_paths(
            settings.path, include=settings.include, exclude=settings.exclude
        )
        content.no_posts = no_posts(content.paths, settings.root)
    try:
        content.host = read_host(config)
    except ProblemsError as error:
        content.problems.extend(error.problems)
        content.host = HostFeed(str(config.media.feed), Show(title=""), broken=True)
    return content


def build(config: Config, brief: Brief, *, only: Sequence[str] | None = None) -> Iterator[Feed]:
    """Build the feeds of the settings, or `only` those named; without any there is one."""
    with looking(brief.looked):
        content = _found(config)
        feeds = tuple(
            settings
            for settings in config.feeds or (None,)
            if only is None or (settings is not None and settings.name in only)
        )
        root = config.content.root
        job = Job(
            config=config,
            feeds=feeds,
            now=brief.now,
            choice=brief.choice,
            names=frozenset(path.relative_to(root).as_posix() for path in content.paths)
            or frozenset(post.name for post in content.rows),
            no_posts=content.no_posts,
            host=content.host,
            keep=brief.keep,
        )
        maker = Maker(job, brief.known, brief.progress, brief.looked.folders)
        cards = maker.cards_of(content.rows) if content.rows else maker.cards(content.paths)
    for number, settings in enumerate(feeds):
        yield _feed(config, content, settings, [each[number] for each in cards], maker)


def _feed(
    config: Config, content: _Content, settings: FeedSettings | None, cards: Sequence[Card], maker: Maker
) -> Feed:
    report = Report([*config.problems, *content.problems])
    report.problems += [problem for card in cards if card.unreadable for problem in card.problems]
    fields = show_fields(config, settings, report)
    report.problems += [problem for card in cards if not card.unreadable for problem in card.problems]
    ordered = newest_first(card for card in cards if card.included)
    shown = tuple(ordered[: settings.limit if settings else None])
    if config.derive.trailers and not fields.values.get("trailers"):
        _trailers(fields, shown)
    latest = max((card.date for card in shown if card.date), default=None)
    episodes = [card.built.episode for card in shown if card.built is not None]
    beyond = "beyond the limit of the feed"
    return Feed(
        config=config,
        settings=settings,
        show=made_show(config, fields, latest, episodes),
        fields=fields,
        cards=shown,
        all_cards=tuple(ordered),
        left_out=(
            *(card for card in cards if not card.included and not card.unreadable),
            *(card.left_out(beyond) for card in ordered[len(shown) :]),
        ),
        problems=tuple(report.problems),
        posts=sum(not card.unreadable for card in cards),
        maker=maker,
    )


def _trailers(fields: ShowFields, cards: Sequence[Card]) -> None:
    """Give the show the trailers that its episodes of that type are."""
    found = tuple(card.trailer for card in cards if card.trailer is not None)
    if found:
        fields.values["trailers"] = found
        fields.sources["trailers"] = Source("its episodes of type trailer")
