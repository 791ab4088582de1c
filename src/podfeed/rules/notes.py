"""Rules about the notes of an item."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.node import NOTES, Feed, Node
from podfeed.rules.registry import ITEM, Finding, Found, rule, shown

_ALL_PROFILES = 6
_NOTES = "<description>&lt;p&gt;The sea goes out.&lt;/p&gt;</description>"
_UNSAFE = frozenset(
    "script style iframe object embed form input button meta link base applet frame svg math".split()
)


def _are_sound(item: Node, feed: Feed) -> bool:
    """Say whether there is nothing to be told of the tags, the links and the addresses in the notes."""
    return all(markup.is_sound for _, markup in feed.html(item))


_BLOCK = pattern(r"<(p|br|div|ul|ol|li|h[1-6]|blockquote|pre|table)\b", re.IGNORECASE)


@rule(
    "item-description-missing",
    "warning",
    "psp1 apple spotify:E",
    on=ITEM,
    lacking="description",
    hint="write what the episode is about",
    wrong="<!-- no description -->",
    right=_NOTES,
)
def item_description_missing(item: Node, _feed: Feed) -> Found:
    """The episode has no notes."""
    silent = all(item.lacks(name) for name in (*NOTES, "media:description"))
    if item.name == "item" and silent and not item.lacks("title"):
        yield Finding(item.first("description") or item, "the episode has no <description>")


@rule(
    "item-description-too-long",
    "warning",
    "apple psp1",
    on=ITEM,
    hint="shorten it, or keep the whole notes in content:encoded; bytes count, tags included",
    wrong=f"<description>{'The sea goes out. ' * 250}</description>",
    right=_NOTES,
)
def item_description_too_long(item: Node, _feed: Feed) -> Found:
    """The description has more than 4,000 bytes in UTF-8, where apps cut."""
    text = item.first("description")
    if text and len(text.text) > 1000:
        size = len(text.value.encode("utf-8", "replace"))
        if size > 4000:
            yield Finding(text, f"the description has {size} bytes; apps take 4000", value=str(size))


@rule(
    "item-description-html-unsupported",
    "info",
    "apple spotify",
    on=ITEM,
    unless=_are_sound,
    hint="apps leave these out; say it with paragraphs, lists and links",
    wrong="<description>&lt;p&gt;Ebb&lt;/p&gt;&lt;table&gt;&lt;tr&gt;&lt;td&gt;1&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</description>",
    right=_NOTES,
)
def item_description_html_unsupported(item: Node, feed: Feed) -> Found:
    """The notes hold HTML that some apps leave out."""
    for node, markup in feed.html(item):
        odd = sorted(markup.names - _UNSAFE)
        if odd:
            yield Finding(
                node, f"<{node.name}> holds {', '.join(f'<{name}>' for name in odd[:6])}", value=" ".join(odd)
            )


@rule(
    "item-description-unsafe-html",
    "warning",
    "w3c",
    on=ITEM,
    unless=_are_sound,
    hint="take it out; apps do",
    wrong='<description>&lt;p onclick="x()"&gt;Ebb&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>',
    right=_NOTES,
)
def item_description_unsafe_html(item: Node, feed: Feed) -> Found:
    """The notes hold scripts, styles, frames or forms, which apps take out, or refuse."""
    for node, markup in feed.html(item):
        found = [*sorted(markup.names & _UNSAFE), *sorted(markup.scripts, reverse=True)]
        if found:
            yield Finding(node, f"<{node.name}> holds {', '.join(found)}", value=" ".join(found))


@rule(
    "item-description-unbalanced-html",
    "info",
    "w3c",
    on=ITEM,
    unless=_are_sound,
    hint="close each tag",
    wrong="<description>&lt;p&gt;Ebb &lt;b&gt;and flood&lt;/p&gt;</description>",
    right=_NOTES,
)
def item_description_unbalanced_html(item: Node, feed: Feed) -> Found:
    """The notes hold tags that are not closed, or closed in another order."""
    for node, markup in feed.html(item):
        odd = markup.unclosed
        if odd:
            yield Finding(
                node, f"<{node.name}> holds <{odd}> that is not closed, or closed elsewhere", value=odd
            )


_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")


@rule(
    "item-description-relative-url",
    "warning",
    "w3c rss2",
    on=ITEM,
    unless=_are_sound,
    hint="write the whole address",
    wrong='<description>&lt;a href="/about"&gt;About&lt;/a&gt;</description>',
    right=_NOTES,
)
def item_description_relative_url(item: Node, feed: Feed) -> Found:
    """A link in the notes is relative, and leads nowhere in an app."""
    for node, markup in feed.html(item):
        odd = [url for url in markup.targets if url and not _SCHEME.match(url)]
        if odd:
            yield Finding(node, f"<{node.name}> links to {shown(odd[0])}", value=odd[0])


@rule(
    "item-description-http-link",
    "info",
    "spotify",
    on=ITEM,
    unless=_are_sound,
    hint="write https:// where the server answers",
    wrong='<description>&lt;a href="http://example.org/"&gt;Here&lt;/a&gt;</description>',
    right=_NOTES,
)
def item_description_http_link(item: Node, feed: Feed) -> Found:
    """A link in the notes begins with http. Spotify makes links of https alone."""
    for node, markup in feed.html(item):
        odd = [url for url in markup.targets if url.startswith("http:")]
        if odd:
            yield Finding(node, f"<{node.name}> links to {shown(odd[0])}", value=odd[0])
            return


_URL = pattern(r"https?://[^\s<>\"']{4,300}")
_ANCHOR = pattern(r"<a\b[^>]{0,2000}>.*?</a>|<[^>]{0,4000}>", re.IGNORECASE | re.DOTALL)


@rule(
    "item-description-bare-url",
    "info",
    "apple spotify",
    on=ITEM,
    unless=_are_sound,
    hint='make a link of it: <a href="…">',
    wrong="<description>&lt;p&gt;See https://example.org/tide&lt;/p&gt;</description>",
    right=_NOTES,
)
def item_description_bare_url(item: Node, feed: Feed) -> Found:
    """An address stands in the notes as text, and some apps make no link of it."""
    for node, markup in feed.html(item):
        if not markup.loose:
            continue
        found = _URL.search(_ANCHOR.sub(" ", node.text))
        if found:
            yield Finding(node, f"<{node.name}> holds the address {shown(found[0])} as text", value=found[0])
            return


@rule(
    "item-description-youtube-brackets",
    "info",
    "youtube",
    on=ITEM,
    hint="write a plain text for YouTube",
    wrong=_NOTES,
    right="<description>The sea goes out.</description>",
)
def item_description_youtube_brackets(item: Node, feed: Feed) -> Found:
    """YouTube refuses `<` and `>` in a description. It speaks where youtube is asked for by name."""
    node = item.first("description") if len(feed.profiles) < _ALL_PROFILES else None
    if node and "youtube" in feed.profiles and ("<" in node.text or ">" in node.text):
        yield Finding(node, "the description holds < or >, which YouTube refuses")


@rule(
    "item-description-raw-html",
    "warning",
    "psp1 apple",
    on="description content:encoded itunes:summary",
    needs="*",
    hint="wrap it in CDATA, or escape it",
    wrong="<description><p>The sea goes out.</p></description>",
    right=_NOTES,
)
def item_description_raw_html(node: Node, _feed: Feed) -> Found:
    """HTML stands in the feed as elements of its own; apps look for text."""
    if node.children:
        yield Finding(
            node, f"<{node.name}> holds <{node.children[0].raw}> as an element", value=node.children[0].raw
        )


@rule(
    "item-description-plain-newlines",
    "info",
    "best-practice",
    on=ITEM,
    hint="use <p> or <br>",
    wrong="<content:encoded>One &lt;b&gt;line&lt;/b&gt;.\nAnother.\nA third.</content:encoded>",
    right=_NOTES,
)
def item_description_plain_newlines(item: Node, feed: Feed) -> Found:
    """The notes are HTML with line ends and no paragraphs, so that their lines run together."""
    for node, _markup in feed.html(item):
        if not _BLOCK.search(node.text) and node.value.count("\n") > 1:
            yield Finding(node, f"the lines of <{node.name}> run together")


@rule(
    "item-content-without-description",
    "warning",
    "rss2 w3c",
    on=ITEM,
    lacking="description",
    needs="content:encoded",
    hint="write a short <description> beside it",
    wrong="<!-- no description --><content:encoded>&lt;p&gt;Ebb&lt;/p&gt;</content:encoded>",
    right=_NOTES,
)
def item_content_without_description(item: Node, _feed: Feed) -> Found:
    """There are full notes in `content:encoded` and no description for those who read that."""
    node = item.first("content:encoded")
    if node and node.value and item.lacks("description") and item.lacks("itunes:summary"):
        yield Finding(node, "there is a <content:encoded> and no <description>")


@rule(
    "item-content-before-description",
    "info",
    "rss2 w3c",
    on=ITEM,
    where=lambda names: (
        "description" in names[names.index("content:encoded") :] if "content:encoded" in names else False
    ),
    hint="write the description first",
    wrong="<!-- no description --><content:encoded>&lt;p&gt;Ebb&lt;/p&gt;</content:encoded><description>Ebb</description>",
    right=_NOTES,
)
def item_content_before_description(item: Node, _feed: Feed) -> Found:
    """`content:encoded` stands before the description, whose order matters to some readers."""
    whole, short = item.first("content:encoded"), item.first("description")
    if whole and short and whole.start < short.start:
        yield Finding(whole, "<content:encoded> stands before <description>")
