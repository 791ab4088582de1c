"""A blog whose audio lives with a host: posts take it from the host's feed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from podfeed import Enclosure
from site_folder import Site
from test_web import server  # noqa: F401 - the fixture
from web_server import Resource, Server

PLAYER = "https://player.fireside.fm/v2/aB1-shw+"
HEAD = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:fireside="http://podcast.fireside.fm/modules/rss/fireside"><channel><title>Host</title>'
)


def item(guid: str, title: str = "", *, date: str = "Thu, 02 Dec 2021 06:00:00 -0500", more: str = "") -> str:
    return (
        f'<item><title>{title or guid}</title><guid isPermaLink="false">{guid}</guid><pubDate>{date}</pubDate>'
        f'<enclosure url="https://cdn.example/{guid}.mp3" length="30000000" type="audio/mpeg"/>'
        f"<itunes:duration>41:07</itunes:duration>{more}</item>"
    )


def player(name: str) -> str:
    return (
        f"<fireside:playerURL>{PLAYER}{name}</fireside:playerURL><fireside:playerEmbedCode>"
        f'<![CDATA[<iframe src="{PLAYER}{name}?theme=dark"></iframe>]]></fireside:playerEmbedCode>'
    )


def host(site: Site, *items: str, content: str = 'select = { category = "podcast" }') -> None:
    site.write("host.xml", f"{HEAD}{''.join(items)}</channel></rss>")
    site.settings(f'[content]\npath = "content"\n{content}\n[media]\nfeed = "host.xml"\n')


POST = "title: Sea\ndate: 2021-12-02\ncategory: podcast\ndescription: A walk.\n"


@pytest.mark.parametrize(
    ("front", "body"),
    [
        ("guid: ep-2", "Text."),
        ("guid: '2'", "Text."),
        ("fireside_url: https://host.example/2", "Text."),
        (f"embed: <iframe src='{PLAYER}vaXyz2'></iframe>", "Text."),
        (f"player: {PLAYER}vaXyz2", "Text."),
        ("", f'<iframe src="{PLAYER}vaXyz2?theme=dark" width="740"></iframe>'),
        ("", f'<iframe src="{PLAYER}vaXyz2?theme=light&amp;x=1"></iframe>\n\nSee [one]({PLAYER}vaXyz1).'),
        ("", '<iframe src="https://share.host.example/e/vaXyz2"></iframe>'),
        ("permalink: https://host.example/2/", "Text."),
        ("permalink: http://www.host.example/2", "Text."),
    ],
)
def test_a_post_takes_its_item(site: Site, front: str, body: str) -> None:
    second = "2" if front == "guid: '2'" else "ep-2"
    link = "<link>https://host.example/{}</link>"
    host(
        site,
        item("ep-1", more=link.format(1) + player("vaXyz1")),
        item(second, more=link.format(2) + player("vaXyz2")),
        item("ep-3", more=link.format(3) + player("vaXyz3")),
    )
    site.post(POST + front, body)
    episode = site.one()
    assert episode.guid == second
    assert episode.guid_is_permalink is False
    assert episode.enclosure == Enclosure(
        url=f"https://cdn.example/{second}.mp3", length=30000000, type="audio/mpeg"
    )
    assert episode.duration == timedelta(minutes=41, seconds=7)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("The Sea &amp; Me", "Thu, 02 Dec 2021 23:30:00 -0800"),
        ("the sea &amp; me!", "Wed, 01 Dec 2021 12:00:00 GMT"),
        ("The Sea  &amp; Me", "Thu, 02 Dec 2021 00:00:00 GMT"),
    ],
)
def test_title_and_date(site: Site, title: str, date: str) -> None:
    host(site, item("a", title, date=date), item("b", title, date="Thu, 09 Dec 2021 00:00:00 GMT"))
    site.post(POST.replace("Sea", "The Sea & Me"))
    assert site.one().guid == "a"


def test_no_item_is_missing_audio(site: Site) -> None:
    host(site, item("a", "Another"))
    site.post(POST)
    (problem,) = site.problems()
    assert problem.rule == "audio-missing"
    assert "no item of host.xml is about it" in problem.message


def test_a_link_to_another_episode_is_not_its_player(site: Site) -> None:
    host(site, item("ep-1", more=f"<link>https://host.example/1</link>{player('vaXyz1')}"))
    site.post(POST + "links: [https://host.example/1]", f"See [that one]({PLAYER}vaXyz1).")
    assert [each.rule for each in site.problems()] == ["audio-missing"]


def test_two_items_are_an_error(site: Site) -> None:
    host(site, item("a", "Sea"), item("b", "Sea"))
    site.post(POST)
    (problem,) = site.problems()
    assert (problem.rule, problem.severity) == ("audio-invalid", "error")
    assert (
        "2 items of host.xml are about it (it has the same title and date): 'Sea', 'Sea'" in problem.message
    )


def test_two_posts_of_one_item_are_an_error(site: Site) -> None:
    host(site, item("a", "Sea"))
    site.post(POST, name="one.md")
    site.post(POST, name="two.md")
    assert "guid-duplicate" in site.rules()


def test_what_the_post_says_goes_before(site: Site) -> None:
    host(site, item("a", "Sea"))
    site.post(POST + "guid: mine\nlength: 30000000\nduration: 41:07\naudio: https://own.example/a.mp3")
    episode = site.one()
    assert episode.enclosure is not None
    assert (episode.guid, episode.enclosure.url) == ("mine", "https://own.example/a.mp3")


def test_its_own_guid_stays(site: Site) -> None:
    host(site, item("a", "Sea"))
    site.post(POST + "guid: mine")
    assert site.one().guid == "mine"


def test_a_player_makes_a_post_an_episode_but_a_title_does_not(site: Site) -> None:
    host(site, item("a", "Sea", more=player("vaXyz1")), item("b", "Land"), content="")
    site.post("title: Sea\ndate: 2021-12-02", f'<iframe src="{PLAYER}vaXyz1"></iframe>', name="a.md")
    site.post("title: Land\ndate: 2021-12-02", "An essay.", name="b.md")
    assert [each.guid for each in site.load().episodes] == ["a"]


def test_a_host_feed_by_its_url(site: Site, server: Server) -> None:  # noqa: F811 - the fixture
    server.resources["/feed"] = Resource(f"{HEAD}{item('a', 'Sea')}</channel></rss>".encode())
    site.settings(
        f'[content]\npath = "content"\nselect = {{ category = "podcast" }}\n[media]\nfeed = "{server.url("/feed")}"\n'
    )
    site.post(POST)
    assert site.one().guid == "a"


@pytest.mark.parametrize("text", ["<html></html>", "<rss", ""])
def test_a_host_feed_that_cannot_be_read(site: Site, text: str) -> None:
    host(site)
    site.write("host.xml", text)
    site.post(POST)
    first = site.problems()[0]
    assert first.severity == "error"
    assert first.place is not None
    assert first.place.file.endswith("host.xml")


def test_explain_names_the_item(site: Site) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from podfeed.cli import main  # noqa: PLC0415

    host(site, item("a", "Sea"))
    path = site.post(POST)
    result = CliRunner().invoke(main, ["explain", str(path)])
    assert "from host.xml, where it has the same title and date" in result.output
