"""Rules about the texts of Apple's tags."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import MOVING
from podfeed.rules.registry import CHANNEL, HISTORY, NETWORK, Finding, Fix, Found, remote, rule
from podfeed.rules.samples import SAMPLES


@rule(
    "itunes-title-redundant",
    "info",
    "best-practice",
    on="channel item",
    needs="itunes:title",
    hint="take it out",
    wrong="<title>Tide</title><itunes:title>Tide</itunes:title>",
    right="<title>Tide</title>",
)
def itunes_title_redundant(node: Node, _feed: Feed) -> Found:
    """`itunes:title` repeats the title."""
    own = node.first("itunes:title")
    if own and own.value and own.value == node.said("title"):
        yield Finding(own, "<itunes:title> repeats <title>", value=own.value, fix=Fix("remove"))


@rule(
    "itunes-legacy-tag",
    "info",
    "apple",
    on="itunes:subtitle itunes:summary itunes:keywords itunes:order itunes:isClosedCaptioned",
    hint="keep it only for old apps",
    wrong="<itunes:keywords>tide, sea</itunes:keywords>",
    right="<itunes:type>episodic</itunes:type>",
)
def itunes_legacy_tag(node: Node, _feed: Feed) -> Found:
    """Apple no longer reads the tag."""
    yield Finding(node, f"Apple no longer reads <{node.name}>")


@rule(
    "itunes-keywords-format",
    "info",
    "w3c",
    on="itunes:keywords",
    hint="write up to twelve, with commas",
    wrong="<itunes:keywords>tide sea ebb</itunes:keywords>",
    right="<itunes:keywords>tide, sea, ebb</itunes:keywords>",
)
def itunes_keywords_format(node: Node, _feed: Feed) -> Found:
    """Keywords are a list with commas, of no more than twelve."""
    words = node.value
    if ("," not in words and len(words.split()) > 2) or words.count(",") > 11:
        yield Finding(node, "keywords are a list with commas, of no more than twelve", value=words)


_LONGEST = {
    "itunes:author": 255,
    "itunes:subtitle": 255,
    "itunes:keywords": 255,
    "itunes:name": 255,
    "itunes:summary": 4000,
}


@rule(
    "itunes-text-too-long",
    "warning",
    "w3c",
    on="itunes:author itunes:subtitle itunes:keywords itunes:name itunes:summary",
    hint="shorten it",
    wrong=f"<itunes:subtitle>{'Ebb and flood. ' * 20}</itunes:subtitle>",
    right="<itunes:subtitle>Ebb and flood</itunes:subtitle>",
)
def itunes_text_too_long(node: Node, _feed: Feed) -> Found:
    """A text is longer than apps take: 255 characters, and 4,000 for the summary."""
    most = _LONGEST[node.name]
    if len(node.text) > most and len(node.value) > most:
        yield Finding(
            node,
            f"<{node.name}> has {len(node.value)} characters; apps take {most}",
            value=str(len(node.value)),
        )


@rule(
    "itunes-summary-duplicate",
    "info",
    "p20",
    on="channel item",
    needs="itunes:summary",
    hint="take it out",
    wrong="<description>Ebb and flood, every Monday, with the people who live by them.</description><itunes:summary>Ebb and flood, every Monday, with the people who live by them.</itunes:summary>",
    right="<description>Ebb and flood, every Monday, with the people who live by them.</description>",
)
def itunes_summary_duplicate(node: Node, _feed: Feed) -> Found:
    """`itunes:summary` repeats the description."""
    own = node.first("itunes:summary")
    if own and own.value and own.value == node.said("description"):
        yield Finding(own, "<itunes:summary> repeats <description>")


@rule(
    "itunes-summary-only",
    "warning",
    "spotify",
    on="channel item",
    needs="itunes:summary",
    hint="write the same into <description>",
    wrong="<!-- no description --><itunes:summary>Ebb and flood.</itunes:summary>",
    right="<description>Ebb and flood, every Monday, with the people who live by them.</description>",
)
def itunes_summary_only(node: Node, _feed: Feed) -> Found:
    """There is a summary and no description, which is what Spotify reads."""
    own = node.first("itunes:summary")
    if own and own.value and not node.said("description") and not node.said("content:encoded"):
        yield Finding(own, "there is an <itunes:summary> and no <description>")


@rule(
    "image-podcast-without-itunes",
    "warning",
    "apple",
    on=CHANNEL,
    hint="add <itunes:image> with a square one",
    wrong='<!-- no itunes:image --><podcast:image href="https://example.org/wide.jpg" alt="A pier"/>',
    right=SAMPLES["itunes:image"],
)
def image_podcast_without_itunes(channel: Node, _feed: Feed) -> Found:
    """There is a picture for apps of the podcast namespace and none for Apple."""
    node = channel.first("podcast:image")
    if node and not channel.first("itunes:image"):
        yield Finding(node, "there is a <podcast:image> and no <itunes:image>")


for _id, _severity, _doc, _hint in (
    ("move-guid-changed", "error", "A show that moves has another `podcast:guid` than before: to apps it is another show.", "write the old one as guid into [show]"),
    ("move-pointer-missing", "error", "The old feed of a show that moves neither redirects nor names the new address in `itunes:new-feed-url`.", "let the old host redirect with 301, and name the new address in itunes:new-feed-url"),
    ("move-pointer-elsewhere", "error", "The old feed of a show that moves names another address than that of the new feed.", "write the new feed's address, letter by letter"),
    ("move-loop", "error", "The new feed of a show sends its subscribers back to the old one, or the old one to itself.", "take itunes:new-feed-url out of the new feed"),
    ("move-chain", "warning", "A move leads on to a third address; apps follow few steps.", "name the last address in the old feed"),
    ("move-redirect-temporary", "error", "The old address redirects for a while only: apps go on to ask it, and lose the show when it closes.", "answer with 301"),
    ("move-self-elsewhere", "warning", "The new feed of a show says that it is somewhere else.", "write the new address as feed_url"),
    ("move-locked", "warning", "The old feed is locked, so that the new host may refuse to import it.", "let podcast:locked say no until the move is done"),
    ("move-media-at-old-host", "warning", "The new feed of a show names media files of the old host, which go when the account does.", "copy them, or keep the account: podfeed import --download"),
):  # fmt: skip
    remote(_id, _severity, "apple p20", doc=_doc, hint=_hint, scope=HISTORY, page=MOVING)
remote(
    "itunes-new-feed-url-target",
    "error",
    "apple",
    doc="The address to which the show moves does not answer with the same episodes.",
    hint="put the whole feed there first, with the same guids",
    scope=NETWORK,
    page=MOVING,
)
remote(
    "itunes-new-feed-url-no-redirect",
    "warning",
    "apple",
    doc="The old address still answers, where it should redirect.",
    hint="redirect it with 301 as well",
    scope=NETWORK,
    page=MOVING,
)
