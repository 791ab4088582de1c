"""A folder becomes a feed: order, identity, reproducibility, and what the library raises."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

import podfeed
from site_folder import FRONT, NOW, SHOW, Site


def test_newest_first_and_ties_by_identity(site: Site) -> None:
    for name, day in (("a", 3), ("b", 1), ("c", 2), ("d", 2)):
        site.episode(
            f"title: {name}\ndate: 2021-12-0{day}\naudio: https://cdn.example/{name}.mp3", name=f"{name}.md"
        )
    show = site.load()
    titles = [episode.title for episode in show.episodes]
    assert titles[0] == "a"
    assert titles[3] == "b"
    tied = [episode for episode in show.episodes if episode.title in ("c", "d")]
    assert tied == sorted(tied, key=lambda episode: episode.guid or "")
    assert show.last_build_date == show.publish_date == datetime(2021, 12, 3, tzinfo=UTC)


def test_the_build_date_follows_source_date_epoch(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site.episode()
    assert site.load().last_build_date == datetime.fromtimestamp(1700000000, UTC)


def test_an_identity_survives_edits(site: Site) -> None:
    site.episode(name="2021-12-02-tide.md")
    before = site.one().guid
    (site.folder / "content" / "2021-12-02-tide.md").unlink()
    site.episode(
        "title: Another\ndate: 2021-12-05\naudio: https://new.example/b.mp3", name="2021-12-05-tide.md"
    )
    assert site.one().guid == before


def test_two_posts_with_one_identity_are_an_error_naming_both(site: Site) -> None:
    site.episode("audio: https://cdn.example/b.mp3", name="2021-12-02-tide.md")
    site.episode(name="2021-12-03-tide.md")
    problems = [problem for problem in site.problems() if problem.severity == "error"]
    assert [problem.rule for problem in problems] == ["guid-duplicate"]
    assert problems[0].place is not None
    named = problems[0].place.file + problems[0].message
    assert "2021-12-02-tide.md" in named
    assert "2021-12-03-tide.md" in named


def test_the_same_bytes_whatever_the_machine(site: Site, tmp_path: Path) -> None:
    names = [f"{number:02}.md" for number in range(12)]
    random.Random(1).shuffle(names)
    for name in names:
        site.episode(f"title: {name}\ndate: 2021-12-02 10:00", name=name)
    site.settings("[content]\npath = 'content'\npermalink = '/:year/:month/:title/'\n")
    outputs = set()
    for number, (zone, language, folder) in enumerate(
        [
            ("UTC", "C", site.folder),
            ("Asia/Tokyo", "de_DE.UTF-8", tmp_path.parent),
            ("America/New_York", "C.UTF-8", Path("/")),
        ]
    ):
        environment = {**os.environ, "TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-m", "podfeed", "render", "--config", str(site.folder / "podfeed.toml")]
        command += ["-o", "-", "--now", "2026-01-01"]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_the_library_raises_all_errors_with_the_show_that_could_be_built(site: Site) -> None:
    site.episode()
    site.post("title: [", name="broken.md")
    site.episode("explicit: maybe", name="other.md")
    with pytest.raises(podfeed.ProblemsError) as caught:
        site.load()
    errors = [problem.rule for problem in caught.value.problems if problem.severity == "error"]
    assert errors == ["front-matter-invalid", "itunes-explicit-invalid"]
    assert caught.value.show is not None
    assert len(caught.value.show.episodes) == 2
    assert "broken.md:3:1: error:" in str(caught.value)


def test_warnings_stand_in_the_shows_problems(site: Site) -> None:
    site.episode("date: 3/4/2021")
    show = site.load()
    assert [problem.rule for problem in show.problems] == ["date-ambiguous"]
    assert podfeed.render(show) == podfeed.render(show.replace(problems=[]))


def test_text_and_path_are_paths_and_bytes_are_xml(site: Site) -> None:
    site.episode()
    feed = podfeed.render(site.load())
    path = site.write("feed.xml", feed)
    assert podfeed.parse(path) == podfeed.parse(str(path)) == podfeed.parse(feed)
    rules = [problem.rule for problem in podfeed.validate(feed)]
    assert rules == [
        problem.rule for problem in podfeed.validate(str(path), config=site.folder / "podfeed.toml")
    ]
    assert rules == [problem.rule for problem in podfeed.validate(podfeed.parse(feed))]
    assert rules == [problem.rule for problem in podfeed.validate(path, config=site.folder / "podfeed.toml")]
    assert podfeed.load(str(site.folder / "content"), now=NOW) == site.load()


@pytest.mark.parametrize(
    ("feed", "rule"),
    [
        (b"<rss><channel>", "xml-not-well-formed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed-root-not-rss"),
        (b"<html><body/></html>", "feed-html-response"),
        (b"", "xml-empty-document"),
    ],
)
def test_what_is_no_feed_gives_one_clear_error(feed: bytes, rule: str) -> None:
    with pytest.raises(podfeed.ProblemsError) as caught:
        podfeed.parse(feed)
    assert [problem.rule for problem in caught.value.problems] == [rule]
    assert [problem.rule for problem in podfeed.validate(feed)] == [rule]


def test_a_feed_made_without_any_file() -> None:
    show = podfeed.Show(
        title="Sea Talk",
        description="What the sea says.",
        link="https://show.example/",
        feed_url="https://show.example/feed.xml",
        language="en",
        author="Ann Other",
        image="https://show.example/cover.jpg",
        categories=["Science"],
        explicit=False,
        episodes=[
            podfeed.Episode(
                title="First",
                guid="first",
                description="A walk.",
                publish_date=datetime(2021, 12, 2, tzinfo=UTC),
                enclosure=podfeed.Enclosure(url="https://cdn.example/a.mp3", length=5, type="audio/mpeg"),
            )
        ],
    )
    assert not any(problem.severity == "error" for problem in podfeed.validate(show))
    (entry,) = feedparser.parse(podfeed.render(show)).entries
    assert (entry.title, entry.id, entry.enclosures[0].length) == ("First", "first", "5")


# -- front matter of every kind, sidecars and lists


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: First\ndate: 2021-12-02\naudio: https://cdn.example/a.mp3\nlength: 1000000\n---\nThe sea.\n",
        "\ufeff---\r\ntitle: First\r\ndate: 2021-12-02\r\naudio: https://cdn.example/a.mp3\r\nlength: 1000000\r\n---\r\nThe sea.\r\n",
        '+++\ntitle = "First"\ndate = 2021-12-02\naudio = "https://cdn.example/a.mp3"\nlength = 1000000\n+++\nThe sea.\n',
        '{"title": "First", "date": "2021-12-02", "audio": "https://cdn.example/a.mp3", "length": 1000000}\nThe sea.\n',
        '{\n"title": "First",\n"date": "2021-12-02",\n"audio": "https://cdn.example/a.mp3",\n"length": 1000000\n}\n\nThe sea.\n',
        '---json\n{"title": "First", "date": "2021-12-02", "audio": "https://cdn.example/a.mp3", "length": 1000000}\n---\nThe sea.\n',
        "Title: First\nDate: 2021-12-02\naudio: https://cdn.example/a.mp3\nlength: 1000000\n\nThe sea.\n",
    ],
)
def test_front_matter_of_every_kind(site: Site, text: str) -> None:
    site.write("content/first.md", text)
    episode = site.one()
    assert (episode.title, episode.notes) == ("First", "<p>The sea.</p>")
    assert episode.publish_date == datetime(2021, 12, 2, tzinfo=UTC)
    assert episode.enclosure == podfeed.Enclosure(
        url="https://cdn.example/a.mp3", length=1000000, type="audio/mpeg"
    )


def test_restructured_text(site: Site) -> None:
    pytest.importorskip("docutils", reason="the extra rst is not installed")
    site.write(
        "content/first.rst",
        "First\n#####\n:date: 2021-12-02\n:podcast: https://cdn.example/a.mp3\n:length: 1000000\n"
        ":tags: deep sea,\n   salt\n\nThe `sea`_.\n\n.. _sea: https://sea.example/\n",
    )
    episode = site.one()
    assert episode.title == "First"
    assert list(episode.tags) == ["deep sea", "salt"]
    assert 'href="https://sea.example/"' in (episode.notes or "")


def test_metadata_beside_the_post(site: Site) -> None:
    site.write("content/tide/index.md", "The sea.\n")
    site.write("content/tide/index.yml", "title: First\ndate: 2021-12-02\nduration: 39:33\nepisode: x1\n")
    site.write(
        "content/tide/index.json",
        '{"duration": 3015053, "fileSize": 24142748, "audio": "https://cdn.example/a.mp3"}',
    )
    episode = site.one()
    assert str(episode.duration) == "0:39:33"
    assert episode.enclosure is not None
    assert episode.enclosure.length == 24142748
    (problem,) = site.problems()
    assert problem.place is not None
    assert (Path(problem.place.file).name, problem.place.line) == ("index.yml", 4)


LISTS = {
    "episodes.yml": "- title: First\n  guid: a\n  date: 2021-12-02\n  audio: https://cdn.example/a.mp3\n  length: 1000000\n  notes: The *sea*.\n",
    "episodes.json": '{"episodes": [{"title": "First", "guid": "a", "date": "2021-12-02", "audio": "https://cdn.example/a.mp3", "length": 1000000, "notes": "The *sea*."}]}',
    "episodes.toml": '[[episodes]]\ntitle = "First"\nguid = "a"\ndate = 2021-12-02\naudio = "https://cdn.example/a.mp3"\nlength = 1000000\nnotes = "The *sea*."\n',
    "episodes.csv": "title,guid,date,audio,length,notes\nFirst,a,2021-12-02,https://cdn.example/a.mp3,1000000,The *sea*.\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_whole_show_in_one_list(site: Site, name: str) -> None:
    path = site.write(name, LISTS[name])
    show = podfeed.load(path, config=site.folder / "podfeed.toml", now=NOW)
    (episode,) = show.episodes
    assert (episode.title, episode.guid) == ("First", "a")
    assert episode.notes == "<p>The <em>sea</em>.</p>"


def test_a_row_without_an_identity_of_its_own_is_told(site: Site) -> None:
    path = site.write("episodes.csv", LISTS["episodes.csv"].replace("guid", "other"))
    show = podfeed.load(path, config=site.folder / "podfeed.toml", now=NOW)
    moved = site.write(
        "episodes.csv",
        LISTS["episodes.csv"]
        .replace("guid", "other")
        .replace("First", "Second,x,2021-12-03,https://cdn.example/b.mp3,1000000,x\nFirst", 1),
    )
    again = podfeed.load(moved, config=site.folder / "podfeed.toml", now=NOW)
    assert [problem.rule for problem in show.problems] == ["guid-from-title"]
    assert show.episodes[0].guid in [episode.guid for episode in again.episodes]


def test_the_settings_may_stand_in_a_pyproject(site: Site) -> None:
    text = (
        (site.folder / "podfeed.toml")
        .read_text()
        .replace("[show]", "[tool.podfeed.show]")
        .replace("[content]", "[tool.podfeed.content]")
    )
    (site.folder / "podfeed.toml").unlink()
    site.write("pyproject.toml", text)
    site.episode()
    assert podfeed.load(site.folder / "content", now=NOW).title == "Sea Talk"


def test_a_post_that_is_no_text_is_told(site: Site) -> None:
    site.episode()
    site.write("content/store.md", b"Bud1\x00\x00")
    site.write("content/latin.md", "---\ntitle: gr\u00fc\u00df\n---\n".encode("latin-1"))
    assert sorted(rule for rule in site.rules()) == ["file-not-text", "file-not-utf8"]


def test_settings_above_the_folder_are_found(site: Site) -> None:
    site.post(FRONT + "audio: https://cdn.example/a.mp3\nlength: 1000000", name="deep/down/a.md")
    show = podfeed.load(site.folder / "content" / "deep", now=NOW)
    assert len(show.episodes) == 1
    assert SHOW
