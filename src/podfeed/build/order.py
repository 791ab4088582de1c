"""The order of a feed, and what only all episodes together can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from podfeed.build.episode import Built
from podfeed.build.sources import Report

_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(built: Iterable[Built]) -> list[Built]:
    """Sort by date, the newest first; episodes of one second by their identity."""
    by_guid = sorted(built, key=lambda item: item.episode.guid or "")
    return sorted(by_guid, key=lambda item: item.episode.publish_date or _NEVER, reverse=True)


def one_identity_each(built: Sequence[Built], report: Report) -> None:
    """Report each pair of posts with one guid."""
    seen: dict[str, Built] = {}
    for item in sorted(built, key=lambda item: item.post.name):
        first = seen.setdefault(item.episode.guid or "", item)
        if first is not item:
            report.error(
                "guid-duplicate",
                f"the guid {item.episode.guid!r} is also that of {first.post.place().file}; "
                "apps show only one of the two",
                item.draft.place("guid"),
                hint="give one of them a guid of its own: guid: …",
            )
