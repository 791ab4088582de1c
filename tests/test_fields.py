"""From front matter to the fields of an episode, in the forms that sites write."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import podfeed
from podfeed import Link, Person
from podfeed.build.aliases import ALIASES
from podfeed.build.fields import read_title
from site_folder import SHOW, Site


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("title: No", "title", "No"),
        ("title: 1e5", "title", "1e5"),
        ("title: Salt &#038; Light &mdash; &amp;amp;", "title", "Salt & Light — &amp;"),
        ("title: The <link> Tag", "title", "The <link> Tag"),
        ("Title: Loud", "title", "Loud"),
        ("guid: 0012", "guid", "0012"),
        ("episode_guid: abc", "guid", "abc"),
        ("id: 9b024349-ccf0-5f69-a609-6b82873eab3c", "guid", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("duration: 39:33", "duration", timedelta(minutes=39, seconds=33)),
        ("duration:\npodcast_duration: 1:02:03", "duration", timedelta(hours=1, minutes=2, seconds=3)),
        ('duration:\ntime: "81"', "duration", timedelta(minutes=81)),
        ("episode: 012", "episode", 12),
        ("number: 7", "episode", 7),
        ("idx: 3", "episode", 3),
        ("season: 2", "season", 2),
        ("episodeType: Bonus", "episode_type", "bonus"),
        ("type: trailer", "episode_type", "trailer"),
        ('explicit: "yes"', "explicit", True),
        ("explicit: clean", "explicit", False),
        ("description: Vec<T> & a < b", "description", "Vec<T> & a < b"),
        ("subtitle: Low water", "subtitle", "Low water"),
        ("description:\nsummary: Short.", "description", "Short."),
        ("description:\nexcerpt: '[Tide](https://tide.example) tables'", "description", "Tide tables"),
        ("description: <p>One</p><p>Two</p>", "description", "One\n\nTwo"),
        ("authors: [Ann, Bo]", "author", "Ann, Bo"),
        ("author: {name: Ann, email: a@b.example}", "author", "Ann"),
        ("tags: deep sea, salt,", "tags", ("deep sea", "salt")),
        ("tags: deep sea", "tags", ("deep", "sea")),
        ("tags: [1984, 'starman: truth']", "tags", ("1984", "starman: truth")),
        ("tags:\n- starman: truth", "tags", ("starman: truth",)),
        ("keywords: salt", "tags", ("salt",)),
        ("image: /a b.jpg", "image", "https://show.example/a%20b.jpg"),
        ("image: {path: /a.jpg}", "image", "https://show.example/a.jpg"),
        ("images: ['', b.jpg]", "image", "https://show.example/b.jpg"),
        ("cover: https://cdn.example/c.png", "image", "https://cdn.example/c.png"),
        ("permalink: /x/", "link", "https://show.example/x/"),
        ("block: true", "block", True),
    ],
)  # fmt: skip
def test_one_key(site: Site, front: str, field: str, value: Any) -> None:
    site.settings('[content]\npath = "content"\npermalink = "/:title/"\n')
    site.episode(front)
    assert getattr(site.one(), field) == value


@pytest.mark.parametrize(
    ("front", "field"),
    [
        ("guid: 00000000-0000-0000-0000-000000000000", "guid"),
        ("id: 16", "guid"),
        ("url: https://blog.example/page/", "enclosure"),
        ("type: podcast", "episode_type"),
    ],
)
def test_keys_that_are_not_taken_blindly(site: Site, front: str, field: str) -> None:
    site.episode()
    plain = getattr(site.one(), field)
    site.episode(front)
    assert getattr(site.one(), field) == plain


def test_the_number_of_a_part_is_no_episode_number(site: Site) -> None:
    site.episode("serie: The Deep\nepisode: 1")
    assert site.one().episode is None


@pytest.mark.parametrize("code", ["CGN8", "p01", "hurricane", "None", "120.5", ""])
def test_codes_are_no_numbers(site: Site, code: str) -> None:
    site.episode(f"episode: {code}")
    assert site.one().episode is None


def test_a_code_is_told(site: Site) -> None:
    site.episode("episode: CGN8")
    (problem,) = site.problems()
    assert (problem.rule, problem.severity) == ("episode-number-invalid", "info")


def test_the_first_heading_is_the_title(site: Site) -> None:
    site.episode("title: ''", "# The *Sea* & I\n\nText.")
    assert site.one().title == "The Sea & I"


def test_the_name_is_the_title_at_last_and_told(site: Site) -> None:
    site.episode("title: ", name="2021-12-02-the_sea.md")
    assert site.one().title == "the sea"
    assert site.rules() == ["item-title-missing"]


# -- dates


def test_the_first_date_that_can_be_read_wins_and_the_broken_one_is_told(site: Site) -> None:
    path = site.episode("publish_date: January 27, 2022\ndate: 2022-01-27-16T00:02:00Z")
    assert site.one().publish_date == datetime(2022, 1, 27, tzinfo=UTC)
    (problem,) = site.problems()
    assert problem.rule == "date-invalid"
    assert problem.severity == "warning"
    assert problem.place is not None
    assert str(problem.place) == f"{path}:3:7"


def test_the_name_dates_a_post_without_a_date(site: Site) -> None:
    site.post("title: x\naudio: https://cdn.example/a.mp3\nlength: 100000", name="2020-12-6-x.md")
    assert site.one().publish_date == datetime(2020, 12, 6, tzinfo=UTC)


def test_no_date_at_all_is_an_error(site: Site) -> None:
    site.post("title: x\naudio: https://cdn.example/a.mp3\nlength: 100000\ndate: tomorrow")
    assert site.rules() == ["date-invalid", "pubdate-missing"]


def test_zone_time_and_day_first(site: Site) -> None:
    site.settings(
        '[content]\npath = "content"\ntimezone = "Europe/Berlin"\ndefault_time = "06:00"\nday_first = true\n'
    )
    site.episode("date: 3/4/2021")
    date = site.one().publish_date
    assert date is not None
    assert date.isoformat() == "2021-04-03T06:00:00+02:00"


def test_an_ambiguous_date_is_told(site: Site) -> None:
    site.episode("date: 3/4/2021")
    assert site.rules() == ["date-ambiguous"]


# -- people


@pytest.mark.parametrize(
    ("front", "people"),
    [
        ("hosts: Kim & Cory", [Person(name="Kim", role="host"), Person(name="Cory", role="host")]),
        ("hosts: [Salt & Light]", [Person(name="Salt & Light", role="host")]),
        ("hosts: [kim, '']", [Person(name="kim", role="host")]),
        ("host: terry", [Person(name="terry", role="host")]),
        ("speaker: [{name: Kim, letter: B}]", [Person(name="Kim", role="host")]),
        ("voices: {kim: true, cory: false}", [Person(name="kim", role="host")]),
        ("guests: {Kim: https://kim.example/}", [Person(name="Kim", role="guest", href="https://kim.example/")]),
        ("guests: {Kim: {email: k@x.example, twitter: '@kim'}}", [Person(name="Kim", role="guest", href="https://twitter.com/kim")]),
        ("guest: {name: Kim, of: A Survey, url: kim.example/x}", [Person(name="Kim", role="guest", href="https://show.example/kim.example/x")]),
        ("guest: [{name: Kim}, {name: Cory}]", [Person(name="Kim", role="guest"), Person(name="Cory", role="guest")]),
        ("guests: [{name: Kim, role: editor}]", [Person(name="Kim", role="editor")]),
        ("guests: []", []),
    ],
)  # fmt: skip
def test_people(site: Site, front: str, people: list[Person]) -> None:
    site.episode(front)
    assert list(site.one().people) == people


def test_people_by_their_id(site: Site) -> None:
    site.settings('[people]\nkim = { name = "Kim Sea", href = "https://kim.example/" }\n')
    site.episode("hosts: [kim]")
    assert list(site.one().people) == [Person(name="Kim Sea", role="host", href="https://kim.example/")]


# -- links


@pytest.mark.parametrize(
    ("front", "links"),
    [
        ("links: https://a.example/", [Link(href="https://a.example/")]),
        (
            "links: [https://a.example/, /b]",
            [Link(href="https://a.example/"), Link(href="https://show.example/b")],
        ),
        ("links:\n- {title: A, url: https://a.example/}", [Link(href="https://a.example/", title="A")]),
        ("links: {A: https://a.example/}", [Link(href="https://a.example/", title="A")]),
        ("shownotes:\n- https://a.example/: The A", [Link(href="https://a.example/", title="The A")]),
    ],
)
def test_links(site: Site, front: str, links: list[Link]) -> None:
    site.episode(front)
    assert list(site.one().links) == links


def test_links_that_the_notes_do_not_hold_are_listed_at_their_end(site: Site) -> None:
    site.episode(
        "links: {Held: https://held.example/, Tide & time: https://tide.example/?a=1&b=2}",
        "See [it](https://held.example/).",
    )
    notes = site.one().notes or ""
    assert notes.count("https://held.example/") == 1
    assert notes.endswith(
        '<ul>\n<li><a href="https://tide.example/?a=1&amp;b=2">Tide &amp; time</a></li>\n</ul>'
    )


def test_links_false_lists_none(site: Site) -> None:
    site.settings('[content]\npath = "content"\nlinks = false\n')
    site.episode("links: https://tide.example/")
    assert "tide" not in (site.one().notes or "")
    assert site.one().links


def test_players_become_links(site: Site) -> None:
    site.episode("", '<iframe src="https://player.example/embed/1?x=1&y=2" title="Listen"></iframe>')
    episode = site.one()
    assert episode.notes == '<p><a href="https://player.example/embed/1?x=1&amp;y=2">Listen</a></p>'
    assert list(episode.links) == [Link(href="https://player.example/embed/1?x=1&y=2", title="Listen")]


# -- description and forbidden characters


def test_the_description_is_the_first_paragraphs_at_most_4000_bytes(site: Site) -> None:
    site.episode("description: ", "Wörter und mehr. " * 400)
    text = site.one().description or ""
    assert 3900 < len(text.encode()) <= 4000
    assert text.endswith(("Wörter…", "und…", "mehr.…"))


def test_a_long_description_is_cut_and_told(site: Site) -> None:
    site.episode("description: " + "word " * 1000)
    assert len((site.one().description or "").encode()) <= 4000
    assert site.rules() == ["item-description-too-long"]


def test_characters_that_xml_forbids_are_taken_out_and_told(site: Site) -> None:
    path = site.write(
        "content/first.toml.md",
        '+++\ntitle = "a\\u000Bb"\ndate = 2021-12-02\ndescription = "x"\n'
        'audio = "https://cdn.example/a.mp3"\nlength = 1000000\n+++\nThe sea.\n',
    )
    assert site.one().title == "ab"
    (problem,) = site.problems()
    assert problem.rule == "xml-illegal-character"
    assert "title" in problem.message
    assert str(problem.place) == f"{path}:2:9"


def test_fields_go_before_the_usual_keys(site: Site) -> None:
    site.settings('[fields]\ntitle = ["heading", "meta.name"]\nimage = "image.path"\n')
    site.episode("title: No\nmeta: {name: Yes}\nimage: {path: /p.png, alt: /q.png}")
    assert site.one().title == "Yes"
    assert site.one().image == "https://show.example/p.png"


def test_an_empty_list_of_fields_reads_no_key(site: Site) -> None:
    site.settings("[fields]\nguid = []\n")
    site.episode("guid: abc")
    assert site.one().guid != "abc"


@given(st.text("a \t\n\r\u00a0\u2003\x0b", min_size=1).filter(str.strip))
def test_a_title_is_one_line_with_one_blank_for_several(text: str) -> None:
    assert read_title(text) == (re.sub(r"[ \t\r\n]+", " ", text.strip()).strip() or None)


@pytest.mark.parametrize("field", sorted(ALIASES))
def test_what_is_taken_exactly_and_fits_nowhere_has_its_place(site: Site, field: str) -> None:
    for value in (
        "x",
        "[x, 1]",
        "{a: b}",
        "5",
        "1.5",
        "true",
        "2021-12-02",
        "null",
        "[]",
        "[[x]]",
        '"\\u0007"',
    ):
        path = site.episode(f"{field}: {{ exact: {value} }}")
        try:
            problems = site.load().problems
        except podfeed.ProblemsError as error:
            problems = error.problems
        assert all(each.place is not None for each in problems), (field, value, problems)
        path.unlink()


@pytest.mark.parametrize("name", sorted(each.name for each in fields(podfeed.Show)))
def test_what_the_settings_take_exactly_and_fits_nowhere_has_its_place(site: Site, name: str) -> None:
    site.episode()
    for value in ('"x"', '["x", 1]', '{ a = "b" }', "5", "1.5", "true", "[]", '[["x"]]'):
        site.settings(
            "",
            show=f"{SHOW}\n{name} = {{ exact = {value} }}\n"
            if f"\n{name} =" not in SHOW
            else re.sub(rf"\n{name} = .*", f"\n{name} = {{ exact = {value} }}", SHOW),
        )
        try:
            problems = site.load().problems
        except podfeed.ProblemsError as error:
            problems = error.problems
        assert all(each.place is not None for each in problems), (name, value, problems)
