"""Rules about namespaces, and about tags that their namespace does not have."""

from __future__ import annotations

from podfeed.rules.node import Feed
from podfeed.rules.pages import NAMES, P20
from podfeed.rules.registry import BYTES, FEED, Finding, Fix, Found, rule, told
from podfeed.rules.shapes import EXACT, GITHUB, PREFIXES, prefix_of

_ITUNES = PREFIXES["itunes"]
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
_TAIL = "><channel><title>Tide</title></channel></rss>"


def _document(*pairs: str) -> str:
    return _HEAD + "".join(f" xmlns:{pair}" for pair in pairs) + _TAIL


told(
    "ns-undeclared-prefix",
    "error",
    "w3c",
    doc="A prefix is used and nowhere declared, so that the file is no XML that apps read.",
    hint='declare it on <rss>, for example xmlns:itunes="' + _ITUNES + '"',
    on=BYTES,
    wrong=_HEAD + "><channel><itunes:author>Ada</itunes:author></channel></rss>",
    right=_HEAD + f' xmlns:itunes="{_ITUNES}"><channel><itunes:author>Ada</itunes:author></channel></rss>',
    page=NAMES,
    always=True,
)
told(
    "podcast-tag-unknown",
    "warning",
    "p20",
    doc="The podcast namespace has no such tag.",
    hint="look for a typing error, or take it out",
    on="channel",
    wrong="<podcast:colour>blue</podcast:colour>",
    right="<podcast:medium>podcast</podcast:medium>",
    page=P20,
    always=True,
)
told(
    "podcast-tag-nonformal",
    "info",
    "p20",
    doc="The tag is a proposal, or one vendor's own, and not part of the podcast namespace.",
    hint="keep it only where an app of yours reads it",
    on="channel",
    wrong='<podcast:id platform="apple" id="1"/>',
    right="<podcast:medium>podcast</podcast:medium>",
    page=P20,
    always=True,
)
told(
    "podcast-tag-deprecated",
    "warning",
    "p20",
    doc="`podcast:images` was replaced by `podcast:image`.",
    hint="write a podcast:image for each size",
    on="channel",
    wrong='<podcast:images srcset="https://example.org/wide.jpg 1500w"/>',
    right='<podcast:image href="https://example.org/wide.jpg" width="1500" alt="A pier" purpose="artwork"/>',
    page=P20,
    always=True,
)
told(
    "podcast-wrong-parent",
    "error",
    "p20",
    doc="A tag of the podcast namespace stands where it is not allowed, and where apps do not look.",
    hint="move it",
    on="channel",
    wrong='<podcast:transcript url="https://example.org/ep1.vtt" type="text/vtt"/>',
    right="<podcast:medium>podcast</podcast:medium>",
    page=P20,
    always=True,
)
told(
    "podcast-unknown-attribute",
    "info",
    "p20",
    doc="The podcast namespace does not define this attribute for this tag.",
    hint="look for a typing error, or take it out",
    on="channel",
    wrong='<podcast:funding url="https://example.org/support" platform="x">Support us</podcast:funding>',
    right='<podcast:funding url="https://example.org/support">Support us</podcast:funding>',
    page=P20,
    always=True,
)
told(
    "itunes-tag-unknown",
    "warning",
    "w3c",
    doc="Apple's namespace has no such tag.",
    hint="look for a typing error, or take it out",
    on="item",
    wrong="<itunes:rating>5</itunes:rating>",
    right="<itunes:duration>3723</itunes:duration>",
    always=True,
)
told(
    "googleplay-legacy",
    "info",
    "best-practice",
    doc="Google Podcasts closed in 2024, and nobody reads its tags.",
    hint="take them out",
    on="channel",
    wrong="<googleplay:author>Ada</googleplay:author>",
    right="<itunes:author>Ada</itunes:author>",
    always=True,
)

NONFORMAL = frozenset(
    "id social socialSignUp comments previousUrl recommendations gateway liveValue bonusItem opensubscribe "
    "verify hive-account-name value-webmonetization".split()
)


def _missing(prefix: str, feed: Feed) -> Found:
    if any(prefix_of(uri) == prefix for uri, _ in feed.declared.values()):
        return
    if prefix in feed.used:  # undeclared, which is told
        return
    yield Finding(
        feed.root,
        f"the feed does not declare the namespace {prefix}",
        value=PREFIXES[prefix],
        fix=Fix("declare", prefix),
    )


@rule(
    "ns-itunes-missing",
    "error",
    "apple psp1 spotify",
    on=FEED,
    hint=f'write xmlns:itunes="{_ITUNES}" on <rss>',
    page=NAMES,
    wrong=_document(f'podcast="{PREFIXES["podcast"]}"'),
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_itunes_missing(feed: Feed) -> Found:
    """The namespace of Apple's tags is not declared, so that none of them can be there."""
    yield from _missing("itunes", feed)


@rule(
    "ns-podcast-missing",
    "warning",
    "psp1:E p20:I",
    on=FEED,
    hint=f'write xmlns:podcast="{PREFIXES["podcast"]}" on <rss>',
    page=NAMES,
    wrong=_document(f'itunes="{_ITUNES}"'),
    right=_document(f'podcast="{PREFIXES["podcast"]}"'),
    always=True,
)
def ns_podcast_missing(feed: Feed) -> Found:
    """The podcast namespace is not declared. PSP-1 asks for it even where none of its tags is used."""
    yield from _missing("podcast", feed)


@rule(
    "ns-atom-missing",
    "warning",
    "psp1:E w3c",
    on=FEED,
    hint=f'write xmlns:atom="{PREFIXES["atom"]}" on <rss>',
    page=NAMES,
    wrong=_document(f'itunes="{_ITUNES}"'),
    right=_document(f'atom="{PREFIXES["atom"]}"'),
    always=True,
)
def ns_atom_missing(feed: Feed) -> Found:
    """The Atom namespace is not declared, which the link of the feed to itself needs."""
    yield from _missing("atom", feed)


@rule(
    "ns-content-missing",
    "info",
    "psp1 apple",
    on=FEED,
    hint=f'write xmlns:content="{PREFIXES["content"]}" on <rss>',
    page=NAMES,
    wrong=_HEAD + "><channel><item><description>&lt;p&gt;Ebb&lt;/p&gt;</description></item></channel></rss>",
    right=_document(f'content="{PREFIXES["content"]}"'),
    always=True,
)
def ns_content_missing(feed: Feed) -> Found:
    """Notes hold HTML, and the content namespace is not declared, as PSP-1 asks."""
    if feed.html_notes:
        yield from _missing("content", feed)


def _variants(feed: Feed, *prefixes: str) -> Found:
    for prefix, (uri, offset) in feed.declared.items():
        usual = prefix_of(uri)
        if usual in prefixes and uri not in EXACT and uri.casefold() != GITHUB:
            message = f"xmlns:{prefix} is {uri!r}, which is not quite {PREFIXES[usual]!r}"
            yield Finding(
                offset,
                message,
                attr=f"xmlns:{prefix}",
                value=uri,
                fix=Fix(f"xmlns:{prefix}", PREFIXES[usual]),
                tag="rss",
            )


@rule(
    "ns-itunes-variant",
    "error",
    "apple",
    on=FEED,
    hint=f"write {_ITUNES}",
    page=NAMES,
    wrong=_document('itunes="https://www.itunes.com/dtds/podcast-1.0.dtd"'),
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_itunes_variant(feed: Feed) -> Found:
    """The address of Apple's namespace is misspelt, so that Apple ignores every tag of it."""
    yield from _variants(feed, "itunes")


@rule(
    "ns-podcast-variant",
    "error",
    "p20",
    on=FEED,
    hint=f"write {PREFIXES['podcast']}",
    page=NAMES,
    wrong=_document('podcast="http://podcastindex.org/namespace/1.0"'),
    right=_document(f'podcast="{PREFIXES["podcast"]}"'),
    always=True,
)
def ns_podcast_variant(feed: Feed) -> Found:
    """The address of the podcast namespace is misspelt, so that apps do not know its tags."""
    yield from _variants(feed, "podcast")


@rule(
    "ns-atom-variant",
    "warning",
    "w3c psp1",
    on=FEED,
    hint=f"write {PREFIXES['atom']}",
    page=NAMES,
    wrong=_document('atom="https://www.w3.org/2005/Atom"'),
    right=_document(f'atom="{PREFIXES["atom"]}"'),
    always=True,
)
def ns_atom_variant(feed: Feed) -> Found:
    """The address of the Atom namespace is misspelt."""
    yield from _variants(feed, "atom")


@rule(
    "ns-other-variant",
    "warning",
    "w3c",
    on=FEED,
    hint="write the address as its specification does",
    page=NAMES,
    wrong=_document('media="http://search.yahoo.com/mrss"'),
    right=_document(f'media="{PREFIXES["media"]}"'),
    always=True,
)
def ns_other_variant(feed: Feed) -> Found:
    """The address of a namespace is misspelt."""
    yield from _variants(
        feed, "psc", "media", "spotify", "googleplay", "content", "dc", "fh", "sy", "rawvoice"
    )


@rule(
    "ns-podcast-legacy-uri",
    "info",
    "p20",
    on=FEED,
    hint=f"write {PREFIXES['podcast']}; old versions of gPodder know the GitHub address alone",
    page=P20,
    wrong=_document('podcast="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"'),
    right=_document(f'podcast="{PREFIXES["podcast"]}"'),
    always=True,
)
def ns_podcast_legacy_uri(feed: Feed) -> Found:
    """The podcast namespace is declared by its old address at GitHub, which is valid."""
    for prefix, (uri, offset) in feed.declared.items():
        if uri.casefold() == GITHUB:
            yield Finding(
                offset,
                f"xmlns:{prefix} is the old address at GitHub",
                value=uri,
                fix=Fix(f"xmlns:{prefix}", PREFIXES["podcast"]),
                tag="rss",
            )


@rule(
    "ns-nonstandard-prefix",
    "warning",
    "w3c p20",
    on=FEED,
    hint="use the customary prefix",
    page=NAMES,
    wrong=_HEAD + f' xmlns:it="{_ITUNES}"><channel><it:author>Ada</it:author></channel></rss>',
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_nonstandard_prefix(feed: Feed) -> Found:
    """A known namespace has an unusual prefix. That is legal, but some apps look for the prefix."""
    for prefix, (uri, offset) in feed.declared.items():
        usual = prefix_of(uri)
        if usual and prefix and prefix != usual and prefix in feed.used and usual in _SEEN:
            if PREFIXES[usual] in (other for name, (other, _) in feed.declared.items() if name == usual):
                continue
            yield Finding(
                offset, f"the prefix of {uri} is {prefix}, and {usual} by custom", value=prefix, tag="rss"
            )


_SEEN = frozenset({"itunes", "podcast", "content", "atom"})


@rule(
    "ns-prefix-hijack",
    "error",
    "w3c",
    on=FEED,
    hint="give the other namespace another prefix",
    page=NAMES,
    wrong=_document('itunes="http://example.org/other"'),
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_prefix_hijack(feed: Feed) -> Found:
    """A customary prefix stands for an unrelated namespace."""
    for prefix, (uri, offset) in feed.declared.items():
        if prefix in PREFIXES and not prefix_of(uri):
            # Apps look for these alone by their prefix, or by their address.
            severity = (
                None if prefix in ("itunes", "podcast", "atom", "content", "psc", "media") else "warning"
            )
            yield Finding(
                offset,
                f"the prefix {prefix} stands for {uri!r}",
                severity=severity,
                attr=f"xmlns:{prefix}",
                value=uri,
                fix=Fix(f"xmlns:{prefix}", PREFIXES[prefix]) if prefix in feed.used else None,
                tag="rss",
            )


@rule(
    "ns-unused",
    "info",
    "best-practice",
    on=FEED,
    hint="take the declaration out",
    page=NAMES,
    wrong=_document('media="http://search.yahoo.com/mrss/"'),
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_unused(feed: Feed) -> Found:
    """A namespace is declared and never used, and no profile asks for it."""
    for prefix, (uri, offset) in feed.declared.items():
        if (
            prefix
            and prefix not in feed.used
            and prefix_of(uri) not in ("itunes", "podcast", "atom", "content")
        ):
            yield Finding(offset, f"the namespace {prefix} is declared and not used", value=uri, tag="rss")


@rule(
    "ns-unknown",
    "info",
    "w3c",
    on=FEED,
    hint="nothing needs to be done",
    page=NAMES,
    wrong=_HEAD
    + ' xmlns:mine="http://example.org/mine"><channel><mine:mood>calm</mine:mood></channel></rss>',
    right=_document(f'itunes="{_ITUNES}"'),
    always=True,
)
def ns_unknown(feed: Feed) -> Found:
    """The feed uses a namespace that podfeed does not know."""
    for prefix, (uri, offset) in feed.declared.items():
        if prefix and prefix in feed.used and prefix not in PREFIXES and not prefix_of(uri):
            yield Finding(offset, f"the namespace {uri} is not known here", value=uri, tag="rss")
