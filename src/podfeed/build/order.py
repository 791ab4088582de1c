"""The order of a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from podfeed.build.card import Card

_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Sort by date, the newest first; episodes of one second by their identity."""
    by_guid = sorted(cards, key=lambda card: card.guid)
    return sorted(by_guid, key=lambda card: card.date or _NEVER, reverse=True)
