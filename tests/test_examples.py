"""The examples: input beside result, and what other people's readers make of it.

PODFEED_UPDATE=1 in the environment writes the results anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import podcastparser
import pytest
from click.testing import CliRunner

import podfeed
from podfeed.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
SHOWS = ["hugo", "jekyll", "pipeline"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def rendered(name: str) -> bytes:
    return podfeed.render(podfeed.load(config=EXAMPLES / name / "podfeed.toml", now=NOW))


@pytest.mark.parametrize("name", SHOWS)
def test_an_example_gives_the_feed_beside_it(name: str) -> None:
    feed, expected = rendered(name), EXAMPLES / name / "expected.xml"
    if os.environ.get("PODFEED_UPDATE"):
        expected.write_bytes(feed)
    assert feed.decode() == expected.read_text("utf-8")
    assert podfeed.parse(feed) == podfeed.load(config=EXAMPLES / name / "podfeed.toml", now=NOW)


@pytest.mark.parametrize("name", SHOWS)
def test_the_lock_of_an_example_is_current(name: str, tmp_path: Path) -> None:
    settings = EXAMPLES / name / "podfeed.toml"
    options = [] if os.environ.get("PODFEED_UPDATE") else ["--locked"]
    arguments = ["render", "--config", str(settings), "--now", NOW.isoformat(), *options]
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "feed.xml")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "feed.xml").read_text("utf-8") == (EXAMPLES / name / "expected.xml").read_text("utf-8")


@pytest.mark.parametrize("name", SHOWS)
def test_nothing_in_an_example_is_an_error(name: str) -> None:
    show = podfeed.load(config=EXAMPLES / name / "podfeed.toml", now=NOW)
    assert {problem.rule for problem in show.problems} <= {"notes-template-removed"}


def test_the_readme_shows_what_the_example_gives() -> None:
    readme = (EXAMPLES.parent / "README.md").read_text("utf-8")
    post = readme.partition("```markdown\n")[2].partition("```")[0]
    item = readme.partition("```xml\n")[2].partition("```")[0]
    assert post == (EXAMPLES / "pipeline/content/2024-02-08-labelling.md").read_text("utf-8")
    assert item in (EXAMPLES / "pipeline/expected.xml").read_text("utf-8")


def test_the_build_script(tmp_path: Path) -> None:
    output = tmp_path / "feed.xml"
    subprocess.run([sys.executable, str(EXAMPLES / "build_script.py"), str(output)], check=True)
    titles = [entry.title for entry in feedparser.parse(output).entries]
    assert titles == ["Why harbours silt up", "How tides work"]


@pytest.mark.parametrize("name", SHOWS)
def test_feedparser_and_podcastparser_read_the_same(name: str) -> None:
    feed = EXAMPLES / name / "expected.xml"
    one = feedparser.parse(feed).entries
    with feed.open("rb") as stream:
        two = podcastparser.parse("https://show.example/feed.xml", stream)["episodes"]
    ours = podfeed.parse(feed).episodes
    seen_one = {
        (e.title, e.id, e.enclosures[0].href, e.enclosures[0].length, int(e.itunes_duration)) for e in one
    }
    seen_two = {
        (
            e["title"],
            e["guid"],
            e["enclosures"][0]["url"],
            str(max(e["enclosures"][0]["file_size"], 0)),
            e["total_time"],
        )
        for e in two
    }
    assert seen_one == seen_two == {seen(episode) for episode in ours}


def seen(episode: podfeed.Episode) -> tuple[str | None, str | None, str, str, int]:
    """Return what every reader should see of an episode."""
    assert episode.enclosure is not None
    assert episode.duration is not None
    length = str(episode.enclosure.length or 0)
    seconds = int(episode.duration.total_seconds())
    return episode.title, episode.guid, episode.enclosure.url, length, seconds
