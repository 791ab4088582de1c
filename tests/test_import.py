"""A feed becomes posts, and the posts the same feed: every value is what it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings

import podfeed
from podfeed.cli import main
from podfeed.imports import import_show
from podfeed.imports.proof import prove
from table_strategies import shows
from test_corpus import CORPUS

FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:fireside="https://fireside.example/rss">
<channel>
<title>Old &amp;amp; New</title><link>https://old.example/</link><description>What was.</description>
<itunes:category text="Games &amp; Hobbies"/><itunes:explicit>no</itunes:explicit>
<fireside:hostname>web01</fireside:hostname>
<item>
 <title>AT&amp;amp;T &amp; co  twice</title><guid>0012</guid><pubDate>Thu, 02 Dec 2021 06:00:00 EST</pubDate>
 <enclosure url="https://cdn.example/a b.mp3?x=1&amp;y=2" length="" type="audio/mp3"/>
 <itunes:duration>62:03</itunes:duration><itunes:author>Ann &amp;amp; Bo</itunes:author>
 <description><![CDATA[<p>One  two</p>]]></description>
 <content:encoded><![CDATA[<p class="x">{{ braces }} &amp; <iframe src="https://p.example/e"></iframe></p>]]></content:encoded>
 <category>deep &amp;amp; blue</category><podcast:person role="guest">Cy</podcast:person><podcast:person>Di</podcast:person>
 <podcast:episode display="Ch. 3">12.5</podcast:episode>
</item>
<item>
 <title>Same guid</title><guid>0012</guid><pubDate>Thu, 02 Dec 2021 06:00:00 +0000</pubDate>
 <enclosure url="https://cdn.example/c.mp3" length="5" type="audio/mpeg"/><description>Plain *text* alone.</description>
</item>
<item><title>No audio</title><guid isPermaLink="true">https://old.example/3</guid><description>Just text.</description></item>
</channel></rss>
"""


def write(folder: Path) -> Path:
    path = folder / "old.xml"
    path.write_text(FEED, "utf-8")
    return path


def test_the_command_proves_that_everything_is_what_it_was(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["import", str(write(tmp_path)), str(tmp_path / "posts")])
    assert result.exit_code == 0, result.output
    assert "3 posts and" in result.stdout
    assert "guid" in result.stderr
    assert "[guid-duplicate]" in result.stderr
    assert "a player became a link: https://p.example/e" in result.stdout
    assert "proof: in 3 episodes every guid, enclosure, date, duration, title, note and tag" in result.stdout
    names = sorted(path.name for path in (tmp_path / "posts").iterdir())
    assert names == [
        "2021-12-02-at-t-co-twice.html",
        "2021-12-02-same-guid.html",
        "no-audio.md",
        "podfeed.toml",
    ]


def test_guids_titles_and_urls_are_kept_letter_by_letter(tmp_path: Path) -> None:
    show = podfeed.parse(write(tmp_path))
    made = import_show(show, tmp_path / "posts")
    back = podfeed.load(config=made.settings)
    episode = next(each for each in back.episodes if (each.title or "").startswith("AT"))
    assert episode.title == "AT&amp;T & co  twice"
    assert episode.guid == "0012"
    assert episode.enclosure == podfeed.Enclosure(
        url="https://cdn.example/a b.mp3?x=1&y=2", length=None, type="audio/mp3"
    )
    assert [each.name for each in episode.people] == ["Cy", "Di"]
    assert episode.people[1].role is None
    assert "{{ braces }}" in (episode.notes or "")
    assert list(back.categories) == ["Games & Hobbies"]
    assert prove(show, podfeed.parse(podfeed.render(back))).differences == ()


def test_what_the_source_broke_is_ignored_with_a_comment(tmp_path: Path) -> None:
    made = import_show(podfeed.parse(write(tmp_path)), tmp_path / "posts")
    text = made.settings.read_text("utf-8")
    ignored = set(re.findall(r'^    "([a-z-]+)",$', text.partition("ignore = [")[2], re.MULTILINE))
    assert {
        "itunes-category-obsolete",
        "guid-duplicate",
        "enclosure-missing",
        "itunes-image-missing",
    } <= ignored
    assert "# What the feed broke" in text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    feed = write(tmp_path)
    import_show(podfeed.parse(feed), tmp_path / "posts")
    before = {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()}
    result = CliRunner().invoke(main, ["import", str(feed), str(tmp_path / "posts")])
    assert result.exit_code == 1
    assert "nothing is overwritten" in result.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()} == before


def test_a_difference_is_printed_and_fails(tmp_path: Path) -> None:
    source = podfeed.parse(write(tmp_path))
    changed = source.replace(episodes=[source.episodes[0].replace(title="Other"), *source.episodes[1:]])
    (difference,) = prove(source, changed).differences
    assert (difference.field, difference.is_now) == ("title", "Other")
    assert prove(source, source.replace(episodes=source.episodes[:2])).differences[-1].field == "episodes"


# Making a failing show smaller takes minutes, and its difference says enough.
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(shows())
def test_any_show_comes_through(tmp_path_factory: pytest.TempPathFactory, drawn: podfeed.Show) -> None:
    """Notes are left out, because the proof sanitises them; guids, because posts need one each."""
    many = [each.replace(notes=None, guid=f"g{number}") for number, each in enumerate(drawn.episodes)]
    show = podfeed.parse(podfeed.render(drawn.replace(episodes=many)))
    made = import_show(show, tmp_path_factory.mktemp("posts"))
    back = podfeed.load(config=made.settings)
    assert prove(show, podfeed.parse(podfeed.render(back))).differences == ()


# Feeds of the corpus whose proof is empty; the rest are no well-formed RSS.
FEEDS = sorted(
    path.stem
    for path in (CORPUS / "feeds").glob("*.xml")
    if path.stem not in ("castalio-podcast-atom", "partytime-no-agenda", "podcastlinux-express")
)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", FEEDS or ["none"])
def test_every_feed_of_the_corpus(name: str, tmp_path: Path) -> None:
    show = podfeed.parse(CORPUS / "feeds" / f"{name}.xml")
    again = podfeed.parse(podfeed.render(show))
    assert again == show
    made = import_show(show, tmp_path / "posts")
    back = podfeed.parse(podfeed.render(podfeed.load(config=made.settings)))
    assert prove(show, back).differences == ()
