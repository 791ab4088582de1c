"""Rules about the channel's own texts."""

from __future__ import annotations

import re

from podfeed.rules.markup import FORMATTING
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import CHANNEL, Finding, Fix, Found, rule, shown
from podfeed.rules.values import is_email_name, is_web, language_fault

_NOTE = "Subtitles are not part of the name."


@rule(
    "channel-title-missing",
    "error",
    "rss2 apple spotify psp1",
    on=CHANNEL,
    hint="write the show's name into <title>",
    wrong="<!-- no title -->",
    right="<title>Tide</title>",
)
def channel_title_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no title."""
    if channel.lacks("title"):
        yield Finding(channel.first("title") or channel, "the show has no <title>")


@rule(
    "channel-title-too-long",
    "warning",
    "apple psp1",
    on=CHANNEL,
    hint="keep the name alone",
    wrong=f"<title>{'Tide ' * 60}</title>",
    right="<title>Tide</title>",
)
def channel_title_too_long(channel: Node, _feed: Feed) -> Found:
    """The show's title has more than 255 characters, where apps cut."""
    title = channel.first("title")
    if title and len(title.value) > 255:
        yield Finding(
            title, f"the show's title has {len(title.value)} characters; apps take 255", value=title.value
        )


@rule(
    "channel-title-html",
    "warning",
    "w3c",
    on=CHANNEL,
    hint="write plain text",
    wrong="<title>&lt;b&gt;Tide&lt;/b&gt;</title>",
    right="<title>Tide</title>",
)
def channel_title_html(channel: Node, _feed: Feed) -> Found:
    """The show's title holds HTML, which listeners see as it is written."""
    title = channel.first("title")
    if title and FORMATTING.search(title.text):
        yield Finding(
            title,
            "the show's title holds HTML",
            value=title.value,
            fix=Fix("text", FORMATTING.sub("", title.value)),
        )


@rule(
    "channel-title-stuffed",
    "info",
    "apple psp1",
    on=CHANNEL,
    hint="keep the name alone; Apple removes shows for lists of words",
    wrong="<title>Tide, sea, ebb, flood, moon, boats</title>",
    right="<title>Tide</title>",
)
def channel_title_stuffed(channel: Node, _feed: Feed) -> Found:
    """The show's title looks like a list of words to be found by."""
    title = channel.first("title")
    if (
        title
        and len(title.value) <= 255
        and (len(re.findall(r"[,;/|]", title.value)) >= 4 or len(title.value) > 100)
    ):
        yield Finding(
            title, f"the show's title {shown(title.value)} looks like a list of words", value=title.value
        )


@rule(
    "channel-title-placeholder",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint="give the show its name",
    wrong="<title>My Podcast</title>",
    right="<title>Tide</title>",
)
def channel_title_placeholder(channel: Node, _feed: Feed) -> Found:
    """The show's title is that of a template."""
    title = channel.first("title")
    if title and title.value.casefold() in (
        "my podcast",
        "untitled",
        "test",
        "lorem ipsum",
        "podcast",
        "podcast title",
    ):
        yield Finding(title, f"the show is called {shown(title.value)}", value=title.value)


@rule(
    "channel-link-missing",
    "error",
    "rss2 psp1 spotify apple:W",
    on=CHANNEL,
    hint="write the show's web page into <link>",
    wrong="<!-- no link -->",
    right="<link>https://example.org/</link>",
)
def channel_link_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no web page."""
    if channel.lacks("link"):
        yield Finding(channel.first("link") or channel, "the show has no <link> to its web page")


@rule(
    "channel-link-invalid",
    "error",
    "rss2 w3c",
    on=CHANNEL,
    hint="write the whole address, beginning with https://",
    wrong="<link>example.org</link>",
    right="<link>https://example.org/</link>",
)
def channel_link_invalid(channel: Node, _feed: Feed) -> Found:
    """The show's link is no web address."""
    link = channel.first("link")
    if link and link.value and not is_web(link.value):
        yield Finding(link, f"the show's <link> {shown(link.value)} is no web address", value=link.value)


@rule(
    "channel-link-is-feed",
    "warning",
    "best-practice",
    on=CHANNEL,
    hint="give the page that people read",
    wrong="<link>https://example.org/feed.xml</link>",
    right="<link>https://example.org/</link>",
)
def channel_link_is_feed(channel: Node, feed: Feed) -> Found:
    """The show's link is the feed itself, where people expect a page."""
    link = channel.first("link")
    if link and link.value and link.value == feed.self_url:
        yield Finding(link, "the show's <link> is the feed itself", value=link.value)


@rule(
    "channel-description-missing",
    "error",
    "rss2 apple psp1 spotify",
    on=CHANNEL,
    hint="say in a sentence or three what the show is about",
    wrong="<!-- no description -->",
    right="<description>Ebb and flood, every Monday, with the people who live by them.</description>",
)
def channel_description_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no description."""
    if channel.lacks("description"):
        yield Finding(channel.first("description") or channel, "the show has no <description>")


@rule(
    "channel-description-too-long",
    "warning",
    "apple psp1",
    on=CHANNEL,
    hint="shorten it; bytes count, tags and accents included",
    wrong=f"<description>{'Ebb and flood. ' * 300}</description>",
    right="<description>Ebb and flood, every Monday, with the people who live by them.</description>",
)
def channel_description_too_long(channel: Node, _feed: Feed) -> Found:
    """The show's description has more than 4,000 bytes in UTF-8, where apps cut."""
    text = channel.first("description")
    if text and len(text.text) > 1000 and len(text.value.encode("utf-8", "replace")) > 4000:
        size = len(text.value.encode("utf-8", "replace"))
        yield Finding(text, f"the show's description has {size} bytes; apps take 4000", value=str(size))


@rule(
    "channel-description-short",
    "info",
    "best-practice",
    on=CHANNEL,
    hint="write one to three sentences",
    wrong="<description>Tides.</description>",
    right="<description>Ebb and flood, every Monday, with the people who live by them.</description>",
)
def channel_description_short(channel: Node, _feed: Feed) -> Found:
    """The show's description has fewer than 50 characters, or repeats the title."""
    text = channel.first("description")
    if text and text.value and (len(text.value) < 50 or text.value == channel.said("title")):
        yield Finding(text, f"the show's description has {len(text.value)} characters", value=text.value)


@rule(
    "channel-language-missing",
    "error",
    "apple psp1 w3c:I",
    on=CHANNEL,
    hint="write a code such as en or pt-br",
    wrong="<!-- no language -->",
    right="<language>en</language>",
)
def channel_language_missing(channel: Node, _feed: Feed) -> Found:
    """The show does not say its language. Apple refuses it."""
    if channel.lacks("language"):
        yield Finding(channel.first("language") or channel, "the show has no <language>")


@rule(
    "channel-language-invalid",
    "error",
    "apple w3c",
    on=CHANNEL,
    hint="write a code of ISO 639, such as en or pt-br",
    wrong="<language>english</language>",
    right="<language>en</language>",
)
def channel_language_invalid(channel: Node, _feed: Feed) -> Found:
    """The show's language is no code that exists."""
    node = channel.first("language")
    if node and node.value and language_fault(node.value) == "primary":
        yield Finding(node, f"<language> {shown(node.value)} is no language code", value=node.value)


@rule(
    "channel-language-region-invalid",
    "warning",
    "apple",
    on=CHANNEL,
    hint="take the second part out, or write a country's code",
    wrong="<language>en-UK</language>",
    right="<language>en-GB</language>",
)
def channel_language_region_invalid(channel: Node, _feed: Feed) -> Found:
    """The second part of the language code is no country, script or region."""
    node = channel.first("language")
    if node and language_fault(node.value) == "region":
        yield Finding(node, f"<language> {shown(node.value)} names no country that exists", value=node.value)


@rule(
    "channel-language-underscore",
    "error",
    "apple",
    on=CHANNEL,
    hint="write a hyphen",
    wrong="<language>en_US</language>",
    right="<language>en-US</language>",
)
def channel_language_underscore(channel: Node, _feed: Feed) -> Found:
    """The language code has an underscore."""
    node = channel.first("language")
    if node and language_fault(node.value) == "underscore":
        yield Finding(
            node,
            f"<language> {shown(node.value)} has an underscore",
            value=node.value,
            fix=Fix("text", node.value.replace("_", "-")),
        )


@rule(
    "channel-copyright-style",
    "info",
    "psp1",
    on=CHANNEL,
    hint="name the holder alone, if you like; Apple does not mind",
    wrong="<copyright>Copyright 2024 Ada Example</copyright>",
    right="<copyright>Ada Example</copyright>",
)
def channel_copyright_style(channel: Node, _feed: Feed) -> Found:
    """PSP-1 wants the name of the holder alone, without the word, the sign and the year."""
    node = channel.first("copyright")
    if node and re.search(r"copyright|\(c\)|©|\b\d{4}\b", node.value, re.IGNORECASE):
        yield Finding(node, "<copyright> holds more than the holder's name", value=node.value)


@rule(
    "channel-contact-format",
    "warning",
    "rss2 w3c",
    on=CHANNEL,
    hint="write ada@example.org (Ada Example)",
    wrong="<managingEditor>Ada Example</managingEditor>",
    right="<managingEditor>ada@example.org (Ada Example)</managingEditor>",
)
def channel_contact_format(channel: Node, _feed: Feed) -> Found:
    """`managingEditor` and `webMaster` are an address, with the name in brackets."""
    for name in ("managingEditor", "webMaster"):
        node = channel.first(name)
        if node and node.value and not is_email_name(node.value):
            yield Finding(node, f"<{name}> {shown(node.value)} is not address (name)", value=node.value)
