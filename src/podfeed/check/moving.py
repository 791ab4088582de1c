"""A show that moves: whether its old feed and its new one bring the subscribers along."""

from __future__ import annotations

from collections.abc import Iterator

from podfeed.check.engine import Outcome, Told
from podfeed.lazily import dataclass
from podfeed.rules import RULES, Finding
from podfeed.rules.node import Feed
from podfeed.rules.registry import shown
from podfeed.rules.values import host, same_url

Found = Iterator[tuple[str, Finding]]
_POINTER = "itunes:new-feed-url"
_TEMPORARY = (302, 303, 307)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A feed and where it is: ``name`` as it was named, ``hops`` the status and target of each redirect."""

    feed: Feed
    name: str
    hops: tuple[tuple[int, str], ...] = ()

    @property
    def addresses(self) -> set[str]:
        """The addresses that lead to the feed, as `same_url` has them."""
        named = [self.name] if "://" in self.name else []
        behind = [url for _, url in self.hops]
        return {same_url(url) for url in (*named, *behind, self.feed.self_url) if url}

    @property
    def address(self) -> str:
        """The address at which the feed is: its last one, else the one that it says itself."""
        if self.hops:
            return self.hops[-1][1]
        return self.name if "://" in self.name else self.feed.self_url


def check_move(old: Moved, new: Moved, *, derived: str = "") -> tuple[Outcome, Outcome]:
    """Return what stands in the way of a move, in the old feed and in the new one.

    ``derived`` is the guid of the show that follows from the old address.
    """
    return (
        _outcome(old.feed, _in_old(old, new)),
        _outcome(new.feed, [*_in_new(old, new), *_guid(old, new, derived), *_media(old, new)]),
    )


def redirects(old: Moved, new: Moved) -> bool:
    """Say whether the old address leads to the new feed already."""
    return bool(old.hops) and same_url(old.address) in new.addresses


def _outcome(feed: Feed, found: Found | list[tuple[str, Finding]]) -> Outcome:
    told = [Told(RULES[rule], RULES[rule].severity, finding) for rule, finding in found]
    return Outcome(feed, told, whole=True)


def _in_old(old: Moved, new: Moved) -> Found:
    top = old.feed.channel
    if redirects(old, new):
        if any(status in _TEMPORARY for status, _ in old.hops):
            status = next(status for status, _ in old.hops if status in _TEMPORARY)
            yield "move-redirect-temporary", Finding(top, f"the old address redirects with {status}, not 301")
        if len(old.hops) > 3:
            yield "move-chain", Finding(top, f"{len(old.hops)} redirects lead to the new feed")
        return
    pointer = top.first(_POINTER)
    if pointer is None or not pointer.value:
        message = f"the old feed does not say that it moves to {new.address or 'the new one'}"
        yield "move-pointer-missing", Finding(top, message)
    elif same_url(pointer.value) in old.addresses - new.addresses:
        yield "move-loop", Finding(pointer, "the old feed says that it moves to itself", value=pointer.value)
    elif new.addresses and same_url(pointer.value) not in new.addresses:
        message = f"the old feed moves to {shown(pointer.value)}, and the new one is at {shown(new.address)}"
        yield "move-pointer-elsewhere", Finding(pointer, message, value=pointer.value)
    locked = top.first("podcast:locked")
    if locked is not None and locked.value.lower() == "yes":
        yield "move-locked", Finding(locked, "the old feed is locked, and the new host may refuse it")


def _in_new(old: Moved, new: Moved) -> Found:
    top = new.feed.channel
    pointer = top.first(_POINTER)
    if pointer is not None and pointer.value:
        target = same_url(pointer.value)
        if target in old.addresses - new.addresses:
            yield "move-loop", Finding(pointer, "the new feed sends subscribers back", value=pointer.value)
        elif new.addresses and target not in new.addresses:
            message = f"the new feed moves on to {shown(pointer.value)}"
            yield "move-chain", Finding(pointer, message, value=pointer.value)
    own = new.feed.self_url
    if own and "://" in new.name and same_url(own) not in {same_url(url) for url in (new.name, new.address)}:
        message = f"the new feed says that it is at {shown(own)}, and is at {shown(new.address)}"
        yield "move-self-elsewhere", Finding(new.feed.rel("self")[0], message, attr="href", value=own)


def _guid(old: Moved, new: Moved, derived: str) -> Found:
    before, after = (each.feed.channel.said("podcast:guid").lower() for each in (old, new))
    kept = before or derived
    if kept and after != kept:
        node = new.feed.channel.first("podcast:guid") or new.feed.channel
        how = (
            f"the show's guid was {before}"
            if before
            else f"the show is known as {derived}, by its old address"
        )
        yield "move-guid-changed", Finding(node, f"{how}, and is {after or 'none'}", value=after or None)


def _media(old: Moved, new: Moved) -> Found:
    """Yield how many media files stay on the old host, which may close the account with the feed."""
    there = host(old.address)
    if not there or there == host(new.address):
        return
    names = [item.get("enclosure", "url") for item in new.feed.items if item.has("enclosure")]
    stay = [name for name in names if host(name) == there]
    if stay:
        message = f"{len(stay)} of {len(names)} media files are still at {there}"
        yield "move-media-at-old-host", Finding(new.feed.channel, message, value=stay[0])
