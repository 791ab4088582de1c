"""Posts, audio and settings become a `Show`: the one home of policy.

A room for each matter: `select` decides which posts are episodes, `candidates` and `aliases` find the
front matter of a field, `fields` reads it, `media` finds the audio, `shownotes` makes the notes,
`people` the people, `permalinks` and `urls` the addresses, `identity` the guids, `order` the order, and
`show` the show's own fields. `episode` leads a post through them, `cards` keeps what the whole feed needs
of it, `gather` takes the cards of the last run, `work` spreads the rest over processes and `others` over an
executor; here, a folder becomes feeds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from podfeed.build.card import Card
from podfeed.build.cards import Maker, show_fields
from podfeed.build.former import Wrote
from podfeed.build.gather import Brief, Gathered, found_in, gather
from podfeed.build.order import newest_first
from podfeed.build.show import GENERATOR, ShowFields, made_show
from podfeed.build.sources import Report, Source
from podfeed.build.stock import Stock
from podfeed.config import Config, FeedSettings
from podfeed.lazily import dataclass
from podfeed.looking import looking
from podfeed.model import Show
from podfeed.problems import Place, Problem
from podfeed.stamps import Stamp
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
    number: int  # of the feed, among those of the run
    stock: Stock
    every_card: tuple[Card, ...] = ()  # of all posts

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
        return self.stock.items(self.cards, lambda card: self.maker.item(card, self.number))

    def xml(self) -> Iterator[bytes]:
        """Yield the feed piece by piece."""
        head, tail = self.frame()
        yield head
        yield from self.items()
        yield tail

    def size(self) -> int:
        """Return the size of the feed in bytes."""
        return sum(map(len, self.frame())) + sum(card.size for card in self.cards)

    def wrote(self, path: str, stamp: Stamp) -> Wrote:
        """Return what the next run is to know of the feed, which was written to a file."""
        head, tail = self.frame()
        return Wrote(path, stamp, (len(head), len(tail)), self.cards)

    def frame(self) -> tuple[bytes, bytes]:
        """Return what stands before the first item of the feed, and after the last."""
        spaces = (card.spaces for card in self.cards)
        return envelope(self.show.replace(episodes=()), used_namespaces(self.show).union(*spaces))


def build(config: Config, brief: Brief, *, only: Sequence[str] | None = None) -> Iterator[Feed]:
    """Build the feeds of the settings, or `only` those named; without any there is one."""
    with looking(brief.looked):
        content = found_in(config)
        feeds = tuple(
            settings
            for settings in config.feeds or (None,)
            if only is None or (settings is not None and settings.name in only)
        )
        gathered = gather(config, content, feeds, brief)
    for number in range(len(feeds)):
        yield _feed(gathered, number)


def _feed(gathered: Gathered, number: int) -> Feed:
    content, maker = gathered.content, gathered.maker
    config, settings = maker.job.config, maker.job.feeds[number]
    cards = gathered.cards[number]
    report = Report([*config.problems, *content.problems])
    report.problems += [problem for card in cards if card.unreadable for problem in card.problems]
    fields = show_fields(config, settings, report)
    report.problems += [problem for card in cards if not card.unreadable for problem in card.problems]
    ordered = newest_first(card for card in cards if card.included)
    shown = tuple(ordered[: settings.limit if settings else None])
    if config.derive.trailers and not fields.values.get("trailers"):
        _trailers(fields, shown)
    latest = max((card.date for card in shown if card.date), default=None)
    episodes = [card.episode for card in shown if card.episode is not None]
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
        number=number,
        stock=gathered.stocks[number],
        every_card=tuple(cards),
    )


def _trailers(fields: ShowFields, cards: Sequence[Card]) -> None:
    """Give the show the trailers that its episodes of that type are."""
    found = tuple(card.trailer for card in cards if card.trailer is not None)
    if found:
        fields.values["trailers"] = found
        fields.sources["trailers"] = Source("its episodes of type trailer")
