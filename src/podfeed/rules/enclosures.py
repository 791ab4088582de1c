"""Rules about the media file of an item, and its address."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from podfeed.lazily import pattern
from podfeed.rules.advisory import encoded
from podfeed.rules.formats import APPLE_ENDS, APPLE_TYPES, NO_MEDIA, ROWS, kind_of
from podfeed.rules.item import doubles
from podfeed.rules.node import LIVE, Feed, Node
from podfeed.rules.pages import APPLE
from podfeed.rules.registry import (
    FEED,
    ITEM,
    Finding,
    Fix,
    Found,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES, enclosure
from podfeed.rules.usual import PLAYERS, is_near, is_usual_enclosure
from podfeed.rules.values import extension, host, is_ascii_url, is_web, same_url


@rule(
    "enclosure-missing",
    "error",
    "apple psp1 spotify podcastindex",
    on=ITEM,
    where=lambda names: "enclosure" not in names,
    hint="add <enclosure> with url, length and type",
    wrong="<!-- no enclosure -->",
    right=SAMPLES["enclosure"],
)
def enclosure_missing(item: Node, feed: Feed) -> Found:
    """The episode has no media file. Apps leave it out."""
    if item.name == "item" and item.first("enclosure") is None:
        severity = "info" if feed.medium in NO_MEDIA else None
        yield Finding(item, "the episode has no <enclosure>", severity=severity)


@rule(
    "enclosure-multiple",
    "error",
    "apple w3c:W rss2:W",
    on=ITEM,
    where=lambda names: names.count("enclosure") > 1,
    hint="keep one, and offer the others as podcast:alternateEnclosure",
    wrong=SAMPLES["enclosure"] + enclosure("https://example.org/ep1.m4a", kind="audio/x-m4a"),
    right=SAMPLES["enclosure"],
)
def enclosure_multiple(item: Node, _feed: Feed) -> Found:
    """An item has two media files, of which apps take one or make two episodes."""
    found = item.all("enclosure")
    if len(found) > 1:
        yield Finding(
            found[1], f"the item has {len(found)} enclosures", attr="url", value=found[1].get("url")
        )


@rule(
    "enclosure-url-missing",
    "error",
    "rss2",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="add url with the address of the file",
    wrong='<enclosure length="24986239" type="audio/mpeg"/>',
    right=SAMPLES["enclosure"],
)
def enclosure_url_missing(node: Node, _feed: Feed) -> Found:
    """The enclosure has no address."""
    if not node.get("url"):
        yield Finding(node, "the enclosure has no url", attr="url")


@rule(
    "enclosure-url-invalid",
    "error",
    "rss2 w3c",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write the whole address, beginning with https://",
    wrong=enclosure("/audio/ep1.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_invalid(node: Node, _feed: Feed) -> Found:
    """The address of the media file is no whole web address."""
    url = node.get("url")
    if url and not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        yield Finding(node, f"the enclosure's url {shown(url)} is no web address", attr="url", value=url)


@rule(
    "enclosure-not-https",
    "warning",
    "apple psp1 best-practice",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="write https:// if the server answers there",
    wrong=enclosure("http://example.org/ep1.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_not_https(node: Node, _feed: Feed) -> Found:
    """The media file is not served over https. Some apps refuse it."""
    url = node.get("url")
    if url.lower().startswith("http://"):
        yield Finding(
            node, "the media file is not served over https", attr="url", value=url, fix=Fix("https")
        )


@rule(
    "enclosure-url-illegal-characters",
    "error",
    "apple w3c",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="encode them, a space as %20",
    wrong=enclosure("https://example.org/low tide.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_illegal_characters(node: Node, _feed: Feed) -> Found:
    """The address of the media file holds spaces, accents, quotes or backslashes."""
    url = node.get("url")
    if is_web(re.sub(r"\s", "", url)) and not is_ascii_url(url):
        fix = encoded(url)
        yield Finding(
            node,
            f"the enclosure's url {shown(url)} holds characters that must be encoded",
            attr="url",
            value=url,
            hint=f"write {fix.text}" if fix else "",
        )


@rule(
    "enclosure-url-no-extension",
    "warning",
    "apple",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="let the path end in .mp3",
    wrong=enclosure("https://example.org/ep1"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_no_extension(node: Node, _feed: Feed) -> Found:
    """The path of the media file has no extension, by which Apple tells its type."""
    url = node.get("url")
    if is_web(url) and not _is_extension(extension(url)) and node.inside != LIVE:
        yield Finding(
            node, "the path of the enclosure has no extension of a media file", attr="url", value=url
        )


def _is_extension(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9]{1,4}", text))


@rule(
    "enclosure-url-extension-unsupported",
    "error",
    "apple psp1:E w3c:W",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="offer MP3 or M4A, and this as podcast:alternateEnclosure; or leave apple and psp1 out of the profiles",
    wrong=enclosure("https://example.org/ep1.wma", kind="audio/mpeg"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_extension_unsupported(node: Node, _feed: Feed) -> Found:
    """Apple plays .mp3, .m4a, .mp4, .m4v and .mov, and this is none of them."""
    end = extension(node.get("url"))
    if (
        is_web(node.get("url"))
        and _is_extension(end)
        and end not in APPLE_ENDS
        and kind_of(node) not in _unsupported()
        and node.inside != LIVE
    ):
        yield Finding(node, f"Apple does not play .{end} files", attr="url", value=node.get("url"))


def _unsupported() -> frozenset[str]:
    """Return the types that are known and that Apple does not play: one problem for type and extension."""
    return frozenset(kind.lower() for row in ROWS.values() for kind in row) - APPLE_TYPES


@rule(
    "enclosure-url-duplicate",
    "warning",
    "apple",
    on=FEED,
    hint="give each episode its own file",
    wrong=f"<item>{SAMPLES['enclosure']}</item><item>{SAMPLES['enclosure']}</item>",
    right=f"<item>{SAMPLES['enclosure']}</item>",
    page=APPLE,
)
def enclosure_url_duplicate(feed: Feed) -> Found:
    """Two episodes have one media file. Apple ignores the second."""
    items = (item for item in feed.by_age() if not item.live)
    for item, first in doubles(items, lambda item: same_url(item.get("enclosure", "url"))):
        url = item.get("enclosure", "url")
        yield Finding(
            item.first("enclosure") or item.node,
            f"{shown(url)} is also the media file of the item",
            attr="url",
            value=url,
            other=first.first("enclosure"),
        )


@rule(
    "enclosure-url-fragment",
    "info",
    "best-practice",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="take it out",
    wrong=enclosure("https://example.org/ep1.mp3#t=10"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_fragment(node: Node, _feed: Feed) -> Found:
    """The address of the media file ends in a fragment, which says nothing."""
    if "#" in node.get("url"):
        yield Finding(node, "the enclosure's url has a fragment", attr="url", value=node.get("url"))


@rule(
    "enclosure-url-credentials",
    "error",
    "best-practice",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="take them out, and change the password: a feed is public",
    wrong=enclosure("https://ada:secret@example.org/ep1.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_credentials(node: Node, _feed: Feed) -> Found:
    """The address of the media file holds a password, which everybody can read in the feed."""
    if re.match(r"https?://[^/@\s]*:[^/@\s]*@", node.get("url")):
        yield Finding(
            node,
            "the enclosure's url holds a user name and a password",
            attr="url",
            value="https://…@" + host(node.get("url")),
        )


@rule(
    "enclosure-url-private-host",
    "error",
    "best-practice",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="give the public address",
    wrong=enclosure("http://localhost:8000/ep1.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_private_host(node: Node, _feed: Feed) -> Found:
    """The media file is on a machine that nobody else can reach."""
    name = host(node.get("url"))
    if is_near(name):
        yield Finding(node, f"{name} cannot be reached from outside", attr="url", value=node.get("url"))


@rule(
    "enclosure-url-expiring",
    "warning",
    "best-practice",
    on="enclosure",
    hint="give an address that lasts",
    wrong=enclosure("https://example.org/ep1.mp3?X-Amz-Expires=3600"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_expiring(node: Node, _feed: Feed) -> Found:
    """The address of the media file is signed for a time, after which nobody can play it."""
    url = node.get("url")
    if "?" not in url or not is_web(url):
        return
    names = {
        name.lower()
        for name, _ in parse_qsl(urlsplit(url).query[:4000], keep_blank_values=True, max_num_fields=None)
    }
    if (
        names & {"x-amz-expires", "x-amz-signature", "signature"}
        or {"expires"} <= names
        or {"sig", "se"} <= names
    ):
        yield Finding(node, "the enclosure's url expires", attr="url", value=url.partition("?")[0] + "?…")


@rule(
    "enclosure-url-player-page",
    "error",
    "best-practice",
    on="enclosure",
    unless=is_usual_enclosure,
    hint="give the address of the file itself",
    wrong=enclosure("https://www.youtube.com/watch?v=1"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_player_page(node: Node, _feed: Feed) -> Found:
    """The address is that of a page with a player, not of a file."""
    url = node.get("url")
    name = host(url)
    page = (
        PLAYERS.search(name) and not name.startswith(("feeds.", "api.")) and "uc?export=download" not in url
    )
    if page or (
        name.endswith("dropbox.com")
        and not url.endswith(("dl=1", "raw=1"))
        and name != "dl.dropboxusercontent.com"
    ):
        yield Finding(node, f"{name} serves a page with a player", attr="url", value=url)


_PREFIXES = pattern(
    r"podtrac\.com|pdst\.fm|chrt\.fm|chtbl\.com|mgln\.ai|op3\.dev|pscrb\.fm|arttrk\.com|swap\.fm|verifi\.podscribe\.com"
    r"|claritaspod\.com|pfx\.vpixl\.com|prfx\.byspotify\.com|clrtpod\.com|blubrry\.com|podkite|gum\.fm"
)


@rule(
    "enclosure-url-prefix-chain",
    "info",
    "best-practice",
    on="enclosure",
    hint="keep the ones that you read",
    wrong=enclosure("https://op3.dev/e/pdst.fm/e/chrt.fm/track/1/mgln.ai/e/2/example.org/ep1.mp3"),
    right=SAMPLES["enclosure"],
)
def enclosure_url_prefix_chain(node: Node, _feed: Feed) -> Found:
    """More than three services that count listeners stand before the file, each a redirect."""
    url = node.get("url")
    likely = url.count(".") > 3 or "podkite" in url  # the others all have a point
    count = len(_PREFIXES.findall(url[:2000])) if likely else 0
    if count > 3:
        yield Finding(node, f"{count} prefixes stand before the file", attr="url", value=url)
