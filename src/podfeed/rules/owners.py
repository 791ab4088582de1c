"""Rules about the owner of a show, and about its moves."""

from __future__ import annotations

from datetime import timedelta

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import MOVING
from podfeed.rules.registry import CHANNEL, FEED, Finding, Fix, Found, rule, shown
from podfeed.rules.values import (
    has_email,
    is_email,
    is_web,
    same_url,
)


@rule(
    "itunes-owner-missing",
    "info",
    "spotify youtube amazon w3c:W",
    on=CHANNEL,
    hint="add <itunes:owner> with an <itunes:email> while you claim the show",
    wrong="<!-- no managingEditor --><!-- no itunes:owner -->",
    right="<itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@example.org</itunes:email></itunes:owner>",
)
def itunes_owner_missing(channel: Node, _feed: Feed) -> Found:
    """There is no address to which directories could send the code that proves whose show it is."""
    owner = channel.first("itunes:owner")
    if owner is None and not has_email(channel.said("managingEditor")[:500]):
        yield Finding(channel, "the show has no <itunes:owner> with an e-mail address")


@rule(
    "itunes-owner-exposed",
    "info",
    "apple best-practice",
    on=CHANNEL,
    hint="take it out once the directories have listed the show",
    wrong="<itunes:owner><itunes:email>ada@example.org</itunes:email></itunes:owner>",
    right='<podcast:txt purpose="verify">1234</podcast:txt>',
)
def itunes_owner_exposed(channel: Node, _feed: Feed) -> Found:
    """The owner's address is in the feed, where everybody reads it. Apple has ignored it since 2023."""
    owner = channel.first("itunes:owner")
    if owner and is_email(owner.said("itunes:email")):
        yield Finding(owner, "the owner's e-mail address is public")


@rule(
    "itunes-owner-email-missing",
    "warning",
    "w3c",
    on="itunes:owner",
    hint="add <itunes:email>, or take the owner out",
    wrong="<itunes:owner><itunes:name>Ada</itunes:name></itunes:owner>",
    right="<itunes:owner><itunes:email>ada@example.org</itunes:email></itunes:owner>",
)
def itunes_owner_email_missing(node: Node, _feed: Feed) -> Found:
    """The owner has no e-mail address."""
    if not any(child.name.endswith("email") for child in node.children):
        yield Finding(node, "<itunes:owner> has no <itunes:email>")


@rule(
    "itunes-owner-email-invalid",
    "warning",
    "w3c",
    on="itunes:owner",
    hint="write an address such as ada@example.org",
    wrong="<itunes:owner><itunes:email>ada at example</itunes:email></itunes:owner>",
    right="<itunes:owner><itunes:email>ada@example.org</itunes:email></itunes:owner>",
)
def itunes_owner_email_invalid(node: Node, _feed: Feed) -> Found:
    """The owner's address is none, or stands in an element of another namespace."""
    for child in node.children:
        if child.name.endswith("email") and (child.name != "itunes:email" or not is_email(child.value)):
            yield Finding(child, f"<{child.raw}> is {shown(child.value)}", value=child.value)


@rule(
    "itunes-new-feed-url-invalid",
    "error",
    "apple w3c",
    on=CHANNEL,
    hint="write the whole address",
    wrong="<itunes:new-feed-url>feed.xml</itunes:new-feed-url>",
    right="<itunes:new-feed-url>https://example.org/feed.xml</itunes:new-feed-url>",
    page=MOVING,
)
def itunes_new_feed_url_invalid(channel: Node, _feed: Feed) -> Found:
    """The address to which the show moves is none."""
    node = channel.first("itunes:new-feed-url")
    if node and not is_web(node.value):
        yield Finding(node, f"<itunes:new-feed-url> is {shown(node.value)}", value=node.value)


@rule(
    "itunes-new-feed-url-elsewhere",
    "warning",
    "apple",
    on=CHANNEL,
    hint="keep it only if the show really moves",
    wrong="<itunes:new-feed-url>https://example.com/tide.xml</itunes:new-feed-url>",
    right="<!-- no itunes:new-feed-url -->",
    page=MOVING,
)
def itunes_new_feed_url_elsewhere(channel: Node, feed: Feed) -> Found:
    """The feed sends every subscriber to another address."""
    node = channel.first("itunes:new-feed-url")
    here = feed.name if feed.name.startswith("http") else feed.self_url
    if node and is_web(node.value) and here and same_url(node.value) != same_url(here):
        yield Finding(node, f"apps will move to {node.value}", value=node.value)


@rule(
    "itunes-new-feed-url-self",
    "info",
    "apple",
    on=CHANNEL,
    hint="take it out four weeks after the move",
    wrong="<itunes:new-feed-url>https://example.org/feed.xml</itunes:new-feed-url>",
    right="<!-- no itunes:new-feed-url -->",
    page=MOVING,
)
def itunes_new_feed_url_self(channel: Node, feed: Feed) -> Found:
    """`itunes:new-feed-url` leads to this feed itself: it is left over from a move."""
    node = channel.first("itunes:new-feed-url")
    here = feed.name if feed.name.startswith("http") else feed.self_url
    if node and is_web(node.value) and here and same_url(node.value) == same_url(here):
        yield Finding(node, "<itunes:new-feed-url> is the feed's own address", value=node.value)


@rule(
    "itunes-block-active",
    "warning",
    "apple",
    on=CHANNEL,
    hint="take it out if the show is public",
    wrong="<itunes:block>Yes</itunes:block>",
    right="<!-- no itunes:block -->",
)
def itunes_block_active(channel: Node, _feed: Feed) -> Found:
    """The show is hidden from directories."""
    node = channel.first("itunes:block")
    if node and node.value.lower() == "yes":
        yield Finding(node, "<itunes:block> hides the show from directories", value=node.value)


@rule(
    "itunes-block-value",
    "warning",
    "apple w3c",
    on="itunes:block",
    hint="write Yes, or take it out",
    wrong="<itunes:block>true</itunes:block>",
    right="<itunes:block>Yes</itunes:block>",
)
def itunes_block_value(node: Node, _feed: Feed) -> Found:
    """`itunes:block` says something else than `Yes`, which does nothing."""
    if node.value and node.value.lower() != "yes":
        no = node.value.lower() in ("no", "false")
        yield Finding(
            node,
            f"<itunes:block> is {shown(node.value)}, and only Yes does anything",
            value=node.value,
            fix=Fix("remove") if no else None,
            severity="info" if no else None,
        )


@rule(
    "itunes-complete-value",
    "warning",
    "apple psp1",
    on=CHANNEL,
    hint="write Yes, or take it out",
    wrong="<itunes:complete>true</itunes:complete>",
    right="<!-- no itunes:complete -->",
)
def itunes_complete_value(channel: Node, _feed: Feed) -> Found:
    """`itunes:complete` says something else than `Yes`, which does nothing."""
    node = channel.first("itunes:complete")
    if node and node.value and node.value.lower() != "yes":
        no = node.value.lower() in ("no", "false")
        yield Finding(
            node,
            f"<itunes:complete> is {shown(node.value)}, and only Yes does anything",
            value=node.value,
            fix=Fix("remove") if no else None,
            severity="info" if no else None,
        )


@rule(
    "itunes-complete-active",
    "warning",
    "apple",
    on=FEED,
    hint="take it out, unless no episode will follow",
    wrong="<itunes:complete>Yes</itunes:complete><item><pubDate>Mon, 06 May 2999 08:00:00 +0000</pubDate></item>",
    right="<!-- no itunes:complete --><item></item>",
)
def itunes_complete_active(feed: Feed) -> Found:
    """The show says that it is complete, after which apps stop looking, and it has a new episode."""
    node = feed.channel.first("itunes:complete")
    if node and node.value.lower() == "yes":
        latest = max((item.when for item in feed.items if item.when), default=None)
        if latest and latest > feed.now - timedelta(days=30):
            yield Finding(
                node,
                "the show is said to be complete, and its newest episode is not a month old",
                value=node.value,
            )


@rule(
    "itunes-verify-leftover",
    "info",
    "apple",
    on=CHANNEL,
    hint="take it out once the show is claimed",
    wrong="<itunes:applepodcastsverify>1234</itunes:applepodcastsverify>",
    right="<!-- no itunes:applepodcastsverify -->",
)
def itunes_verify_leftover(channel: Node, _feed: Feed) -> Found:
    """The code by which Apple knows the show's owner is still in the feed."""
    node = channel.first("itunes:applepodcastsverify")
    if node:
        yield Finding(node, "Apple's code of proof is still in the feed")


@rule(
    "itunes-verify-conflict",
    "warning",
    "apple",
    on=CHANNEL,
    hint="keep the newer one",
    wrong='<itunes:applepodcastsverify>1234</itunes:applepodcastsverify><podcast:txt purpose="applepodcastsverify">5678</podcast:txt>',
    right='<podcast:txt purpose="applepodcastsverify">5678</podcast:txt>',
)
def itunes_verify_conflict(channel: Node, _feed: Feed) -> Found:
    """Apple's code of proof is in the feed twice, with two values."""
    node = channel.first("itunes:applepodcastsverify")
    for txt in channel.all("podcast:txt"):
        if node and txt.get("purpose") == "applepodcastsverify" and txt.value != node.value:
            yield Finding(txt, "two codes of proof differ", value=txt.value)
