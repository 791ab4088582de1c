"""Rules about what Apple shows of a show: advisory, type and cover."""

from __future__ import annotations

import re

from podfeed.lazily import pattern
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import CHANNEL, FEED, Finding, Fix, Found, rule, shown
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    extension,
    is_ascii_url,
    is_https,
    is_web,
)


@rule(
    "itunes-explicit-missing",
    "error",
    "apple psp1",
    on=CHANNEL,
    hint="add <itunes:explicit> with true or false",
    wrong="<!-- no itunes:explicit -->",
    right="<itunes:explicit>false</itunes:explicit>",
)
def itunes_explicit_missing(channel: Node, _feed: Feed) -> Found:
    """The show does not say whether it is explicit."""
    if not channel.first("itunes:explicit"):
        yield Finding(channel, "the show has no <itunes:explicit>")


_LEGACY = {"yes": "true", "explicit": "true", "no": "false", "clean": "false"}


@rule(
    "itunes-explicit-legacy",
    "warning",
    "apple",
    on="itunes:explicit",
    hint="write true or false",
    wrong="<itunes:explicit>clean</itunes:explicit>",
    right="<itunes:explicit>false</itunes:explicit>",
)
def itunes_explicit_legacy(node: Node, _feed: Feed) -> Found:
    """`yes`, `no`, `clean` and `explicit` were retired: Apple takes `true` and `false` alone."""
    if node.value.lower() in _LEGACY:
        new = _LEGACY[node.value.lower()]
        yield Finding(
            node,
            f"<itunes:explicit> is {shown(node.value)}",
            value=node.value,
            hint=f"write {new}",
            fix=Fix("text", new),
        )


@rule(
    "itunes-explicit-invalid",
    "error",
    "apple w3c",
    on="itunes:explicit",
    hint="write true or false",
    wrong="<itunes:explicit>maybe</itunes:explicit>",
    right="<itunes:explicit>false</itunes:explicit>",
)
def itunes_explicit_invalid(node: Node, _feed: Feed) -> Found:
    """`itunes:explicit` says neither `true` nor `false`."""
    if node.value not in ("true", "false") and node.value.lower() not in _LEGACY:
        lower = node.value.lower()
        yield Finding(
            node,
            f"<itunes:explicit> is {shown(node.value)}",
            value=node.value,
            fix=Fix("text", lower) if lower in ("true", "false") else None,
            severity="warning" if lower in ("true", "false") else None,
        )


@rule(
    "itunes-explicit-contradiction",
    "warning",
    "apple best-practice",
    on=FEED,
    hint="say true of the show",
    wrong="<itunes:explicit>false</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>",
    right="<itunes:explicit>true</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>",
)
def itunes_explicit_contradiction(feed: Feed) -> Found:
    """The show says that it is not explicit, and an episode says that it is."""
    if feed.channel.said("itunes:explicit").lower() in ("false", "no", "clean"):
        for item in feed.items:
            if item.said("itunes:explicit").lower() in ("true", "yes", "explicit"):
                message = "an episode is explicit, and the show says that it is not"
                yield Finding(item.first("itunes:explicit") or item.node, message, value="true")
                return


@rule(
    "itunes-type-invalid",
    "error",
    "apple w3c",
    on=CHANNEL,
    hint="write episodic or serial",
    wrong="<itunes:type>weekly</itunes:type>",
    right="<itunes:type>episodic</itunes:type>",
)
def itunes_type_invalid(channel: Node, _feed: Feed) -> Found:
    """The show is neither `episodic` nor `serial`."""
    node = channel.first("itunes:type")
    if node and node.value and node.value not in ("episodic", "serial"):
        lower = node.value.lower()
        fix = Fix("text", lower) if lower in ("episodic", "serial") else None
        yield Finding(
            node,
            f"<itunes:type> is {shown(node.value)}",
            value=node.value,
            fix=fix,
            severity="warning" if fix else None,
        )


@rule(
    "itunes-type-text-attribute",
    "error",
    "apple",
    on=CHANNEL,
    hint="write <itunes:type>serial</itunes:type>",
    wrong='<itunes:type text="serial"/>',
    right="<itunes:type>serial</itunes:type>",
)
def itunes_type_text_attribute(channel: Node, _feed: Feed) -> Found:
    """The show's type stands in an attribute, where nobody looks."""
    node = channel.first("itunes:type")
    if node and not node.value and node.get("text"):
        yield Finding(
            node, "<itunes:type> has its value in an attribute", attr="text", value=node.get("text")
        )


@rule(
    "itunes-image-missing",
    "error",
    "apple psp1 spotify youtube",
    on=CHANNEL,
    hint='add <itunes:image href="…"/>: a square of 1400 to 3000 pixels, JPEG or PNG',
    wrong="<!-- no itunes:image -->",
    right=SAMPLES["itunes:image"],
)
def itunes_image_missing(channel: Node, _feed: Feed) -> Found:
    """The show has no cover."""
    node = channel.first("itunes:image")
    if node is None or not (node.get("href") or _elsewhere(node)):
        yield Finding(node or channel, "the show has no cover (<itunes:image>)")


def _elsewhere(node: Node) -> str:
    return node.value or node.get("url") or node.get("src") or node.said("url")


# The address of a picture as most are.
_PICTURE = pattern(r"https://[a-z0-9.-]+/[!$-;=@A-Z\[\]_a-z~]*\.(?:jpe?g|png)(?:\?[!$-;=?-\[\]_a-z~]*)?")


def _is_usual_image(node: Node, _feed: Feed) -> bool:
    return _PICTURE.fullmatch(node.attrs.get("href", "")) is not None


@rule(
    "itunes-image-no-href",
    "error",
    "apple",
    on="itunes:image",
    unless=_is_usual_image,
    hint='write <itunes:image href="…"/>',
    wrong="<itunes:image>https://example.org/cover.jpg</itunes:image>",
    right=SAMPLES["itunes:image"],
)
def itunes_image_no_href(node: Node, _feed: Feed) -> Found:
    """The cover's address stands elsewhere than in `href`, where Apple looks."""
    found = _elsewhere(node)
    if not node.get("href") and (found or node.inside != "channel"):
        fix = Fix("href=", found) if is_web(found) else None
        yield Finding(node, "<itunes:image> has no href", attr="href", value=found or None, fix=fix)


@rule(
    "itunes-image-url-invalid",
    "error",
    "apple w3c",
    on="itunes:image",
    unless=_is_usual_image,
    hint="write the whole address, with spaces and accents encoded",
    wrong='<itunes:image href="/cover.jpg"/>',
    right=SAMPLES["itunes:image"],
)
def itunes_image_url_invalid(node: Node, _feed: Feed) -> Found:
    """The cover's address is no whole web address, or holds characters that must be encoded."""
    href = node.get("href")
    if href and not (is_web(href) and is_ascii_url(href)):
        yield Finding(
            node,
            f"the cover's address {shown(href)} is no web address that apps take",
            attr="href",
            value=href,
            fix=encoded(href),
        )


def encoded(url: str) -> Fix | None:
    """Return the repair of an address whose characters must be encoded."""
    from urllib.parse import quote  # noqa: PLC0415 - only where something is wrong

    if not re.match(r"https?://", url):
        return None
    return Fix("href", quote(url, safe="!#$%&'()*+,/:;=?@[]~-._"))


@rule(
    "itunes-image-not-https",
    "warning",
    "best-practice apple",
    on="itunes:image",
    unless=_is_usual_image,
    hint="write https:// if the server answers there",
    wrong='<itunes:image href="http://example.org/cover.jpg"/>',
    right=SAMPLES["itunes:image"],
)
def itunes_image_not_https(node: Node, _feed: Feed) -> Found:
    """The cover is not served over https."""
    href = node.get("href")
    if is_web(href) and not is_https(href):
        yield Finding(node, "the cover is not served over https", attr="href", value=href, fix=Fix("https"))


@rule(
    "itunes-image-extension",
    "warning",
    "apple psp1",
    on="itunes:image",
    unless=_is_usual_image,
    hint="use a .jpg or .png file",
    wrong='<itunes:image href="https://example.org/cover.webp"/>',
    right=SAMPLES["itunes:image"],
)
def itunes_image_extension(node: Node, _feed: Feed) -> Found:
    """The cover's name ends neither in .jpg, .jpeg nor .png."""
    href = node.get("href")
    if is_web(href) and extension(href) not in ("jpg", "jpeg", "png"):
        end = f".{extension(href)}" if extension(href) else "nothing"
        yield Finding(node, f"the cover's name ends in {end}", attr="href", value=href)
