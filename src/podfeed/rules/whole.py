"""Rules about the feed as a whole, and how it is served."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.pages import PSC
from podfeed.rules.registry import (
    ASSET,
    CHANNEL,
    FEED,
    HISTORY,
    NETWORK,
    STATIC,
    Finding,
    Found,
    remote,
    rule,
)

_REQUIRED = ("title", "link", "description", "language", "itunes:category", "itunes:explicit", "itunes:image")
_ADVISED = ("podcast:locked", "podcast:guid", "itunes:author")


@rule(
    "dc-duplicate-semantics",
    "info",
    "w3c",
    on="channel item",
    needs="dc:creator dc:date dc:language dc:rights",
    hint="keep that of RSS",
    wrong="<item><dc:creator>Ada Example</dc:creator><author>ada@example.org (Ada Example)</author></item>",
    right="<item><author>ada@example.org (Ada Example)</author></item>",
)
def dc_duplicate_semantics(node: Node, _feed: Feed) -> Found:
    """Dublin Core says again what RSS says, and the two may come to differ."""
    yield from _twins(
        node,
        (
            ("dc:creator", "author"),
            ("dc:date", "pubDate"),
            ("dc:language", "language"),
            ("dc:rights", "copyright"),
        ),
    )


@rule(
    "atom-duplicate-semantics",
    "info",
    "w3c",
    on="channel item",
    needs="atom:id atom:published atom:title",
    hint="keep that of RSS",
    wrong='<item><atom:id>tag:example.org,2024:1</atom:id><guid isPermaLink="false">tide-1</guid></item>',
    right='<item><guid isPermaLink="false">tide-1</guid></item>',
)
def atom_duplicate_semantics(node: Node, _feed: Feed) -> Found:
    """Atom says again what RSS says, and the two may come to differ."""
    yield from _twins(node, (("atom:id", "guid"), ("atom:published", "pubDate"), ("atom:title", "title")))


def _twins(node: Node, pairs: tuple[tuple[str, str], ...]) -> Found:
    for other, own in pairs:
        again = node.first(other)
        if again is not None and node.first(own) is not None:
            yield Finding(again, f"<{other}> says again what <{own}> says")


@rule(
    "feed-psp1-summary",
    "info",
    "psp1",
    on=CHANNEL,
    hint="the other problems say which",
    wrong="<!-- no language --><!-- no podcast:guid -->",
    right="<language>en</language>",
)
def feed_psp1_summary(channel: Node, feed: Feed) -> Found:
    """How much of what PSP-1 requires and recommends of a show is there. It speaks where psp1 alone is asked for."""
    required = sum(channel.first(name) is not None for name in _REQUIRED) + bool(feed.self_url)
    advised = sum(channel.first(name) is not None for name in _ADVISED)
    if feed.profiles == {"psp1"} and required < len(_REQUIRED) + 1:
        yield Finding(
            channel,
            f"PSP-1: {required} of {len(_REQUIRED) + 1} required elements are there, and {advised} of {len(_ADVISED)} recommended ones",
        )


@rule(
    "feed-p20-coverage",
    "info",
    "p20",
    on=FEED,
    hint="see docs/reference/tags-podcast.md for the others",
    page="https://podcasting2.org/docs/podcast-namespace",
)
def feed_p20_coverage(feed: Feed) -> Found:
    """How many tags of the podcast namespace the feed uses. The rule speaks where the profile p20 is asked for."""
    if feed.podcast_tags and feed.profiles == {"p20"}:
        yield Finding(feed.channel, f"the feed uses {len(feed.podcast_tags)} tags of the podcast namespace")


@rule(
    "feed-profile-unsupported-tags",
    "info",
    "best-practice",
    on=FEED,
    hint="nothing needs to be done",
    always=True,
)
def feed_profile_unsupported_tags(feed: Feed) -> Found:
    """How many tags the only profile that is asked for does not read."""
    read = {"apple": {"transcript", "chapters", "txt"}, "spotify": set(), "youtube": set()}
    if len(feed.profiles) == 1:
        profile = next(iter(feed.profiles))
        unread = feed.podcast_tags - read.get(profile, feed.podcast_tags)
        if unread:
            yield Finding(
                feed.channel,
                f"{len(unread)} tags have no effect on {profile}: {', '.join(sorted(unread)[:8])}",
            )


remote(
    "feed-language-detected-mismatch",
    "info",
    "best-practice",
    doc="The text of the feed seems to be in another language than it says. The rule needs a detector of languages and is off without one.",
    hint="look at the language",
    scope=STATIC,
)
remote(
    "psc-json-mismatch",
    "warning",
    "best-practice",
    doc="The chapters in the feed and those in the file that it links to differ.",
    hint="make both from one source",
    scope=ASSET,
    page=PSC,
)
for _id, _severity, _by, _doc, _hint in (
    (
        "feed-item-vanished",
        "info",
        "best-practice",
        "An episode that was published is gone.",
        "put it back, unless it was taken down on purpose",
    ),
    (
        "feed-all-guids-changed",
        "error",
        "apple",
        "Most episodes have other guids than before: every app will announce them all again.",
        "put the old guids back; podfeed adopt takes them over",
    ),
    (
        "feed-title-changed",
        "info",
        "spotify",
        "The show has another name.",
        "nothing needs to be done, if that is meant",
    ),
    (
        "feed-owner-email-changed",
        "info",
        "best-practice",
        "The owner's address is another.",
        "look who changed it",
    ),
    (
        "feed-category-changed",
        "info",
        "best-practice",
        "The show's first category is another, and its place in the charts begins anew.",
        "nothing needs to be done, if that is meant",
    ),
    (
        "feed-explicit-flipped",
        "info",
        "apple",
        "The show's explicit is another, which may hide it in some countries.",
        "nothing needs to be done, if that is meant",
    ),
    (
        "feed-many-dates-changed",
        "warning",
        "best-practice",
        "More than half of the dates moved, as a rebuild does it.",
        "keep the dates of the first publication",
    ),
):
    remote(_id, _severity, _by, doc=_doc, hint=_hint, scope=HISTORY)

# -- how the feed is served


for _id, _severity, _by, _doc, _hint in (
    (
        "xml-encoding-conflict",
        "warning",
        "w3c",
        "The server says another encoding than the file.",
        "let both say UTF-8",
    ),
    (
        "http-unreachable",
        "error",
        "apple spotify",
        "The server does not answer.",
        "look at the server, its name and its certificate",
    ),
    (
        "http-status",
        "error",
        "apple spotify",
        "The server does not answer with the feed.",
        "correct the route; 410 tells apps to unsubscribe",
    ),
    (
        "http-auth-required",
        "error",
        "apple",
        "The server asks for a password, which directories do not have.",
        "publish the feed without one",
    ),
    (
        "http-tls-invalid",
        "error",
        "apple",
        "The server's certificate is not valid.",
        "renew it, with its whole chain",
    ),
    (
        "http-content-type",
        "warning",
        "w3c",
        "The server says another type than that of RSS.",
        "send application/rss+xml; charset=utf-8",
    ),
    (
        "http-redirect-temporary",
        "info",
        "best-practice",
        "The feed is behind a temporary redirect.",
        "use 301, if it is for good",
    ),
    (
        "http-redirect-chain",
        "warning",
        "best-practice",
        "The feed is behind more than three redirects, or one that leads from https to http.",
        "point straight to the feed",
    ),
    (
        "http-head-unsupported",
        "error",
        "apple",
        "The server does not answer HEAD, with which Apple looks.",
        "allow HEAD on the server",
    ),
    (
        "http-no-validators",
        "info",
        "apple",
        "The server sends neither ETag nor Last-Modified, so that apps load the feed whole each time.",
        "send one of them",
    ),
    (
        "http-conditional-broken",
        "info",
        "apple",
        "The server sends the feed again where it did not change.",
        "answer 304 to If-None-Match and If-Modified-Since",
    ),
    (
        "http-validator-unstable",
        "info",
        "best-practice",
        "The server's ETag changes where the feed does not.",
        "derive it from the content",
    ),
    ("http-no-compression", "info", "w3c", "The server does not compress the feed.", "turn on gzip"),
    (
        "http-slow",
        "warning",
        "best-practice",
        "The server took longer than ten seconds.",
        "keep the feed as a file",
    ),
    (
        "http-no-store",
        "info",
        "best-practice",
        "The server forbids apps to keep the feed.",
        "allow it for some minutes",
    ),
    (
        "feed-stale-cache",
        "info",
        "best-practice",
        "The server sends an old copy of the feed.",
        "empty the cache when you publish",
    ),
):
    remote(_id, _severity, _by, doc=_doc, hint=_hint, scope=NETWORK)
