"""Rules about how long an item is."""

from __future__ import annotations

import re

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import ITEM, Finding, Fix, Found, rule, shown
from podfeed.rules.usual import is_plausible
from podfeed.rules.values import is_duration, seconds

_LONG = "<itunes:duration>3723</itunes:duration>"


def _is_seconds(node: Node, _feed: Feed) -> bool:
    text = node.text
    return text.isascii() and text.isdecimal() and len(text) <= 9 and text[0] != "0"


@rule(
    "duration-missing",
    "info",
    "apple psp1 spotify",
    on=ITEM,
    lacking="itunes:duration",
    hint="podfeed reads it from the file",
    wrong="<!-- no itunes:duration -->",
    right=_LONG,
)
def duration_missing(item: Node, _feed: Feed) -> Found:
    """The episode does not say how long it is."""
    node = item.first("itunes:duration")
    if item.name == "item" and item.first("enclosure") and (node is None or not node.value):
        yield Finding(node or item, "the episode has no <itunes:duration>")


@rule(
    "duration-invalid",
    "error",
    "w3c apple",
    on="itunes:duration",
    unless=_is_seconds,
    hint="write seconds, or h:mm:ss",
    wrong="<itunes:duration>1h 2m</itunes:duration>",
    right=_LONG,
)
def duration_invalid(node: Node, _feed: Feed) -> Found:
    """The duration is neither seconds nor h:mm:ss."""
    if node.value and not is_duration(node.value):
        found = re.fullmatch(r"([0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}|[0-9]{1,9})\.[0-9]{1,9}", node.value)
        yield Finding(
            node,
            f"the duration {shown(node.value)} is neither seconds nor h:mm:ss",
            value=node.value,
            fix=Fix("text", found[1]) if found else None,
        )


@rule(
    "duration-not-seconds",
    "info",
    "apple psp1",
    on="itunes:duration",
    unless=_is_seconds,
    hint="nothing needs to be done",
    wrong="<itunes:duration>1:02:03</itunes:duration>",
    right=_LONG,
)
def duration_not_seconds(node: Node, _feed: Feed) -> Found:
    """Apple prefers seconds."""
    if ":" in node.value and is_duration(node.value) and not _overflows(node.value):
        yield Finding(node, f"the duration {node.value} is not in seconds", value=node.value)


def _overflows(text: str) -> bool:
    return any(int(part) >= 60 for part in text.split(":")[1:])


@rule(
    "duration-minutes-overflow",
    "warning",
    "w3c",
    on="itunes:duration",
    unless=_is_seconds,
    hint="write seconds",
    wrong="<itunes:duration>1:75:00</itunes:duration>",
    right=_LONG,
)
def duration_minutes_overflow(node: Node, _feed: Feed) -> Found:
    """A part of the duration is 60 or more."""
    if is_duration(node.value) and ":" in node.value and _overflows(node.value):
        yield Finding(
            node,
            f"the duration {node.value} has a part of 60 or more",
            value=node.value,
            fix=Fix("text", f"{seconds(node.value):.0f}"),
        )


@rule(
    "duration-zero",
    "warning",
    "best-practice",
    on="itunes:duration",
    unless=_is_seconds,
    hint="write how long it is, or take it out",
    wrong="<itunes:duration>0</itunes:duration>",
    right=_LONG,
)
def duration_zero(node: Node, _feed: Feed) -> Found:
    """The duration is 0."""
    if seconds(node.value) == 0 and is_duration(node.value):
        yield Finding(node, "the duration is 0", value=node.value)


@rule(
    "duration-implausible",
    "warning",
    "best-practice",
    on=ITEM,
    unless=is_plausible,
    hint="it is in seconds, or h:mm:ss",
    wrong="<itunes:duration>8</itunes:duration>",
    right=_LONG,
)
def duration_implausible(item: Node, _feed: Feed) -> Found:
    """The episode lasts more than a day, or, as a whole one, fewer than ten seconds."""
    node = item.first("itunes:duration")
    long = seconds(node.value) if node and is_duration(node.value) else None
    full = (item.said("itunes:episodeType").lower() or "full") == "full"
    if node and long and (long > 86400 or (long < 10 and full)):
        yield Finding(node, f"an episode of {long:.0f} seconds is odd", value=node.value)


@rule(
    "duration-on-liveitem",
    "info",
    "p20",
    on="podcast:liveItem",
    hint="take it out",
    wrong='<podcast:liveItem status="ended" start="2024-05-20T07:30:00Z" end="2024-05-20T09:30:00Z"><title>Live</title><guid isPermaLink="false">live-4c9a</guid><enclosure url="https://example.org/live.mp3" length="0" type="audio/mpeg"/><itunes:duration>60</itunes:duration><podcast:contentLink href="https://example.org/live">Here</podcast:contentLink></podcast:liveItem>',
    right="<itunes:type>episodic</itunes:type>",
)
def duration_on_liveitem(node: Node, _feed: Feed) -> Found:
    """A live item has a duration, which nobody knows before it ends."""
    own = node.first("itunes:duration")
    if own:
        yield Finding(own, "a live item has a duration", fix=Fix("remove"))
