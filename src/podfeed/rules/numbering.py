"""Rules about the numbers, the seasons and the types of episodes."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict

from podfeed.rules.item import doubles
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import FEED, ITEM, Finding, Fix, Found, rule, shown
from podfeed.rules.samples import SAMPLES
from podfeed.rules.usual import is_plausible, says_one_number
from podfeed.rules.values import is_positive, number, seconds


@rule(
    "episode-number-invalid",
    "error",
    "apple psp1 w3c",
    on="itunes:episode",
    hint="write a whole number from 1; podcast:episode takes 10.5",
    wrong="<itunes:episode>three</itunes:episode>",
    right="<itunes:episode>3</itunes:episode>",
)
def episode_number_invalid(node: Node, _feed: Feed) -> Found:
    """The episode's number is not a whole number from 1."""
    if node.value and not is_positive(node.value):
        # Apple lists an episode 0 without its number, and takes the feed.
        severity = "warning" if node.value == "0" else None
        yield Finding(
            node, f"the episode's number is {shown(node.value)}", value=node.value, severity=severity
        )


@rule(
    "season-number-invalid",
    "error",
    "apple psp1 w3c",
    on="itunes:season",
    hint="write a whole number from 1",
    wrong="<itunes:season>two</itunes:season>",
    right="<itunes:season>2</itunes:season>",
)
def season_number_invalid(node: Node, _feed: Feed) -> Found:
    """The season's number is not a whole number from 1."""
    if node.value and not is_positive(node.value):
        yield Finding(node, f"the season's number is {shown(node.value)}", value=node.value)


@rule(
    "episode-type-invalid",
    "error",
    "apple w3c",
    on="itunes:episodeType",
    hint="write full, trailer or bonus",
    wrong="<itunes:episodeType>extra</itunes:episodeType>",
    right="<itunes:episodeType>full</itunes:episodeType>",
)
def episode_type_invalid(node: Node, _feed: Feed) -> Found:
    """The episode is neither `full`, `trailer` nor `bonus`."""
    if node.value and node.value not in ("full", "trailer", "bonus"):
        lower = node.value.lower()
        yield Finding(
            node,
            f"<itunes:episodeType> is {shown(node.value)}",
            value=node.value,
            fix=Fix("text", lower) if lower in ("full", "trailer", "bonus") else None,
            severity="warning" if lower in ("full", "trailer", "bonus") else None,
        )


def _is_serial(feed: Feed) -> bool:
    return feed.channel.said("itunes:type").lower() == "serial"


@rule(
    "serial-episode-number-missing",
    "error",
    "apple psp1",
    on=FEED,
    hint="write <itunes:episode>",
    wrong="<itunes:type>serial</itunes:type><item><!-- no itunes:episode --></item>",
    right="<itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item>",
)
def serial_episode_number_missing(feed: Feed) -> Found:
    """The show is serial, and a full episode has no number."""
    if _is_serial(feed):
        for item in feed.full:
            if not item.said("itunes:episode"):
                yield Finding(item.node, "the show is serial, and the episode has no number")


@rule(
    "serial-order-vs-date",
    "warning",
    "apple",
    on=FEED,
    hint="correct a number or a date",
    wrong="<itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode><pubDate>Mon, 13 May 2024 08:00:00 +0000</pubDate></item><item><itunes:episode>2</itunes:episode><pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate></item>",
    right="<itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item>",
)
def serial_order_vs_date(feed: Feed) -> Found:
    """The show is serial, and its episodes by number are not in the order of their dates."""
    if not _is_serial(feed):
        return
    numbered = [item for item in feed.full if item.number and item.when]
    numbered.sort(key=lambda item: (item.season_number or 0, item.number or 0))
    for one, two in itertools.pairwise(numbered):
        if one.when and two.when and two.when < one.when:
            yield Finding(
                two.first("pubDate") or two.node, f"episode {two.number} is older than episode {one.number}"
            )
            return


@rule(
    "episode-number-duplicate",
    "warning",
    "apple",
    on=FEED,
    hint="give one of them another number",
    wrong="<item><itunes:episode>3</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>",
    right="<item><itunes:episode>3</itunes:episode></item>",
)
def episode_number_duplicate(feed: Feed) -> Found:
    """Two full episodes have one number in one season."""
    full = (item for item in feed.by_age() if item.type == "full" and not item.live and item.number)
    for item, first in doubles(full, lambda item: (item.season_number, item.number)):
        which = f"S{item.season_number}E{item.number}" if item.season_number else f"number {item.number}"
        yield Finding(
            item.first("itunes:episode") or item.node,
            f"{which} is also that of the item",
            value=item.said("itunes:episode"),
            other=first.first("itunes:episode"),
        )


@rule(
    "episode-number-gap",
    "info",
    "best-practice",
    on=FEED,
    hint="nothing needs to be done where the number was never used",
    wrong="<item><itunes:episode>1</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>",
    right="<item><itunes:episode>1</itunes:episode></item>",
)
def episode_number_gap(feed: Feed) -> Found:
    """A number is missing between two episodes."""
    by_season: dict[int | None, set[int]] = defaultdict(set)
    for item in feed.full:
        if item.number:
            by_season[item.season_number].add(item.number)
    for season, numbers in by_season.items():
        ordered = sorted(numbers)
        for one, two in itertools.pairwise(ordered):
            if two - one > 1:
                where = f" of season {season}" if season else ""
                yield Finding(feed.channel, f"between the episodes {one} and {two}{where} there is none")
                return


@rule(
    "season-partial",
    "warning",
    "apple",
    on=FEED,
    hint="give each its season",
    wrong="<item><itunes:season>1</itunes:season></item><item></item>",
    right="<item></item>",
)
def season_partial(feed: Feed) -> Found:
    """Some full episodes have a season and others none, which Apple lists apart."""
    full = feed.full
    without = [item for item in full if not item.has("itunes:season")]
    if without and len(without) < len(full):
        yield Finding(without[0].node, f"{len(without)} of {len(full)} episodes have no season")


@rule(
    "serial-like-episodic",
    "info",
    "apple",
    on=FEED,
    hint="say serial, if it is told in order",
    wrong="".join(
        f"<item><title>Part {number}</title><itunes:episode>{number}</itunes:episode></item>"
        for number in (3, 2, 1)
    ),
    right="<item></item>",
)
def serial_like_episodic(feed: Feed) -> Found:
    """Every title says Part or Chapter and has a number, and the show is not serial."""
    full = feed.full
    if (
        not _is_serial(feed)
        and len(full) > 2
        and all(
            item.number and re.search(r"\b(part|chapter|teil|kapitel)\b", item.said("title"), re.IGNORECASE)
            for item in full
        )
    ):
        yield Finding(feed.channel, "every episode is a numbered part, and the show is not serial")


@rule(
    "trailer-missing",
    "info",
    "apple best-practice",
    on=FEED,
    hint="publish one: itunes:episodeType trailer",
    wrong="<!-- no podcast:trailer --><item></item>",
    right="<item><itunes:episodeType>trailer</itunes:episodeType><itunes:duration>90</itunes:duration></item>",
)
def trailer_missing(feed: Feed) -> Found:
    """The show has no trailer, which directories show first."""
    if (
        feed.full
        and not feed.channel.first("podcast:trailer")
        and not any(item.type == "trailer" for item in feed.items)
    ):
        yield Finding(feed.channel, "the show has no trailer")


@rule(
    "trailer-long",
    "info",
    "best-practice",
    on=ITEM,
    unless=is_plausible,
    hint="is it a full episode?",
    wrong="<itunes:episodeType>trailer</itunes:episodeType><itunes:duration>3600</itunes:duration>",
    right="<itunes:episodeType>trailer</itunes:episodeType><itunes:duration>90</itunes:duration>",
)
def trailer_long(item: Node, _feed: Feed) -> Found:
    """A trailer lasts more than ten minutes."""
    long = seconds(item.said("itunes:duration"))
    if item.said("itunes:episodeType").lower() == "trailer" and long and long > 600:
        yield Finding(item.first("itunes:duration") or item, f"the trailer lasts {long / 60:.0f} minutes")


@rule(
    "trailer-shares-number-and-guid",
    "error",
    "apple",
    on=FEED,
    hint="give the episode a guid of its own",
    wrong='<item><itunes:episodeType>trailer</itunes:episodeType><itunes:episode>3</itunes:episode><guid isPermaLink="false">tide-3</guid></item><item><itunes:episode>3</itunes:episode><guid isPermaLink="false">tide-3</guid></item>',
    right=f"<item>{SAMPLES['guid']}</item>",
)
def trailer_shares_number_and_guid(feed: Feed) -> Found:
    """The trailer of an episode has the guid of the episode, so that apps drop one of them."""
    trailers = [item for item in feed.items if item.type == "trailer" and item.number and item.has("guid")]
    if trailers:
        full = {(item.number, item.said("guid")) for item in feed.full if item.number and item.has("guid")}
        for item in trailers:
            guid = item.said("guid")
            if (item.number, guid) in full:
                message = f"the trailer has the guid of episode {item.number}"
                yield Finding(item.first("guid") or item.node, message, value=guid)


@rule(
    "trailer-replaced",
    "info",
    "apple",
    on=FEED,
    hint="take the trailer out if the episode took its place",
    wrong="<item><itunes:episodeType>trailer</itunes:episodeType><itunes:episode>3</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>",
    right="<item></item>",
)
def trailer_replaced(feed: Feed) -> Found:
    """The trailer of an episode remains beside it."""
    full = {(item.season_number, item.number) for item in feed.full if item.number}
    for item in feed.items:
        if item.type == "trailer" and item.number and (item.season_number, item.number) in full:
            yield Finding(item.node, f"the trailer of episode {item.number} remains beside it")


@rule(
    "itunes-podcast-season-mismatch",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:season",
    unless=says_one_number,
    hint="write one number",
    wrong="<itunes:season>2</itunes:season><podcast:season>3</podcast:season>",
    right="<itunes:season>2</itunes:season><podcast:season>2</podcast:season>",
)
def itunes_podcast_season_mismatch(item: Node, _feed: Feed) -> Found:
    """The two tags for the season say two numbers."""
    yield from _mismatch(item, "season")


@rule(
    "itunes-podcast-episode-mismatch",
    "warning",
    "p20",
    on=ITEM,
    needs="podcast:episode",
    unless=says_one_number,
    hint="write one number",
    wrong="<itunes:episode>2</itunes:episode><podcast:episode>3</podcast:episode>",
    right="<itunes:episode>2</itunes:episode><podcast:episode>2</podcast:episode>",
)
def itunes_podcast_episode_mismatch(item: Node, _feed: Feed) -> Found:
    """The two tags for the episode's number say two numbers."""
    yield from _mismatch(item, "episode")


def _mismatch(item: Node, name: str) -> Found:
    own, apple = item.first(f"podcast:{name}"), item.said(f"itunes:{name}")
    if own is None or own.value == apple:
        return
    if is_positive(own.value) and is_positive(apple) and number(own.value) != number(apple):
        yield Finding(
            own, f"<podcast:{name}> is {own.value}, and <itunes:{name}> is {apple}", value=own.value
        )
