"""A feed that was built is held to the rules: its items were, and what is left is the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from podfeed.build import Feed
from podfeed.build.packing import piece_of
from podfeed.check import Choice, Outcome, examine, tell
from podfeed.check.pieces import examine_whole
from podfeed.check.shows import GUESSES, looked_at, place_of, refined, unwritable
from podfeed.problems import Place, Problem
from podfeed.rules.node import Feed as Published


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
    (head, tail), size = frames[0], sum(card.size for card in feed.cards)
    pieces = [piece for piece in map(piece_of, feed.cards) if piece is not None]
    if old is None and look is None and len(pieces) == len(feed.cards):
        size += len(head) + len(tail)
        outcome = examine_whole(head, tail, pieces, size=size, profiles=choice.profiles, now=now)
    else:  # which look at what the pieces do not keep
        items = b"".join(feed.items())
        outcome = examine(head + items + tail, profiles=choice.profiles, now=now)
        outcome = looked_at(outcome, choice, old, look)
    live = sum(item.live for item in outcome.feed.items)
    sure = {live + number for number, card in enumerate(feed.cards) if card.is_measured}
    outcome.told = [told for told in outcome.told if told.rule.id not in GUESSES or told.item not in sure]

    def locate(number: int | None, tag: str, attr: str) -> Place | None:
        # An element that is kept as XML may hold items of its own.
        own = number is not None and number < len(feed.cards)
        where = number if own else None
        return place_of(lambda name: feed.locate(where, name), tag, attr, of_show=where is None)

    return tell(outcome, choice, locate=locate, refine=refined)
