"""Rules about the title of an item."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.item import doubles
from podfeed.rules.markup import FORMATTING
from podfeed.rules.node import Feed, Item, Node
from podfeed.rules.registry import FEED, ITEM, Finding, Fix, Found, rule, shown

# How most titles begin, and what they do not hold.
_PLAIN = pattern(r"(?!\s*(?:#|ep|folge|s\d))[^<]{1,150}", re.IGNORECASE)


def _is_plain(item: Node, _feed: Feed) -> bool:
    title = item.first("title")
    text = title.text if title is not None else ""
    return _PLAIN.fullmatch(text) is not None and not text.isupper()


@rule(
    "item-no-title-or-description",
    "error",
    "rss2 w3c podcastindex",
    on=ITEM,
    lacking="title",
    hint="write one",
    wrong="<!-- no title --><!-- no description -->",
    right="<title>Low tide</title>",
)
def item_no_title_or_description(item: Node, _feed: Feed) -> Found:
    """The item has neither a title nor a description. Apps leave it out."""
    if item.lacks("title") and item.lacks("description") and item.lacks("itunes:title"):
        yield Finding(item, "the item has neither a title nor a description")


@rule(
    "item-title-missing",
    "error",
    "apple psp1 spotify",
    on=ITEM,
    lacking="title",
    hint="write the episode's name into <title>; <itunes:title> does not count",
    wrong="<!-- no title -->",
    right="<title>Low tide</title>",
)
def item_title_missing(item: Node, _feed: Feed) -> Found:
    """The episode has no title."""
    silent = item.lacks("description") and item.lacks("itunes:title")
    if item.name == "item" and item.lacks("title") and not silent:
        yield Finding(item.first("title") or item, "the episode has no <title>")


@rule(
    "item-title-too-long",
    "warning",
    "apple psp1",
    on=ITEM,
    unless=_is_plain,
    hint="shorten it",
    wrong=f"<title>{'Low tide ' * 32}</title>",
    right="<title>Low tide</title>",
)
def item_title_too_long(item: Node, _feed: Feed) -> Found:
    """The episode's title has more than 255 characters, or more than the 150 that Apple's own form takes."""
    title = item.first("title")
    if title and len(title.value) > 150:
        most, severity = (255, None) if len(title.value) > 255 else (150, "info")
        yield Finding(
            title,
            f"the title has {len(title.value)} characters; apps take {most}",
            value=title.value,
            severity=severity,
        )


@rule(
    "item-title-html",
    "warning",
    "w3c",
    on=ITEM,
    unless=_is_plain,
    hint="write plain text",
    wrong="<title>&lt;i&gt;Low&lt;/i&gt; tide</title>",
    right="<title>Low tide</title>",
)
def item_title_html(item: Node, _feed: Feed) -> Found:
    """The episode's title holds HTML, which listeners see as it is written."""
    title = item.first("title")
    if title and "<" in title.text and FORMATTING.search(title.text):
        plain = FORMATTING.sub("", title.value)
        yield Finding(
            title, f"the title {shown(title.value)} holds HTML", value=title.value, fix=Fix("text", plain)
        )


_NUMBERED = pattern(r"\s*(#\d+|(ep|episode|folge|s\d{1,3}\s?e)\.?\s?#?\d+)\b", re.IGNORECASE)


@rule(
    "item-title-numbering",
    "info",
    "apple psp1",
    on=ITEM,
    unless=_is_plain,
    hint="write the number into <itunes:episode>",
    wrong="<title>Episode 12: Low tide</title>",
    right="<title>Low tide</title>",
)
def item_title_numbering(item: Node, _feed: Feed) -> Found:
    """The title begins with the episode's number, which has tags of its own."""
    title = item.first("title")
    if title and _NUMBERED.match(title.text[:60]):
        yield Finding(title, f"the title {shown(title.value)} begins with a number", value=title.value)


@rule(
    "item-title-show-name",
    "info",
    "apple",
    on=FEED,
    hint="leave the show's name out",
    wrong="<title>Tidelands</title><item><title>Tidelands: the ebb</title></item>",
    right="<title>Tidelands</title><item><title>The ebb</title></item>",
)
def item_title_show_name(feed: Feed) -> Found:
    """The episode's title repeats the show's, which stands beside it in every app."""
    name = feed.channel.said("title").casefold()
    if len(name) >= 6:
        for item in feed.items:
            title = item.said("title")
            if name in title.casefold():
                yield Finding(
                    item.first("title") or item.node,
                    f"the title {shown(title)} holds the show's",
                    value=title,
                )


@rule(
    "item-title-duplicate",
    "info",
    "best-practice",
    on=FEED,
    hint="tell the episodes apart",
    wrong="<item><title>Low tide</title></item><item><title>Low tide</title></item>",
    right="<item><title>Low tide</title></item><item><title>High tide</title></item>",
)
def item_title_duplicate(feed: Feed) -> Found:
    """Two episodes have one title."""

    def name(item: Item) -> tuple[str, str] | None:
        title = item.said("title").casefold()
        return (title, item.type) if title else None

    for item, first in doubles(feed.by_age(), name):
        title = item.said("title")
        yield Finding(
            item.first("title") or item.node,
            f"the title {shown(title)} is also that of the item",
            value=title,
            other=first.first("title"),
        )


@rule(
    "item-title-all-caps",
    "info",
    "best-practice",
    on=ITEM,
    unless=_is_plain,
    hint="write it as a sentence",
    wrong="<title>THE SEA GOES OUT</title>",
    right="<title>The sea goes out</title>",
)
def item_title_all_caps(item: Node, _feed: Feed) -> Found:
    """The title is in capitals."""
    title = item.first("title")
    if title and title.value.isupper() and sum(map(str.isalpha, title.value)) > 10:
        yield Finding(title, f"the title {shown(title.value)} is in capitals", value=title.value)
