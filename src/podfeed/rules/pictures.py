"""Rules about the pictures that a feed names."""

from __future__ import annotations

import re
from collections import Counter

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import FEED, HISTORY, Finding, Found, remote, rule
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import host, is_web


@rule(
    "image-same-for-all-items",
    "info",
    "best-practice",
    on=FEED,
    hint="take them out; apps show the show's",
    wrong='<itunes:image href="https://example.org/cover.jpg"/><item><itunes:image href="https://example.org/cover.jpg"/></item><item><itunes:image href="https://example.org/cover.jpg"/></item>',
    right="<item></item>",
)
def image_same_for_all_items(feed: Feed) -> Found:
    """Every episode has the show's cover, which apps show anyway."""
    own = feed.channel.first("itunes:image")
    found = [item.get("itunes:image", "href") for item in feed.items]
    if own and len(found) > 1 and set(found) == {own.get("href")}:
        yield Finding(
            feed.items[0].first("itunes:image") or feed.channel, "every episode has the show's cover"
        )


@rule(
    "image-media-thumbnail-only",
    "info",
    "best-practice",
    on="channel item",
    needs="media:thumbnail",
    hint="add <itunes:image>",
    wrong='<!-- no itunes:image --><media:thumbnail url="https://example.org/small.jpg"/>',
    right='<itunes:image href="https://example.org/cover.jpg"/>',
)
def image_media_thumbnail_only(node: Node, _feed: Feed) -> Found:
    """There is a thumbnail, which most podcast apps miss, and no cover."""
    own = node.first("media:thumbnail")
    if own and not node.first("itunes:image"):
        yield Finding(own, "there is a <media:thumbnail> and no <itunes:image>")


@rule(
    "feed-tracking-in-guid",
    "info",
    "best-practice",
    on="guid",
    hint="leave it as it is once published; give new episodes a UUID",
    wrong="<guid>https://dts.podtrac.com/redirect.mp3/example.org/ep1.mp3</guid>",
    right=SAMPLES["guid"],
)
def feed_tracking_in_guid(node: Node, _feed: Feed) -> Found:
    """The guid holds the address of a service that counts listeners."""
    if (
        ":" in node.value
        and is_web(node.value)
        and re.search(r"podtrac|chtbl|chrt\.fm|pdst\.fm|op3\.dev|mgln\.ai", host(node.value))
    ):
        yield Finding(node, f"the guid is tied to {host(node.value)}", value=node.value)


@rule(
    "feed-host-mixed-http",
    "info",
    "best-practice",
    on=FEED,
    hint="write https:// throughout",
    wrong='<item><enclosure url="http://example.org/ep2.mp3" length="24986239" type="audio/mpeg"/></item><item></item>',
    right="<item></item>",
)
def feed_host_mixed_http(feed: Feed) -> Found:
    """Some media files and pictures are served over http and others over https."""
    if not any("http:" in item.texts.lower() for item in feed.items):
        return
    count = Counter(
        url.partition(":")[0].lower()
        for item in feed.items
        for url in (
            item.get("enclosure", "url"),
            item.get("itunes:image", "href"),
        )
        if url
    )
    if count["http"] and count["https"]:
        yield Finding(feed.channel, f"{count['http']} addresses begin with http, {count['https']} with https")


for _id, _severity, _by, _doc, _hint in (
    (
        "guid-changed",
        "error",
        "apple psp1",
        "An episode that was published has another guid, so that every app announces it again.",
        "put the old guid back",
    ),
    (
        "guid-reused",
        "error",
        "apple",
        "A guid that was published belongs to another episode now, which apps will not show.",
        "give the new episode a guid of its own",
    ),
    (
        "date-changed",
        "info",
        "best-practice",
        "The date of a published episode moved.",
        "keep the first date",
    ),
):
    remote(_id, _severity, _by, doc=_doc, hint=_hint, scope=HISTORY)
