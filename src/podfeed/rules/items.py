"""Rules about the other texts and the links of an item."""

from __future__ import annotations

import re

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import FEED, ITEM, Finding, Fix, Found, rule, shown
from podfeed.rules.usual import is_usual_page
from podfeed.rules.values import has_email, is_web


@rule(
    "item-link-missing",
    "info",
    "apple psp1",
    on=ITEM,
    lacking="link",
    hint="add <link> with the episode's page",
    wrong="<!-- no link -->",
    right="<link>https://example.org/1</link>",
)
def item_link_missing(item: Node, _feed: Feed) -> Found:
    """The episode has no page."""
    guid = item.first("guid")
    permanent = guid is not None and (guid.get("isPermaLink") or "true") == "true" and is_web(guid.value)
    if item.name == "item" and item.lacks("link") and not permanent:
        yield Finding(item.first("link") or item, "the episode has no <link> to its page")


@rule(
    "item-link-invalid",
    "error",
    "rss2 w3c",
    on=ITEM,
    unless=is_usual_page,
    hint="write the whole address, beginning with https://",
    wrong="<link>/episodes/1</link>",
    right="<link>https://example.org/1</link>",
)
def item_link_invalid(item: Node, _feed: Feed) -> Found:
    """The episode's link is no web address."""
    node = item.first("link")
    if node and node.value and not is_web(node.value):
        yield Finding(node, f"the <link> {shown(node.value)} is no web address", value=node.value)


@rule(
    "item-link-is-media",
    "info",
    "best-practice",
    on=ITEM,
    unless=is_usual_page,
    hint="give the episode's page",
    wrong='<link>https://example.org/ep1.mp3</link><enclosure url="https://example.org/ep1.mp3" length="24986239" type="audio/mpeg"/>',
    right="<link>https://example.org/1</link>",
)
def item_link_is_media(item: Node, _feed: Feed) -> Found:
    """The episode's link is its media file, where people expect a page."""
    node, media = item.first("link"), item.first("enclosure")
    if node and media and node.value and node.value == media.get("url"):
        yield Finding(node, "the <link> is the media file", value=node.value)


@rule(
    "item-author-format",
    "warning",
    "rss2 w3c",
    on=ITEM,
    needs="author",
    hint="write an address, or use <itunes:author>",
    wrong="<author>Ada Example</author>",
    right="<author>ada@example.org (Ada Example)</author>",
)
def item_author_format(item: Node, _feed: Feed) -> Found:
    """`author` of RSS is an e-mail address."""
    node = item.first("author")
    if node and node.value and not has_email(node.value[:500]):
        yield Finding(node, f"<author> {shown(node.value)} holds no e-mail address", value=node.value)


@rule(
    "item-category-blank",
    "warning",
    "w3c",
    on="category",
    hint="take it out",
    wrong="<category></category>",
    right="<category>sea</category>",
)
def item_category_blank(node: Node, _feed: Feed) -> Found:
    """A category is empty."""
    if not node.value:
        yield Finding(node, "a <category> is empty", fix=Fix("remove"))


@rule(
    "item-source-url-missing",
    "error",
    "rss2 w3c",
    on="source",
    hint="add url with the feed that the item is from",
    wrong="<source>Ebb</source>",
    right='<source url="https://example.com/feed.xml">Ebb</source>',
)
def item_source_url_missing(node: Node, _feed: Feed) -> Found:
    """`source` does not say from which feed the item is."""
    if not node.get("url"):
        yield Finding(node, "<source> has no url", attr="url")


@rule(
    "item-comments-invalid",
    "error",
    "rss2",
    on=ITEM,
    needs="comments",
    hint="write the whole address",
    wrong="<comments>yes</comments>",
    right="<comments>https://example.org/1#comments</comments>",
)
def item_comments_invalid(item: Node, _feed: Feed) -> Found:
    """`comments` is no web address."""
    node = item.first("comments")
    if node and node.value and not is_web(node.value):
        yield Finding(node, f"<comments> {shown(node.value)} is no web address", value=node.value)


@rule(
    "item-block-active",
    "info",
    "apple",
    on=ITEM,
    needs="itunes:block",
    hint="take it out if the episode is public",
    wrong="<itunes:block>Yes</itunes:block>",
    right="<title>Low tide</title>",
)
def item_block_active(item: Node, _feed: Feed) -> Found:
    """The episode is hidden from Apple Podcasts."""
    node = item.first("itunes:block")
    if node and node.value.lower() == "yes":
        yield Finding(node, "<itunes:block> hides the episode", value=node.value)


@rule(
    "item-missing-ai-disclosure",
    "info",
    "apple",
    on=FEED,
    hint="say in the notes which voices are made by a machine",
    wrong='<item><podcast:txt purpose="ai-content">true</podcast:txt></item>',
    right="<item></item>",
)
def item_missing_ai_disclosure(feed: Feed) -> Found:
    """An episode is marked as made by AI, and its notes do not say so, as Apple asks."""
    for item in feed.items:
        if item.ai and not re.search(r"\bAI\b|\bKI\b|artificial|synthetic|generated|künstlich", item.text):
            yield Finding(item.node, "the episode is marked as ai-content, and its notes do not say so")
