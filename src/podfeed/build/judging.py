"""A feed that was built is held to the rules: its items were, and what is left is the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from podfeed.build import Feed
from podfeed.build.packing import packed_problem, print_of, unpacked_problem
from podfeed.build.stock import LostError
from podfeed.check import Choice, Outcome, examine, tell
from podfeed.check.pieces import examine_whole
from podfeed.check.shows import GUESSES, looked_at, place_of, refined, unwritable
from podfeed.looking import digest_of, signature
from podfeed.problems import Place, Problem
from podfeed.rules.node import Feed as Published
from podfeed.rules.sizes import feed_size_large

_WORTH_KEEPING = 200  # episodes from which on it is worth to know what the last run found
_SIZE = "feed-size-large"  # changes with each letter, and is found without looking at an item


def judged(
    feed: Feed,
    choice: Choice,
    now: datetime,
    old: Published | None = None,
    look: Callable[[Outcome], None] | None = None,
) -> list[Problem]:
    """Return the problems of a feed, each where the value came from.

    ``old`` is the feed as it was published, to compare with; ``look`` adds what the servers say.
    """
    frames: list[tuple[bytes, bytes]] = []
    broken = unwritable(lambda: frames.append(feed.frame()), "the show", feed.locate(None, ""))
    cards = [card.unwritable for card in feed.cards if card.unwritable is not None]
    if broken is not None or cards:
        return [problem for problem in (broken, *cards) if problem is not None]
    head, tail = frames[0]
    if old is None and look is None and all(map(print_of, feed.cards)):
        problems = _from_pieces(feed, head, tail, choice, now)
        if problems is not None:
            return problems
    # Both look at what the pieces do not keep.
    data = head + b"".join(feed.items()) + tail
    outcome = looked_at(examine(data, profiles=choice.profiles, now=now), choice, old, look)
    return _told(feed, outcome, choice)


def _from_pieces(feed: Feed, head: bytes, tail: bytes, choice: Choice, now: datetime) -> list[Problem] | None:
    """Hold a feed to the rules by what is kept of its items, or by what the last run found of the same.

    None where what was kept can no longer be read.
    """
    size = len(head) + len(tail) + sum(card.size for card in feed.cards)
    kept = _Kept(feed, _key(feed, head + tail, choice, now), size)
    if not feed.stock.in_memory:
        for card in feed.cards:
            card.print = b""  # which nobody asks for again: of many episodes it takes more than their dates
    problems = kept.get()
    if problems is None:
        pieces, count = feed.stock.pieces(feed.cards), len(feed.cards)
        try:
            outcome = examine_whole(head, tail, pieces, count, size=size, profiles=choice.profiles, now=now)
        except LostError:
            return None
        problems = _told(feed, outcome, choice)
        kept.put(problems)
    return problems


def _told(feed: Feed, outcome: Outcome, choice: Choice) -> list[Problem]:
    live = sum(item.live for item in outcome.feed.items)
    sure = {live + number for number, card in enumerate(feed.cards) if card.is_measured}
    outcome.told = [told for told in outcome.told if told.rule.id not in GUESSES or told.item not in sure]

    def locate(number: int | None, tag: str, attr: str) -> Place | None:
        # An element that is kept as XML may hold items of its own.
        own = number is not None and number < len(feed.cards)
        where = number if own else None
        return place_of(lambda name: feed.locate(where, name), tag, attr, of_show=where is None)

    return tell(outcome, choice, locate=locate, refine=refined)


def _key(feed: Feed, frame: bytes, choice: Choice, now: datetime) -> bytes:
    """Return what the rules about a whole feed depend on; the clock counts by the hour."""
    hour = now.strftime("%Y-%m-%dT%H")
    parts = [feed.stock.key, frame, feed.stock.away(repr(choice)).encode(), hour.encode()]
    measured = bytes(card.is_measured for card in feed.cards)
    return digest_of(b"\0".join([*map(digest_of, parts), measured, *map(print_of, feed.cards)]))


class _Kept:
    """What the last run found of the same feed; its size may be another, as the notes may be."""

    def __init__(self, feed: Feed, key: bytes, size: int) -> None:
        self.feed = feed
        self.size = next(iter(feed_size_large(Published(size=size))), None)
        self.stock = feed.stock if len(feed.cards) >= _WORTH_KEEPING else None
        self.key = digest_of(key + str(self.size and self.size.severity).encode())

    def get(self) -> list[Problem] | None:
        """Return the problems that were found, if the places that they name are as they were."""
        data = self.stock.recall(self.key) if self.stock is not None else None
        if data is None:
            return None
        files, problems = data
        if any(signature(path) != before for path, before in files):
            return None
        return [self._sized(unpacked_problem(each)) for each in problems]

    def _sized(self, problem: Problem) -> Problem:
        if problem.rule != _SIZE or self.size is None:
            return problem
        return replace(problem, message=self.size.message, value=self.size.value)

    def put(self, problems: Sequence[Problem]) -> None:
        """Keep the problems for the next run."""
        if self.stock is not None:
            places = [place for each in problems for place in (each.place, *each.places) if place is not None]
            files = {place.file: signature(place.file) for place in places}
            self.stock.remember(self.key, (tuple(files.items()), tuple(map(packed_problem, problems))))
