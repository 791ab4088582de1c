"""Which posts are episodes, and why the others are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podfeed.api import brief_of, feeds_of, settings_of
from site_folder import FRONT, NOW, REMOTE, Site


def outcome(site: Site, **options: object) -> tuple[int, dict[str, int]]:
    """Return the number of episodes, and the reasons of the posts that are left out."""
    settings = settings_of(None, site.folder / "podfeed.toml")
    (feed,) = feeds_of(settings, brief_of(NOW))
    return len(feed.cards), dict(feed.reasons())


@pytest.mark.parametrize(
    "front",
    [
        "category: podcast",
        "category: Podcast",
        "categories: [news, podcast]",
        "categories: news podcast",
        "categories: news, Podcast",
        "Category: podcast",
    ],
)
def test_select_matches_in_every_form(site: Site, front: str) -> None:
    site.settings('[content]\npath = "content"\nselect = { category = "podcast" }\n')
    site.episode(front)
    assert outcome(site) == (1, {})


@pytest.mark.parametrize("front", ["category: news", "category: podcasts", "tags: podcast", ""])
def test_select_leaves_out_the_rest(site: Site, front: str) -> None:
    site.settings('[content]\npath = "content"\nselect = { category = "podcast" }\n')
    site.episode(front)
    assert outcome(site) == (0, {"no episode": 1})


def test_several_keys_must_all_match_and_several_values_any(site: Site) -> None:
    site.settings(
        '[content]\npath = "content"\nselect = { category = ["podcast", "talk"], english = true }\n'
    )
    site.episode("category: talk\nenglish: true", name="a.md")
    site.episode("category: podcast\nenglish: yes", name="b.md")
    site.episode("category: talk\nenglish: false", name="c.md")
    site.episode("category: news\nenglish: true", name="d.md")
    assert outcome(site) == (2, {"no episode": 2})


def test_what_is_selected_must_have_audio(site: Site) -> None:
    site.settings('[content]\npath = "content"\nselect = { category = "podcast" }\n')
    site.post(FRONT + "category: podcast")
    assert site.rules() == ["audio-missing"]


@pytest.mark.parametrize(
    ("front", "body"),
    [
        (REMOTE, ""),
        ("", '<audio src="https://cdn.example/a.mp3"></audio>'),
        ("", '<audio controls><source src="https://cdn.example/a.mp3" type="audio/mpeg"></audio>'),
        ("category: podcast", "[Download](https://cdn.example/a.mp3)"),
        ("layout: episode", "[Download](https://cdn.example/a.mp3)"),
        ("tags: [podcast]", "[Download](https://cdn.example/a.mp3)"),
        ("enclosure:\n- |\n  https://cdn.example/a.mp3\n  24000000\n  audio/mpeg", ""),
    ],
)
def test_without_select_audio_or_a_word_makes_an_episode(site: Site, front: str, body: str) -> None:
    site.post(FRONT + front, body)
    assert outcome(site) == (1, {})
    assert site.one().enclosure is not None


@pytest.mark.parametrize(
    ("front", "body"),
    [
        ("", "[Download](https://cdn.example/a.mp3)"),
        ("", "`<audio src='https://cdn.example/a.mp3'>` is a tag."),
        ("url: https://blog.example/page", ""),
        ("audio: 54683843", ""),
        ("layout: post", ""),
    ],
)
def test_without_select_the_rest_is_left_out(site: Site, front: str, body: str) -> None:
    site.post(FRONT + front, body)
    assert outcome(site) == (0, {"no episode": 1})


def test_a_file_of_its_name_makes_an_episode(site: Site) -> None:
    site.post(FRONT, name="2021-12-02-first.md")
    site.audio("content/2021-12-02-first.mp3")
    assert outcome(site) == (1, {})


@pytest.mark.parametrize(
    ("front", "name"),
    [
        ("draft: true", "a.md"),
        ("published: false", "a.md"),
        ("status: Draft", "a.md"),
        ("upcoming: true", "a.md"),
        ("", "_drafts/a.md"),
        ("", "__draft/a.md"),
    ],
)
def test_drafts_stay_out(site: Site, front: str, name: str) -> None:
    site.episode(front, name=name)
    assert outcome(site) == (0, {"a draft": 1})
    site.settings('[content]\npath = "content"\ndrafts = true\n')
    assert outcome(site) == (1, {})


@pytest.mark.parametrize("front", ["draft: false", "published: true", "status: publish"])
def test_what_is_published_stays_in(site: Site, front: str) -> None:
    site.episode(front)
    assert outcome(site) == (1, {})


def test_the_future_stays_out_until_its_time(site: Site) -> None:
    site.episode("date: 2026-06-01T12:00:00Z")
    assert outcome(site) == (0, {"dated in the future": 1})
    later = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert len(site.load(now=later).episodes) == 1
    site.settings('[content]\npath = "content"\nfuture = true\n')
    assert outcome(site) == (1, {})


def test_several_feeds_narrow_the_select(site: Site) -> None:
    site.settings(
        '[feeds.all]\noutput = "all.xml"\n'
        '[feeds.talks]\noutput = "talks.xml"\nselect = { tags = "talk" }\nlimit = 1\n'
        '[feeds.talks.show]\ntitle = "Talks"\nfeed_url = "https://show.example/talks.xml"\n'
    )
    site.episode("tags: [talk]", name="a.md")
    site.episode("tags: [talk]\ndate: 2021-12-03", name="b.md")
    site.episode("tags: [walk]", name="c.md")
    whole, talks = site.load(feed="all"), site.load(feed="talks")
    assert [whole.title, len(whole.episodes)] == ["Sea Talk", 3]
    assert [talks.title, len(talks.episodes)] == ["Talks", 1]
    assert talks.guid != whole.guid
    assert talks.episodes[0] in whole.episodes
