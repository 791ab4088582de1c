"""Rules about the channel's dates and settings."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from podfeed.rules.dates import judge
from podfeed.rules.node import Feed, Item, Node
from podfeed.rules.registry import CHANNEL, NETWORK, Finding, Fix, Found, remote, rule, shown
from podfeed.rules.values import extension, is_positive, is_web, nearest


def _date(channel: Node, name: str) -> Found:
    node = channel.first(name)
    if node and node.value and judge(node.value).rule and judge(node.value).rule != "date-obsolete-zone":
        judged = judge(node.value)
        fix = Fix("text", judged.mended) if judged.mended else None
        yield Finding(node, f"<{name}> {shown(node.value)} {judged.message}", value=node.value, fix=fix)


@rule(
    "channel-pubdate-invalid",
    "error",
    "rss2 w3c",
    on=CHANNEL,
    hint="write a date such as Mon, 06 May 2024 08:00:00 +0000",
    wrong="<pubDate>2024-05-06</pubDate>",
    right="<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>",
)
def channel_pubdate_invalid(channel: Node, _feed: Feed) -> Found:
    """The channel's `pubDate` is no date as RSS has them."""
    yield from _date(channel, "pubDate")


@rule(
    "channel-lastbuilddate-invalid",
    "error",
    "rss2 w3c",
    on=CHANNEL,
    hint="write a date such as Mon, 06 May 2024 08:00:00 +0000",
    wrong="<lastBuildDate>yesterday</lastBuildDate>",
    right="<lastBuildDate>Mon, 06 May 2024 08:00:00 +0000</lastBuildDate>",
)
def channel_lastbuilddate_invalid(channel: Node, _feed: Feed) -> Found:
    """`lastBuildDate` is no date as RSS has them."""
    yield from _date(channel, "lastBuildDate")


@rule(
    "channel-lastbuilddate-future",
    "warning",
    "w3c",
    on=CHANNEL,
    hint="write the time of the build",
    wrong="<lastBuildDate>Mon, 06 May 2999 08:00:00 +0000</lastBuildDate>",
    right="<lastBuildDate>Mon, 06 May 2024 08:00:00 +0000</lastBuildDate>",
)
def channel_lastbuilddate_future(channel: Node, feed: Feed) -> Found:
    """`lastBuildDate` lies in the future."""
    node = channel.first("lastBuildDate")
    when = judge(node.value).when if node and node.value else None
    if node and when and when > feed.now + timedelta(minutes=10):
        yield Finding(node, "<lastBuildDate> lies in the future", value=node.value)


def _newest(feed: Feed) -> Item | None:
    if any(item.when is None and item.said("pubDate") for item in feed.items):
        return None  # which one it is cannot be said
    dated = [item for item in feed.items if item.when and item.when <= feed.now]
    return max(dated, key=lambda item: item.when or feed.now) if dated else None


@rule(
    "channel-lastbuilddate-stale",
    "info",
    "best-practice",
    on="feed",
    hint="write the time of the build",
    wrong="<lastBuildDate>Mon, 06 May 2013 08:00:00 +0000</lastBuildDate><item></item>",
    right="<item></item>",
)
def channel_lastbuilddate_stale(feed: Feed) -> Found:
    """`lastBuildDate` is older than the newest item."""
    node, newest = feed.channel.first("lastBuildDate"), _newest(feed)
    when = judge(node.value).when if node and node.value else None
    if node and when and newest and newest.when and when < newest.when:
        yield Finding(node, "<lastBuildDate> is older than the newest item", value=node.value)


@rule(
    "channel-pubdate-vs-items",
    "info",
    "best-practice",
    on="feed",
    hint="give the date of the newest item",
    wrong="<pubDate>Mon, 06 May 2013 08:00:00 +0000</pubDate><item></item>",
    right="<item></item>",
)
def channel_pubdate_vs_items(feed: Feed) -> Found:
    """The channel's `pubDate` is more than a day from that of the newest item."""
    node, newest = feed.channel.first("pubDate"), _newest(feed)
    when = judge(node.value).when if node and node.value else None
    if node and when and newest and newest.when and abs(when - newest.when) > timedelta(days=1):
        yield Finding(node, "the channel's <pubDate> is not that of the newest item", value=node.value)


@rule(
    "channel-ttl-invalid",
    "warning",
    "rss2",
    on=CHANNEL,
    hint="write minutes, such as 60, or take it out",
    wrong="<ttl>1h</ttl>",
    right="<ttl>60</ttl>",
)
def channel_ttl_invalid(channel: Node, _feed: Feed) -> Found:
    """`ttl` is no positive number of minutes."""
    node = channel.first("ttl")
    if node and node.value and not is_positive(node.value):
        yield Finding(node, f"<ttl> {shown(node.value)} is no number of minutes", value=node.value)


@rule(
    "channel-generator-missing",
    "info",
    "apple best-practice",
    on=CHANNEL,
    hint="name the program that writes the feed",
    wrong="<!-- no generator -->",
    right="<generator>podfeed</generator>",
)
def channel_generator_missing(channel: Node, _feed: Feed) -> Found:
    """The feed does not name the program that wrote it, which helps those who are asked for help."""
    if channel.lacks("generator"):
        yield Finding(channel, "the feed has no <generator>")


@rule(
    "channel-docs-invalid",
    "info",
    "rss2",
    on=CHANNEL,
    hint="write https://www.rssboard.org/rss-specification",
    wrong="<docs>RSS 2.0</docs>",
    right="<docs>https://www.rssboard.org/rss-specification</docs>",
)
def channel_docs_invalid(channel: Node, _feed: Feed) -> Found:
    """`docs` is no address."""
    node = channel.first("docs")
    if node and node.value and not is_web(node.value):
        yield Finding(
            node,
            f"<docs> {shown(node.value)} is no web address",
            value=node.value,
            fix=Fix("text", "https://www.rssboard.org/rss-specification"),
        )


@rule(
    "channel-cloud-incomplete",
    "warning",
    "rss2",
    on="cloud",
    hint="complete it, or take it out; WebSub took its place",
    wrong='<cloud domain="rpc.example.org" port="80"/>',
    right='<cloud domain="rpc.example.org" port="80" path="/rpc" registerProcedure="ping" protocol="http-post"/>',
)
def channel_cloud_incomplete(node: Node, _feed: Feed) -> Found:
    """`cloud` lacks one of its attributes, or one of them cannot be."""
    lacking = [name for name in ("domain", "port", "path", "protocol") if not node.get(name)]
    port = node.get("port")
    if lacking:
        yield Finding(node, f"<cloud> has no {', '.join(lacking)}", attr=lacking[0])
    elif not (is_positive(port) and int(port) <= 65535):
        yield Finding(node, f"the port {shown(port)} cannot be", attr="port", value=port)
    elif node.get("protocol") not in ("xml-rpc", "soap", "http-post"):
        yield Finding(
            node,
            f"the protocol {shown(node.get('protocol'))} is none of xml-rpc, soap, http-post",
            attr="protocol",
            value=node.get("protocol"),
        )


_IMAGE = "<image><url>https://example.org/cover.jpg</url><title>Tide</title><link>https://example.org/</link></image>"


@rule(
    "channel-image-incomplete",
    "warning",
    "rss2 w3c",
    on=CHANNEL,
    hint="give it url, title and link",
    wrong="<image><url>https://example.org/cover.jpg</url></image>",
    right=_IMAGE,
)
def channel_image_incomplete(channel: Node, _feed: Feed) -> Found:
    """The RSS image lacks one of its three children."""
    image = channel.first("image")
    lacking = [name for name in ("url", "title", "link") if image and not image.said(name)]
    if image and lacking:
        yield Finding(image, f"<image> has no {', '.join(lacking)}")


@rule(
    "channel-image-size",
    "warning",
    "rss2 w3c",
    on=CHANNEL,
    hint="take width and height out",
    wrong=_IMAGE.replace("</image>", "<width>3000</width></image>"),
    right=_IMAGE,
)
def channel_image_size(channel: Node, _feed: Feed) -> Found:
    """The RSS image says a size beyond 144 by 400 pixels, the most that RSS allows."""
    image = channel.first("image")
    for name, most in (("width", 144), ("height", 400)) if image else ():
        node = image.first(name) if image else None
        if node and node.value and not (is_positive(node.value) and int(node.value) <= most):
            yield Finding(
                node,
                f"the {name} {shown(node.value)} is not 1 to {most}",
                value=node.value,
                fix=Fix("remove"),
            )


@rule(
    "channel-image-title-mismatch",
    "info",
    "rss2 w3c",
    on=CHANNEL,
    hint="write the same title",
    wrong=_IMAGE.replace("Tide", "Logo"),
    right=_IMAGE,
)
def channel_image_title_mismatch(channel: Node, _feed: Feed) -> Found:
    """The RSS image has another title than the show."""
    yield from _differs(channel, "title")


@rule(
    "channel-image-link-mismatch",
    "info",
    "rss2 w3c",
    on=CHANNEL,
    hint="write the same link",
    wrong=_IMAGE.replace("https://example.org/<", "https://example.com/<"),
    right=_IMAGE,
)
def channel_image_link_mismatch(channel: Node, _feed: Feed) -> Found:
    """The RSS image links elsewhere than the show."""
    yield from _differs(channel, "link")


def _differs(channel: Node, name: str) -> Found:
    image = channel.first("image")
    node = image.first(name) if image else None
    whole = channel.said(name)
    if node and node.value and whole and node.value.rstrip("/") != whole.rstrip("/"):
        yield Finding(node, f"the image's {name} is not that of the show", value=node.value)


@rule(
    "channel-image-format",
    "warning",
    "rss2 w3c",
    on=CHANNEL,
    hint="use a JPEG or PNG file",
    wrong=_IMAGE.replace(".jpg", ".webp"),
    right=_IMAGE,
)
def channel_image_format(channel: Node, _feed: Feed) -> Found:
    """The RSS image is neither GIF, JPEG nor PNG."""
    image = channel.first("image")
    node = image.first("url") if image else None
    if node and is_web(node.value) and extension(node.value) not in ("", "jpg", "jpeg", "gif", "png"):
        yield Finding(node, f"the image is a .{extension(node.value)} file", value=node.value)


@rule(
    "channel-image-missing",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="add <image> with url, title and link",
    wrong="<!-- no image -->",
    right=_IMAGE,
)
def channel_image_missing(channel: Node, _feed: Feed) -> Found:
    """There is a cover for Apple and no RSS image, so that old readers show nothing."""
    if channel.first("itunes:image") and not channel.first("image"):
        yield Finding(channel, "the feed has no RSS <image> beside <itunes:image>")


@rule(
    "channel-skiphours-invalid",
    "warning",
    "rss2",
    on="skipHours",
    hint="name hours from 0 to 23, each once",
    wrong="<skipHours><hour>25</hour></skipHours>",
    right="<skipHours><hour>23</hour></skipHours>",
)
def channel_skiphours_invalid(node: Node, _feed: Feed) -> Found:
    """`skipHours` holds something else than hours from 0 to 23, each once."""
    hours = [child.value for child in node.children]
    for child, number in zip(node.children, hours, strict=True):
        if not number.isdecimal() or int(number[:4]) > 23:
            yield Finding(child, f"the hour {shown(number)} is not 0 to 23", value=number)
    for number, count in Counter(hours).items():
        if count > 1:
            yield Finding(node, f"the hour {number} is named {count} times", value=number)


@rule(
    "channel-skipdays-invalid",
    "warning",
    "rss2",
    on="skipDays",
    hint="name days in English, each once",
    wrong="<skipDays><day>Montag</day></skipDays>",
    right="<skipDays><day>Monday</day></skipDays>",
)
def channel_skipdays_invalid(node: Node, _feed: Feed) -> Found:
    """`skipDays` holds something else than English names of days, each once."""
    days = [child.value for child in node.children]
    for child, day in zip(node.children, days, strict=True):
        if day not in _DAYS:
            yield Finding(
                child, f"{shown(day)} is no day", value=day, hint=f"write {nearest(day, _DAYS) or 'Monday'}"
            )
    for day, count in Counter(days).items():
        if count > 1:
            yield Finding(node, f"{day} is named {count} times", value=day)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@rule(
    "channel-obsolete-element",
    "info",
    "rss2 w3c",
    on="rating textInput",
    hint="take it out",
    wrong="<rating>x</rating>",
    right="<ttl>60</ttl>",
)
def channel_obsolete_element(node: Node, _feed: Feed) -> Found:
    """`rating` and `textInput` are read by nobody."""
    yield Finding(node, f"<{node.name}> is read by nobody")


remote(
    "channel-link-dead",
    "warning",
    "best-practice",
    doc="The show's web page does not answer.",
    hint="put the page back, or correct the link",
    scope=NETWORK,
)
