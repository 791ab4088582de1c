"""Rules about how much a feed holds, and its address."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import W3C
from podfeed.rules.registry import CHANNEL, FEED, Finding, Found, rule, shown


@rule(
    "feed-size-large",
    "info",
    "best-practice",
    on=FEED,
    hint="shorten the notes, or move old episodes to pages (RFC 5005)",
    page=W3C,
)
def feed_size_large(feed: Feed) -> Found:
    """The feed is larger than a megabyte, which every app moves again and again. No platform has a limit."""
    size = feed.size or len(feed.data)
    if size > 1 << 20:
        much = f"{size / (1 << 20):.1f} MB"
        severity = "warning" if size > 5 << 20 else "info"
        yield Finding(feed.channel, f"the feed has {much}", value=str(size), severity=severity)


@rule(
    "feed-item-count-high",
    "info",
    "best-practice",
    on=FEED,
    hint="move old episodes to pages (RFC 5005)",
    page=W3C,
)
def feed_item_count_high(feed: Feed) -> Found:
    """The feed has more than 300 items, of which some directories list the newest alone."""
    if len(feed.items) > 300:
        step = " (more than 2,000)" if len(feed.items) > 2000 else ""
        yield Finding(feed.channel, f"the feed has {len(feed.items)} items{step}", value=str(len(feed.items)))


@rule(
    "feed-no-items",
    "error",
    "apple spotify",
    on=FEED,
    hint="publish a trailer or an episode first",
    wrong="<!-- no item -->",
    right="<item></item>",
)
def feed_no_items(feed: Feed) -> Found:
    """The feed has no item. Directories refuse it, and apps empty their lists."""
    if not feed.items and not feed.is_list and feed.medium != "publisher":
        yield Finding(feed.channel, "there is no episode in the feed")


@rule(
    "feed-items-truncated",
    "info",
    "best-practice",
    on=FEED,
    hint="raise the limit of the generator, or add pages (RFC 5005)",
    page=W3C,
    wrong="".join(f"<item><itunes:episode>{number}</itunes:episode></item>" for number in range(30, 20, -1)),
    right="<item><itunes:episode>1</itunes:episode></item>",
)
def feed_items_truncated(feed: Feed) -> Found:
    """A round number of items, the oldest with a number above 1: old episodes seem to be cut off."""
    numbers = [item.number for item in feed.items if item.number]
    paged = any(node.get("rel") in _PAGING for node in feed.channel.all("atom:link"))
    if len(feed.items) in _ROUND and numbers and min(numbers) > 1 and not paged:
        yield Finding(
            feed.channel, f"the feed has {len(feed.items)} items, and the lowest number is {min(numbers)}"
        )


_ROUND = frozenset({10, 20, 25, 50, 100, 150, 200, 300})
_PAGING = frozenset({"first", "last", "next", "prev", "previous", "prev-archive", "next-archive", "current"})


@rule(
    "feed-only-future-items",
    "warning",
    "best-practice",
    on=FEED,
    hint="publish one of them now",
    page=W3C,
    wrong="<item><pubDate>Mon, 06 May 2999 08:00:00 +0000</pubDate></item>",
    right="<item></item>",
)
def feed_only_future_items(feed: Feed) -> Found:
    """Every item is dated later than now, so that there is nothing to play."""
    dates = [item.when for item in feed.items if item.when]
    if dates and len(dates) == len(feed.items) and min(dates) > feed.now:
        yield Finding(feed.channel, f"all {len(dates)} items are in the future")


@rule(
    "feed-url-non-ascii",
    "warning",
    "apple",
    on=CHANNEL,
    hint="percent-encode it, or rename the file",
    wrong='<atom:link rel="self" type="application/rss+xml" href="https://example.org/föhr.xml"/>',
    right='<atom:link rel="self" type="application/rss+xml" href="https://example.org/feed.xml"/>',
)
def feed_url_non_ascii(_channel: Node, feed: Feed) -> Found:
    """The feed's own address has characters beyond ASCII, or spaces."""
    for link in feed.rel("self"):
        href = link.get("href")
        if not href.isascii() or " " in href:
            yield Finding(link, f"the address of the feed is {shown(href)}", attr="href", value=href)


@rule(
    "http-not-https",
    "warning",
    "apple psp1 best-practice",
    on=CHANNEL,
    hint="serve the feed over https, and redirect the old address with 301",
)
def http_not_https(_channel: Node, feed: Feed) -> Found:
    """The feed was asked for at an address that begins with http."""
    if feed.name.startswith("http://"):
        yield Finding(feed.channel, f"the feed is at {feed.name}", value=feed.name)


# -- the texts of elements, looked at by `generic`
