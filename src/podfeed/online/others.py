"""Other feeds that a feed points to: its pages, where it moves, shows that it recommends, its publisher."""

from __future__ import annotations

from collections.abc import Iterator

from podfeed.check import Outcome, examine
from podfeed.online.feeds import LARGEST
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import Finding
from podfeed.rules.values import is_web
from podfeed.web.asking import Asker

Found = Iterator[tuple[str, Finding]]
_PAGES = 1000


def _read(asker: Asker, url: str) -> Outcome | None:
    answer = asker.ask("GET", url, limit=LARGEST)
    if not answer.good:
        return None
    outcome = examine(answer.body, name=url)
    return outcome if outcome.whole and outcome.feed.root.name == "rss" else None


def _guids(feed: Feed) -> set[str]:
    return {guid for item in feed.items if (guid := item.said("guid"))}


def moved(asker: Asker, node: Node, feed: Feed) -> Found:
    """Yield whether the address to which a show moves does not hold it."""
    target = _read(asker, node.value)
    if target is None:
        yield (
            "itunes-new-feed-url-target",
            Finding(node, f"{node.value} does not answer with a feed", value=node.value),
        )
    elif not _guids(feed) <= _guids(target.feed):
        missing = len(_guids(feed) - _guids(target.feed))
        yield (
            "itunes-new-feed-url-target",
            Finding(node, f"{missing} episodes of this feed are not at {node.value}", value=node.value),
        )


def pages(asker: Asker, feed: Feed) -> Found:
    """Follow the links from page to page."""
    for rel in ("next", "prev-archive"):
        links = feed.rel(rel)
        if links:
            yield from _follow(asker, feed, links[0], rel)


def _follow(asker: Asker, feed: Feed, node: Node, rel: str) -> Found:
    seen, guids = {feed.self_url or feed.name}, dict.fromkeys(_guids(feed))
    url = node.get("href")
    while is_web(url):
        if url in seen or len(seen) > _PAGES:
            yield "atom-paging-cycle", Finding(node, f"the pages lead back to {url}", attr="href", value=url)
            return
        seen.add(url)
        outcome = _read(asker, url)
        if outcome is None:
            yield (
                "atom-paging-unreachable",
                Finding(node, f"the page {url} does not answer with a feed", attr="href", value=url),
            )
            return
        other = outcome.feed
        if _is_other(feed, other):
            yield (
                "atom-paging-different-show",
                Finding(node, f"the page {url} is that of another show", attr="href", value=url),
            )
            return
        twice = sorted(set(guids) & _guids(other))
        if twice:
            yield (
                "atom-paging-duplicate-guid",
                Finding(
                    node, f"the episode {twice[0]} is on the page {url} too", attr="href", value=twice[0]
                ),
            )
            return
        guids.update(dict.fromkeys(_guids(other)))
        url = next((link.get("href") for link in other.rel(rel)), "")


def _is_other(feed: Feed, other: Feed) -> bool:
    for name in ("podcast:guid", "title"):
        one, two = feed.channel.said(name), other.channel.said(name)
        if one and two:
            return one != two
    return False


def remote_item(asker: Asker, node: Node, feed: Feed) -> Found:
    """Yield what a pointer to another feed says wrong of it."""
    outcome = _read(asker, node.get("feedUrl"))
    if outcome is None:
        return
    there = outcome.feed
    guid = there.channel.said("podcast:guid").lower()
    if guid and node.get("feedGuid") and guid != node.get("feedGuid").lower():
        yield (
            "remote-feedurl-guid-mismatch",
            Finding(node, f"the feed there has the guid {guid}", attr="feedGuid", value=node.get("feedGuid")),
        )
    if node.get("medium") and node.get("medium").lower() != there.medium.lower():
        yield (
            "remote-medium-mismatch",
            Finding(
                node, f"the feed there is of medium {there.medium}", attr="medium", value=node.get("medium")
            ),
        )
    if node.get("itemGuid") and node.get("itemGuid") not in _guids(there):
        yield (
            "remote-item-not-found",
            Finding(node, "the feed there has no such episode", attr="itemGuid", value=node.get("itemGuid")),
        )
    if node.inside == "podcast:publisher":
        own = feed.channel.said("podcast:guid").lower()
        named = {each.get("feedGuid").lower() for each in there.channel.all("podcast:remoteItem")}
        if own and own not in named:
            yield (
                "publisher-not-reciprocal",
                Finding(node, "the publisher's feed does not name this show", attr="feedUrl"),
            )
