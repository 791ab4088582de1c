"""The order of a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from podfeed.build.episode import Built

_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(built: Iterable[Built]) -> list[Built]:
    """Sort by date, the newest first; episodes of one second by their identity."""
    by_guid = sorted(built, key=lambda item: item.episode.guid or "")
    return sorted(by_guid, key=lambda item: item.episode.publish_date or _NEVER, reverse=True)
