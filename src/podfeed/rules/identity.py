"""Rules about who an episode is."""

from __future__ import annotations

from collections.abc import Iterator

from podfeed.model import Episode, Show
from podfeed.rules.registry import Finding, rule

APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
RSS = "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt"


@rule("guid-duplicate", "error", by=("apple", "spotify", "psp1"), source=APPLE)
def guid_duplicate(show: Show) -> Iterator[Finding]:
    """Two episodes have one guid. Apps keep one of them and drop the other."""
    seen: dict[str, Episode] = {}
    for episode in show.episodes:
        if episode.guid is None:
            continue
        first = seen.setdefault(episode.guid, episode)
        if first is not episode:
            yield Finding(
                message=f"the guid {episode.guid!r} is also that of",
                field="guid",
                episode=episode,
                others=(first,),
                hint="give one of the two a guid of its own; never change one that is published",
            )


@rule("guid-duplicate-case", "warning", by=("psp1",), source=RSS)
def guid_duplicate_case(show: Show) -> Iterator[Finding]:
    """Two guids differ in case only. Some apps take them for one."""
    seen: dict[str, Episode] = {}
    for episode in show.episodes:
        if episode.guid is None:
            continue
        first = seen.setdefault(episode.guid.casefold(), episode)
        if first.guid != episode.guid:
            yield Finding(
                message=f"the guid {episode.guid!r} differs only in case from that of",
                field="guid",
                episode=episode,
                others=(first,),
                hint="give an episode that is not published yet another guid",
            )


@rule("guid-weak", "warning", by=("rss",), source=RSS)
def guid_weak(show: Show) -> Iterator[Finding]:
    """A guid looks like a number. The Podcast Index reads ``0012`` as 12 and ``1e5`` as 100000."""
    for episode in show.episodes:
        guid = episode.guid
        if guid is not None and _is_number(guid):
            yield Finding(
                message=f"the guid {guid!r} looks like a number, and some apps change it",
                field="guid",
                episode=episode,
                hint="leave it as it is once published; give new episodes none, and they get a UUID",
            )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@rule("guid-permalink-not-url", "error", by=("rss",), source=RSS)
def guid_permalink_not_url(show: Show) -> Iterator[Finding]:
    """A guid says that it is the episode's page, and is no web address."""
    for episode in show.episodes:
        if episode.guid_is_permalink and not (episode.guid or "").startswith(("http:", "https:")):
            yield Finding(
                message=f"the guid {episode.guid!r} is said to be a permalink and is no address",
                field="guid",
                episode=episode,
                hint="set guid_is_permalink to False",
            )
