"""Real sites and their published feeds, where they lie beside the project; skipped elsewhere.

PODFEED_CORPUS names the folder; without it, ../shared/corpus is looked for.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

import podfeed
from podfeed.api import brief_of, feeds_of, settings_of

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("PODFEED_CORPUS", HERE.parent.parent / "shared" / "corpus"))
NOW = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

# How many episodes each site has: every one that it published.
EPISODES = {
    "CastalioPodcast+castaliopodcast.github.io": 155,
    "CastalioPodcast+castaliopodcast.github.io@pelican": 155,
    "JupiterBroadcasting+jupiterbroadcasting.com": 331,
    "Songmu+podbard": 4,
    "arresteddevops+ado-hugo": 205,
    "gaikiyokufm+gaikiyokufm.github.io": 75,
    "grokpodcast+site": 147,
    "kodsnack+site": 164,
    "pragmaticly+teahour.fm": 94,
    "researchat+researchat.github.io": 170,
    "rustacean-station+rustacean-station.org": 179,
    "settermjd+podcast-site": 32,
    "writethedocspodcast+writethedocspodcast.github.io": 35,
    "zenml": 12,
}
# The published feed of a site, the site's feed in our settings, and the fields that agree in every episode.
PUBLISHED = [
    ("castalio-hugo-episodes", "CastalioPodcast+castaliopodcast.github.io", None, "date url guid"),
    ("castalio-podcast-rss", "CastalioPodcast+castaliopodcast.github.io@pelican", None, "title date url"),
    ("teahour", "pragmaticly+teahour.fm", None, "date url"),
    ("kodsnack-international", "kodsnack+site", "international", "title day"),
    ("kodsnack-sumpsnack", "kodsnack+site", "sumpsnack", "title day"),
]


def settings(site: str, folder: Path) -> Path:
    text = (HERE / "corpus" / f"{site}.toml").read_text("utf-8")
    path = folder / "podfeed.toml"
    path.write_text(text.replace("@SITE@", str(CORPUS / "sites" / site)), "utf-8")
    return path


def built(site: str, folder: Path, feed: str | None = None) -> podfeed.Show:
    config = settings_of(None, settings(site, folder))
    found = next(iter(feeds_of(config, brief_of(NOW), feed=feed)))
    assert not [problem for problem in found.problems if problem.severity == "error"]
    return found.show


def test_every_site_has_its_settings() -> None:
    assert set(EPISODES) == {path.stem for path in (HERE / "corpus").glob("*.toml")}
    for path in (HERE / "corpus").glob("*.toml"):
        lines = path.read_text("utf-8").partition("[content]")[2].splitlines()
        assert len([line for line in lines if line.strip()]) <= 12


@pytest.mark.parametrize("site", EPISODES)
def test_every_published_episode_is_an_item(site: str, tmp_path: Path) -> None:
    show = built(site, tmp_path)
    assert len(show.episodes) == EPISODES[site]
    for episode in show.episodes:
        assert episode.title
        assert episode.publish_date
        assert episode.enclosure
    feed = podfeed.render(show)
    assert len(feedparser.parse(feed).entries) == EPISODES[site]
    assert podfeed.parse(feed) == show


def plain(title: str) -> str:
    """Return a title without what a site's template put around it: a number, another case."""
    return re.sub(r"^#\d+|\W+", "", title.lower())


@pytest.mark.parametrize(("feed", "site", "name", "agree"), PUBLISHED)
def test_the_published_feed_says_the_same(
    feed: str, site: str, name: str | None, agree: str, tmp_path: Path
) -> None:
    ours = {plain(episode.title or ""): episode for episode in built(site, tmp_path, name).episodes}
    entries = feedparser.parse(CORPUS / "feeds" / f"{feed}.xml").entries
    assert entries
    for entry in entries:
        episode = ours[plain(entry.title)]
        assert episode.publish_date is not None
        assert episode.enclosure is not None
        date = episode.publish_date.astimezone(UTC)
        same = {
            "title": entry.title == episode.title,
            "date": entry.published_parsed[:6] == date.timetuple()[:6],
            "day": entry.published_parsed[:3] == date.timetuple()[:3],
            "url": entry.enclosures[0].href == episode.enclosure.url,
            "guid": entry.id == episode.guid,
        }
        assert [field for field in agree.split() if not same[field]] == [], entry.title
