"""All that a feed links to, asked for at once and told in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from podfeed.check import Outcome, Told
from podfeed.online import files, others
from podfeed.online.feeds import delivery
from podfeed.rules import RULES
from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import Finding, level
from podfeed.rules.values import is_web
from podfeed.web.asking import Answer, Asker

Task = Callable[[], Iterator[tuple[str, Finding]]]
_AT_ONCE = 8
# No more is asked of servers in one run; the newest episodes come first.
MOST = 2000


def look(
    outcome: Outcome, asker: Asker, asked: frozenset[str] | None, *, answer: Answer | None = None
) -> None:
    """Add to what was found in a feed what its servers say; ``answer`` is how the feed itself came."""
    if not outcome.whole:
        return
    tasks = list(_tasks(outcome.feed, asker))[:MOST]
    if answer is not None:
        tasks.append(partial(delivery, asker, answer, outcome.feed))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = [each for one in pool.map(lambda task: list(task()), tasks) for each in one]
    add(outcome, found, asked)


def add(outcome: Outcome, found: list[tuple[str, Finding]], asked: frozenset[str] | None) -> None:
    """Add findings to those of a feed, where somebody who was asked minds them."""
    items = outcome.feed.items
    for identity, finding in found:
        severity = RULES[identity].severity_for(asked)
        if severity is not None:
            told = Told(RULES[identity], level(finding.severity) if finding.severity else severity, finding)
            if finding.offset:
                told.item = next(
                    (number for number, item in enumerate(items) if item.start < finding.offset < item.end),
                    None,
                )
            outcome.told.append(told)
    outcome.told.sort(key=lambda told: told.finding.offset)


def _tasks(feed: Feed, asker: Asker) -> Iterator[Task]:
    """Yield what is to be asked: an address that a rule has found wrong is left alone."""
    yield from _of_show(feed, asker)
    seen: set[str] = set()
    for item in feed.items:
        enclosure, image = item.first("enclosure"), item.first("itunes:image")
        if enclosure is not None and not item.live and _new(enclosure.get("url"), seen):
            yield partial(files.enclosure, asker, enclosure)
        if image is not None and _new(image.get("href"), seen):
            yield partial(files.picture, asker, image)
        for node in item.files:
            if node.name != "podcast:alternateEnclosure" and _new(node.get("url"), seen):
                ask = files.chapters if node.name == "podcast:chapters" else files.transcript
                yield partial(ask, asker, node)


def _new(url: str, seen: set[str]) -> bool:
    if not is_web(url) or url in seen:
        return False
    seen.add(url)
    return True


def _of_show(feed: Feed, asker: Asker) -> Iterator[Task]:
    channel = feed.channel
    new = channel.first("itunes:new-feed-url")
    for node in channel.all("link")[:1]:
        if is_web(node.value):
            yield partial(files.page, asker, node, "channel-link-dead", node.value)
    for node in _web(channel.all("itunes:image")[:1], "href"):
        yield partial(files.picture, asker, node)
    for node in _web(channel.all("podcast:funding"), "url"):
        yield partial(files.page, asker, node, "funding-url-dead", node.get("url"))
    for node in _web(feed.rel("hub"), "href"):
        yield partial(files.hub, asker, node)
    if new is not None and is_web(new.value) and new.value != feed.self_url:
        yield partial(others.moved, asker, new, feed)
    yield partial(others.pages, asker, feed)
    pointers = [node for node in channel.walk() if node.name == "podcast:remoteItem"]
    for node in _web(pointers, "feedUrl"):
        yield partial(others.remote_item, asker, node, feed)


def _web(nodes: list[Node], attr: str) -> Iterator[Node]:
    return (node for node in nodes if is_web(node.get(attr)))
