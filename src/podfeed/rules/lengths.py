"""Rules about the size of a media file."""

from __future__ import annotations

import re

from podfeed.rules.formats import kind_of
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    ITEM,
    Finding,
    Fix,
    Found,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES, enclosure
from podfeed.rules.usual import is_plausible, is_usual_enclosure
from podfeed.rules.values import extension, seconds


@rule(
    "enclosure-length-missing",
    "error",
    "rss2 apple psp1",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write the size in bytes",
    wrong='<enclosure url="https://example.org/ep1.mp3" type="audio/mpeg"/>',
    right=SAMPLES["enclosure"],
)
def enclosure_length_missing(node: Node, _feed: Feed) -> Found:
    """The enclosure does not say how many bytes the file has."""
    if not node.get("length"):
        yield Finding(node, "the enclosure has no length", attr="length")


@rule(
    "enclosure-length-not-integer",
    "error",
    "rss2 w3c",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write the bytes in digits alone",
    wrong=enclosure(length="12MB"),
    right=SAMPLES["enclosure"],
)
def enclosure_length_not_integer(node: Node, _feed: Feed) -> Found:
    """The length is no whole number of bytes."""
    length = node.get("length")
    if length and not re.fullmatch(r"-?[0-9]{1,18}", length):
        plain = re.sub(r"[,. _'\u00a0\u202f]", "", length)
        grouped = re.fullmatch(r"[0-9]{1,3}([,. '_\u00a0\u202f][0-9]{3})+", length) and plain.isdecimal()
        yield Finding(
            node,
            f"the length {shown(length)} is no number of bytes",
            attr="length",
            value=length,
            fix=Fix("length", plain) if grouped else None,
        )


@rule(
    "enclosure-length-negative",
    "error",
    "w3c",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write 0 where the size is unknown",
    wrong=enclosure(length="-1"),
    right=SAMPLES["enclosure"],
)
def enclosure_length_negative(node: Node, _feed: Feed) -> Found:
    """The length is below 0."""
    if re.fullmatch(r"-[0-9]{1,18}", node.get("length")):
        yield Finding(
            node,
            f"the length is {node.get('length')}",
            attr="length",
            value=node.get("length"),
            fix=Fix("length", "0"),
        )


@rule(
    "enclosure-length-zero",
    "warning",
    "rss2 best-practice",
    on=ITEM,
    unless=is_plausible,
    hint="write the size in bytes",
    wrong=enclosure(length="0"),
    right=SAMPLES["enclosure"],
)
def enclosure_length_zero(item: Node, _feed: Feed) -> Found:
    """The length is 0, so that apps cannot show how much there is to load."""
    node = item.first("enclosure")
    if (
        node
        and re.fullmatch("0+", node.get("length"))
        and item.name == "item"
        and extension(node.get("url")) != "m3u8"
    ):
        yield Finding(node, "the length is 0", attr="length", value="0")


@rule(
    "enclosure-length-implausible",
    "warning",
    "best-practice",
    on=ITEM,
    unless=is_plausible,
    hint="write bytes, not seconds or kilobytes",
    wrong=enclosure(length="3600"),
    right=SAMPLES["enclosure"],
)
def enclosure_length_implausible(item: Node, _feed: Feed) -> Found:
    """The length is that of seconds or kilobytes, not of bytes; or of more than 5 GB."""
    node = item.first("enclosure")
    if node is None or not re.fullmatch(r"[0-9]{1,18}", node.get("length")) or item.name != "item":
        return
    length = int(node.get("length"))
    known = seconds(item.said("itunes:duration"))
    full = (item.said("itunes:episodeType").lower() or "full") == "full"
    short = 0 < length < 10240 and full and not (known is not None and known < 10)
    if short or length > 5 << 30 or (length and known == length):
        yield Finding(node, f"{length} bytes is odd for an episode", attr="length", value=str(length))


@rule(
    "enclosure-length-bitrate-implausible",
    "warning",
    "best-practice",
    on=ITEM,
    unless=is_plausible,
    hint="the length counts bytes, the duration is in seconds or h:mm:ss",
    wrong=enclosure(length="249862") + "<itunes:duration>3723</itunes:duration>",
    right=SAMPLES["enclosure"] + "<itunes:duration>3723</itunes:duration>",
)
def enclosure_length_bitrate_implausible(item: Node, _feed: Feed) -> Found:
    """Length and duration do not fit: fewer than 16 kbit/s or more than 2 Mbit/s of sound."""
    node = item.first("enclosure")
    if (
        node is None
        or not kind_of(node).startswith("audio/")
        or not re.fullmatch(r"[0-9]{5,18}", node.get("length"))
    ):
        return
    long, length = seconds(item.said("itunes:duration")), int(node.get("length"))
    # Files of a few seconds are mostly tags and covers; a size that is odd by itself is told.
    if long and long > 30 and 10240 <= length <= 5 << 30 and not 16_000 <= length * 8 / long <= 2_000_000:
        rate = length * 8 / long / 1000
        yield Finding(
            node,
            f"{length} bytes in {long:.0f} s are {rate:.0f} kbit/s: one of the two is wrong",
            attr="length",
            value=str(length),
        )
