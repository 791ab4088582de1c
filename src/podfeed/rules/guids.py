"""Rules about who an item is."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.item import doubles
from podfeed.rules.node import Feed, Item, Node
from podfeed.rules.registry import FEED, ITEM, Finding, Found, rule, shown
from podfeed.rules.usual import differ, is_usual_page
from podfeed.rules.values import is_web

_GUID = '<guid isPermaLink="false">2f9c2f0a-6a3e-5f63-8f8c-0a1b2c3d4e5f</guid>'


# A guid as most are: no number, no address of another kind, not long, without white space.
_OWN = pattern(r"(?![0-9.]*(?:e[0-9]*)?\Z)[!-~]{1,255}")
_PAGE = pattern(r"https?://[^\s<>\"]{1,240}")


def _is_usual(node: Node, _feed: Feed) -> bool:
    """Say whether a guid says of itself what it is, and is it."""
    attrs, text = node.attrs, node.text
    if len(attrs) == 1 and attrs.get("isPermaLink") == "false":
        return _OWN.fullmatch(text) is not None
    return (not attrs or (len(attrs) == 1 and attrs.get("isPermaLink") == "true")) and (
        _PAGE.fullmatch(text) is not None
    )


@rule(
    "guid-missing",
    "error",
    "apple psp1 spotify podcastindex rss2:W",
    on=ITEM,
    lacking="guid",
    hint="give it a UUID once, and keep it for ever",
    wrong="<!-- no guid -->",
    right=_GUID,
)
def guid_missing(item: Node, _feed: Feed) -> Found:
    """The episode has no guid, by which apps know that they have it already."""
    node = item.first("guid")
    if item.name == "item" and (node is None or not node.value):
        yield Finding(node or item, "the episode has no <guid>")


@rule(
    "guid-duplicate",
    "error",
    "apple psp1 spotify w3c",
    on=FEED,
    hint="give one of the two a guid of its own; never change one that is published",
    wrong=f"<item>{_GUID}</item><item>{_GUID}</item>",
    right=f"<item>{_GUID}</item>",
)
def guid_duplicate(feed: Feed) -> Found:
    """Two episodes have one guid. Apps keep one of them and drop the other."""
    for item, first in doubles(feed.by_age(), lambda item: item.said("guid")):
        if not _is_trailer_of(feed, item):
            guid = item.said("guid")
            yield Finding(
                item.first("guid") or item.node,
                f"the guid {shown(guid)} is also that of the item",
                value=guid,
                other=first.first("guid"),
            )


def _is_trailer_of(feed: Feed, item: Item) -> bool:
    """Say whether the other one is the trailer of an episode, which has a rule of its own."""
    return any(
        other is not item
        and other.number == item.number is not None
        and {other.type, item.type} == {"trailer", "full"}
        and other.said("guid") == item.said("guid")
        for other in feed.items
    )


@rule(
    "guid-duplicate-case",
    "warning",
    "psp1",
    on=FEED,
    hint="give an episode that is not published yet another guid",
    wrong='<item><guid isPermaLink="false">Tide-1</guid></item><item><guid isPermaLink="false">tide-1</guid></item>',
    right=f"<item>{_GUID}</item>",
)
def guid_duplicate_case(feed: Feed) -> Found:
    """Two guids differ in case only. Some apps take them for one."""
    for item, first in doubles(feed.by_age(), lambda item: item.said("guid").casefold()):
        guid = item.said("guid")
        if first.said("guid") != guid:
            yield Finding(
                item.first("guid") or item.node,
                f"the guid {shown(guid)} differs in case alone from that of the item",
                value=guid,
                other=first.first("guid"),
            )


@rule(
    "guid-whitespace",
    "warning",
    "best-practice",
    on="guid",
    unless=_is_usual,
    hint="leave a published one as it is; write new ones without",
    wrong='<guid isPermaLink="false">\n  tide 1\n</guid>',
    right=_GUID,
)
def guid_whitespace(node: Node, _feed: Feed) -> Found:
    """White space stands in or around the guid. Some apps keep it, others do not."""
    if node.value and (node.text != node.value or re.search(r"\s", node.value)):
        yield Finding(node, f"the guid {shown(node.value)} has white space in or around it", value=node.text)


@rule(
    "guid-ispermalink-invalid",
    "warning",
    "w3c",
    on="guid",
    unless=_is_usual,
    hint="write true or false",
    wrong='<guid isPermaLink="no">2f9c2f0a-6a3e</guid>',
    right=_GUID,
)
def guid_ispermalink_invalid(node: Node, _feed: Feed) -> Found:
    """`isPermaLink` says neither `true` nor `false`."""
    value = node.attrs.get("isPermaLink")
    if value is not None and value.lower() not in ("true", "false"):
        yield Finding(node, f"isPermaLink is {shown(value)}", attr="isPermaLink", value=value)


@rule(
    "guid-permalink-not-url",
    "warning",
    "rss2 w3c",
    on="guid",
    unless=_is_usual,
    hint='say isPermaLink="false"',
    wrong="<guid>2f9c2f0a-6a3e</guid>",
    right=_GUID,
)
def guid_permalink_not_url(node: Node, _feed: Feed) -> Found:
    """A guid is said to be the episode's page, as it is without `isPermaLink`, and is no web address."""
    if _is_permalink(node) and node.value and not is_web(node.value) and not _URN.match(node.value):
        yield Finding(
            node, f"the guid {shown(node.value)} is said to be an address and is none", value=node.value
        )


_URN = pattern(r"(tag|urn):", re.IGNORECASE)


def _is_permalink(node: Node) -> bool:
    odd = next((value for name, value in node.attrs.items() if name.lower() == "ispermalink"), None)
    return (odd or "true").lower() == "true"


@rule(
    "guid-permalink-scheme",
    "warning",
    "w3c",
    on="guid",
    unless=_is_usual,
    hint='say isPermaLink="false"',
    wrong="<guid>tag:example.org,2024:1</guid>",
    right='<guid isPermaLink="false">tag:example.org,2024:1</guid>',
)
def guid_permalink_scheme(node: Node, _feed: Feed) -> Found:
    """A guid of the schemes tag or urn is said to be the episode's page."""
    if _is_permalink(node) and _URN.match(node.value):
        yield Finding(
            node, f"the guid {shown(node.value)} is said to be a page and is none", value=node.value
        )


@rule(
    "guid-permalink-case",
    "warning",
    "rss2",
    on="guid",
    unless=_is_usual,
    hint="write isPermaLink",
    wrong='<guid isPermalink="false">2f9c2f0a-6a3e</guid>',
    right=_GUID,
)
def guid_permalink_case(node: Node, _feed: Feed) -> Found:
    """The attribute is spelled otherwise than `isPermaLink`."""
    for name in node.attrs:
        if name != "isPermaLink" and name.lower() == "ispermalink":
            yield Finding(node, f"the attribute {name} is written isPermaLink", attr=name, value=name)


@rule(
    "guid-weak",
    "warning",
    "w3c",
    on="guid",
    unless=_is_usual,
    hint="leave it as it is once published; give new episodes a UUID",
    wrong='<guid isPermaLink="false">12</guid>',
    right=_GUID,
)
def guid_weak(node: Node, _feed: Feed) -> Found:
    """A guid is a short number, which others have as well. The Podcast Index reads `0012` as 12."""
    if re.fullmatch(r"[0-9]{1,8}|[0-9]+(\.[0-9]+)?e[0-9]+|[0-9]+\.[0-9]+", node.value):
        yield Finding(node, f"the guid {shown(node.value)} looks like a number", value=node.value)


@rule(
    "guid-equals-enclosure",
    "info",
    "p20",
    on=ITEM,
    unless=is_usual_page,
    hint="leave it as it is once published; give new episodes a UUID",
    wrong='<guid>https://example.org/ep1.mp3</guid><enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    right=_GUID,
)
def guid_equals_enclosure(item: Node, _feed: Feed) -> Found:
    """The guid is the address of the media file, which changes when the file moves."""
    node, media = item.first("guid"), item.first("enclosure")
    if node and media and node.value and node.value == media.get("url"):
        yield Finding(node, "the guid is the address of the media file", value=node.value)


@rule(
    "guid-equals-title",
    "info",
    "best-practice",
    on=ITEM,
    unless=is_usual_page,
    hint="leave it as it is once published; give new episodes a UUID",
    wrong='<title>Low tide</title><guid isPermaLink="false">low-tide</guid>',
    right=_GUID,
)
def guid_equals_title(item: Node, _feed: Feed) -> Found:
    """The guid is the title, which may change."""
    node, title = item.first("guid"), item.said("title")
    guid = node.value if node else ""
    if node and title and guid and not differ(guid[0], title[0]) and _slug(guid) == _slug(title):
        yield Finding(node, f"the guid {shown(node.value)} is the title", value=node.value)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text[:300].casefold()).strip("-")


@rule(
    "guid-too-long",
    "info",
    "best-practice",
    on="guid",
    unless=_is_usual,
    hint="give new episodes a UUID",
    wrong=f'<guid isPermaLink="false">{"tide-" * 60}</guid>',
    right=_GUID,
)
def guid_too_long(node: Node, _feed: Feed) -> Found:
    """The guid has more than 255 characters, where databases cut."""
    if len(node.value) > 255:
        yield Finding(node, f"the guid has {len(node.value)} characters", value=node.value)
