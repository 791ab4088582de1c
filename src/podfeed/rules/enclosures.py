"""Rules about the media file of an episode."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from podfeed.model import Enclosure, Episode, Show
from podfeed.rules.registry import Finding, rule

APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
RSS = "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt"


def _enclosures(show: Show) -> Iterator[tuple[Episode, Enclosure]]:
    for episode in show.episodes:
        if episode.enclosure is not None:
            yield episode, episode.enclosure


@rule("enclosure-url-duplicate", "warning", by=("apple",), source=APPLE)
def enclosure_url_duplicate(show: Show) -> Iterator[Finding]:
    """Two episodes have one media file. Apple ignores the second."""
    seen: dict[str, Episode] = {}
    for episode, enclosure in _enclosures(show):
        first = seen.setdefault(enclosure.url, episode)
        if first is not episode:
            yield Finding(
                message="its media file is also that of",
                field="enclosure",
                episode=episode,
                others=(first,),
                hint="give each episode its own file",
            )


@rule("enclosure-length-bitrate-implausible", "warning", by=("best-practice",), source=RSS)
def enclosure_length_bitrate_implausible(show: Show) -> Iterator[Finding]:
    """Length and duration do not fit: fewer than 16 kbit/s or more than 2 Mbit/s of sound."""
    for episode, enclosure in _enclosures(show):
        if not (enclosure.length and episode.duration and enclosure.type.startswith("audio/")):
            continue
        rate = enclosure.length * 8 / episode.duration.total_seconds()
        # Files of a few seconds are mostly tags and covers.
        if not 16_000 <= rate <= 2_000_000 and episode.duration.total_seconds() > 30:
            yield Finding(
                message=f"{enclosure.length} bytes in {episode.duration} are "
                f"{rate / 1000:.0f} kbit/s: one of the two is wrong",
                field="enclosure",
                episode=episode,
                hint="the length counts bytes, the duration is hours:minutes:seconds",
            )


@rule("enclosure-not-https", "info", by=("apple", "psp1"), source=APPLE)
def enclosure_not_https(show: Show) -> Iterator[Finding]:
    """The media file's address begins with http. Some apps refuse it."""
    for episode, enclosure in _enclosures(show):
        if enclosure.url.startswith("http:"):
            yield Finding(
                message="its media file is not served over https",
                field="enclosure",
                episode=episode,
                hint="write https:// if the server answers there",
            )


@rule("enclosure-url-credentials", "error", by=("best-practice",), source=RSS)
def enclosure_url_credentials(show: Show) -> Iterator[Finding]:
    """The media file's address holds a password, which everybody can read in the feed."""
    for episode, enclosure in _enclosures(show):
        parts = urlsplit(enclosure.url)
        if parts.password is not None:
            yield Finding(
                message="the address of its media file holds a user name and a password",
                field="enclosure",
                episode=episode,
                hint="take them out; a feed is public",
            )
