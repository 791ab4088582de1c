"""Rules about when an item was published."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from podfeed.rules.dates import judge
from podfeed.rules.item import doubles
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import FEED, ITEM, Finding, Fix, Found, rule, shown

_DATE = "<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>"


@rule(
    "pubdate-missing",
    "warning",
    "spotify:E apple psp1",
    on=ITEM,
    lacking="pubDate",
    hint="add <pubDate> with the day it was published",
    wrong="<!-- no pubDate -->",
    right=_DATE,
)
def pubdate_missing(item: Node, _feed: Feed) -> Found:
    """The episode has no date. Spotify refuses it."""
    node = item.first("pubDate")
    if item.name == "item" and (node is None or not node.value):
        yield Finding(node or item, "the episode has no <pubDate>")


_FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # before it nobody made podcasts


def _is_right(node: Node, _feed: Feed) -> bool:
    """Say whether a date is written as it should be, and none of before there were podcasts."""
    judged = judge(node.value)
    return not judged.rule and judged.when is not None and judged.when >= _FIRST


def _date_rule(identity: str, severity: str, by: str, *example: str) -> None:
    wrong, doc, hint = example

    def check(node: Node, _feed: Feed) -> Found:
        value = node.value
        judged = judge(value) if value else None
        if judged and judged.rule == identity and node.inside != "channel":
            fix = Fix("text", judged.mended) if judged.mended else None
            hint = f"write {judged.mended}" if judged.mended else ""
            yield Finding(node, f"the date {shown(value)} {judged.message}", value=value, hint=hint, fix=fix)

    check.__doc__ = doc
    rule(
        identity,
        severity,
        by,
        on="pubDate",
        unless=_is_right,
        hint=hint,
        wrong=f"<pubDate>{wrong}</pubDate>",
        right=_DATE,
    )(check)


for _row in (
    (
        "date-invalid",
        "error",
        "rss2 w3c apple psp1",
        "06/05/2024",
        "A date is not written as RSS asks.",
        "write a date such as Mon, 06 May 2024 08:00:00 +0000",
    ),
    (
        "date-iso8601",
        "error",
        "rss2 w3c",
        "2024-05-06T08:00:00Z",
        "A date is one of ISO 8601, which RSS does not have.",
        "write a date such as Mon, 06 May 2024 08:00:00 +0000",
    ),
    (
        "date-two-digit-year",
        "warning",
        "rss2 w3c",
        "Mon, 06 May 24 08:00:00 +0000",
        "The year of a date has two digits.",
        "write four",
    ),
    (
        "date-no-zone",
        "error",
        "rss2 w3c",
        "Mon, 06 May 2024 08:00:00",
        "A date has no time zone.",
        "add +0000, or the zone's own",
    ),
    (
        "date-obsolete-zone",
        "info",
        "best-practice",
        "Mon, 06 May 2024 08:00:00 EST",
        "A date names its zone with letters.",
        "write it in digits: -0500",
    ),
    (
        "date-unknown-zone",
        "error",
        "w3c",
        "Mon, 06 May 2024 08:00:00 CET",
        "A date names a zone that RFC 2822 does not know; readers take it for UTC.",
        "write it in digits: +0100",
    ),
    (
        "date-weekday-mismatch",
        "warning",
        "w3c",
        "Tue, 06 May 2024 08:00:00 +0000",
        "The day of the week is not that of the date.",
        "correct one of the two",
    ),
    (
        "date-localised",
        "error",
        "w3c",
        "Mo, 06 Mai 2024 08:00:00 +0000",
        "Names of days and months are English in RSS.",
        "write a date such as Mon, 06 May 2024 08:00:00 +0000",
    ),
    (
        "date-out-of-range",
        "error",
        "w3c",
        "Mon, 31 Feb 2024 08:00:00 +0000",
        "A date names a day or a time that does not exist.",
        "correct it",
    ),
):
    _date_rule(*_row)


@rule(
    "date-implausible-past",
    "warning",
    "w3c",
    on="pubDate",
    unless=_is_right,
    hint="look at the year",
    wrong="<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>",
    right=_DATE,
)
def date_implausible_past(node: Node, _feed: Feed) -> Found:
    """A date lies before the first podcast, often because a program had none."""
    when = judge(node.value).when if node.value else None
    if when and when < _FIRST:
        old = when < datetime(1970, 1, 1, tzinfo=UTC)
        yield Finding(
            node,
            f"the date {shown(node.value)} lies before there were podcasts",
            value=node.value,
            severity="error" if old else None,
        )


@rule(
    "date-future",
    "warning",
    "w3c best-practice",
    on=ITEM,
    hint="publish it when it is due; podfeed render leaves it out until then",
    wrong="<item><pubDate>Mon, 06 May 2999 08:00:00 +0000</pubDate></item><item></item>",
    right=_DATE,
)
def date_future(item: Node, feed: Feed) -> Found:
    """A date lies in the future: some apps show the episode at once, others hide it."""
    node = item.first("pubDate")
    when = judge(node.value).when if node else None
    if node and when and when > feed.now and when > feed.now + timedelta(minutes=10):
        yield Finding(node, f"the date {shown(node.value)} lies in the future", value=node.value)


@rule(
    "date-duplicate",
    "info",
    "best-practice",
    on=FEED,
    hint="give one of them another minute",
    wrong="<item><pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate></item><item><pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate></item>",
    right=f"<item>{_DATE}</item>",
)
def date_duplicate(feed: Feed) -> Found:
    """Two episodes have one date, so that their order is open."""
    if _all_one(feed):
        return
    for item, first in doubles(feed.full, lambda item: item.when):
        date = item.said("pubDate")
        yield Finding(
            item.first("pubDate") or item.node,
            f"the date {shown(date)} is also that of the item",
            value=date,
            other=first.first("pubDate"),
        )


def _all_one(feed: Feed) -> bool:
    dates = [item.when for item in feed.items if item.when]
    return len(dates) > 2 and len(set(dates)) == 1


@rule(
    "date-all-identical",
    "warning",
    "best-practice",
    on=FEED,
    hint="write the day each was published, not that of the build",
    wrong="<item><pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate></item>" * 3,
    right=f"<item>{_DATE}</item>",
)
def date_all_identical(feed: Feed) -> Found:
    """All episodes have one date, as a build gives them."""
    if _all_one(feed):
        yield Finding(feed.channel, f"all {len(feed.items)} episodes have one date")


@rule(
    "date-order",
    "info",
    "best-practice",
    on=FEED,
    hint="write the newest first",
    wrong="<item><pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate></item><item><pubDate>Mon, 13 May 2024 08:00:00 +0000</pubDate></item>",
    right=f"<item>{_DATE}</item>",
)
def date_order(feed: Feed) -> Found:
    """The episodes are not newest first; some readers take them as they come."""
    dated = [item for item in feed.items if item.when and not item.live]
    for one, two in itertools.pairwise(dated):
        if one.when and two.when and one.when < two.when:
            yield Finding(two.first("pubDate") or two.node, "an item follows an older one")
            return
