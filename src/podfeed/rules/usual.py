"""Screens: what is usual of a media file, so that the rules about it need not be asked one by one."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from podfeed.lazily import pattern
from podfeed.rules.formats import USUAL
from podfeed.rules.node import Feed, Node
from podfeed.rules.values import seconds

PLAYERS = pattern(
    r"(^|\.)(youtube\.com|youtu\.be|soundcloud\.com|drive\.google\.com|open\.spotify\.com|mixcloud\.com)$"
)
# The address of a media file as most are: whole, of https, with an extension.
_USUAL = pattern(
    r"https://((?:[a-z0-9-]+\.)+[a-z]{2,63})/[!$-;=@A-Z\[\]_a-z~]*\.([a-z0-9]{3,4})(?:\?[!$-;=?-\[\]_a-z~]*)?"
)


def is_usual_enclosure(node: Node, _feed: Feed) -> bool:
    """Say whether an enclosure has an address, a type that fits it and a length, in which nothing is wrong."""
    get = node.attrs.get
    found, length = _USUAL.fullmatch(get("url", "")), get("length", "")
    return (
        found is not None
        and (found[2], get("type")) in USUAL
        and (length.isascii() and length.isdecimal() and len(length) <= 18)
        and _is_public(found[1])
    )


# The address of a page as most are: whole, of https, in plain letters.
_PAGE = pattern(r"https://(?:[a-z0-9-]+\.)+[a-z]{2,63}(?:/[!$-;=?-\[\]_a-z~]*)?")


def is_usual_page(item: Node, _feed: Feed) -> bool:
    """Say whether an episode has an address of its own, and a guid that is neither its title nor its media file."""
    link, guid = item.first("link"), item.first("guid")
    title, media = item.first("title"), item.first("enclosure")
    if link is None or guid is None or title is None or media is None:
        return False
    url = media.get("url")
    return (
        guid.value != url != link.text
        and _PAGE.fullmatch(link.text) is not None
        and differ(guid.text[:1], title.text[:1])
    )


def differ(one: str, two: str) -> bool:
    """Say whether texts that begin so have other slugs: most guids are seen to be no title by that."""
    return one.isalnum() and two.isalnum() and one.casefold()[0] != two.casefold()[0]


def says_one_number(item: Node, _feed: Feed) -> bool:
    """Say whether the numbers of the season and the episode are the same in both ways to write them."""
    first = item.first
    for podcast, itunes in _NUMBERS:
        one, other = first(podcast), first(itunes)
        if one is not None and (other is None or one.text != other.text):
            return False
    return True


_NUMBERS = (("podcast:season", "itunes:season"), ("podcast:episode", "itunes:episode"))


@lru_cache(maxsize=1024)
def _is_public(name: str) -> bool:
    """Say whether a host is one that everybody can reach, and none that serves pages with players."""
    return not (is_near(name) or PLAYERS.search(name) or name.endswith("dropbox.com"))


@lru_cache(maxsize=1024)
def is_near(name: str) -> bool:
    """Say whether a host is one that nobody else can reach."""
    if name == "localhost" or name.endswith((".local", ".localhost", ".internal", ".test")):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_private or address.is_link_local or address.is_loopback


def is_plausible(item: Node, _feed: Feed) -> bool:
    """Say whether an episode has the size and the duration of one, and both fit."""
    node = item.first("enclosure")
    length = node.attrs.get("length", "") if node is not None else ""
    if not (length.isascii() and length.isdecimal() and 5 <= len(length) <= 10):
        return False
    long, size = seconds(item.said("itunes:duration")) or 0, int(length)
    longest = 600 if item.said("itunes:episodeType").lower() == "trailer" else 86400
    return 30 < long <= longest and 10240 <= size <= 5 << 30 and 16_000 <= size * 8 / long <= 2_000_000
