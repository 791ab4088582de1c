"""Rules about Apple's tags of the show: author, explicit, type."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import CHANNEL, Finding, Found, rule
from podfeed.rules.values import (
    has_email,
)


@rule(
    "itunes-author-missing",
    "warning",
    "spotify:E apple psp1",
    on=CHANNEL,
    hint="add <itunes:author> with the names of those who make it",
    wrong="<!-- no itunes:author -->",
    right="<itunes:author>Ada Example</itunes:author>",
)
def itunes_author_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no author. Spotify refuses it."""
    if channel.lacks("itunes:author"):
        yield Finding(channel.first("itunes:author") or channel, "the show has no <itunes:author>")


@rule(
    "itunes-author-email",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="write a name",
    wrong="<itunes:author>ada@example.org</itunes:author>",
    right="<itunes:author>Ada Example</itunes:author>",
)
def itunes_author_email(channel: Node, _feed: Feed) -> Found:
    """The author is an e-mail address, which everybody who collects them finds."""
    node = channel.first("itunes:author")
    if node and has_email(node.text[:500]):
        yield Finding(node, "<itunes:author> holds an e-mail address")
