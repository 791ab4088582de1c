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
