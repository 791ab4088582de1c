"""Parts in the settings and in front matter: elements of other namespaces, people, live items, mistakes."""

from __future__ import annotations

import json

import pytest

import podfeed
from podfeed import Extra, Person
from site_folder import SHOW, Site

RAW = '<raw:code xmlns:raw="https://raw.example/">7 &lt; 8</raw:code>'


def test_an_element_of_another_namespace(site: Site) -> None:
    site.settings("", show=f"{SHOW}extra = ['{RAW}']\n")
    site.episode(f"extra: ['{RAW}', '<x:y xmlns:x=\"https://x.example/\"/>']")
    show = site.load()
    assert show.extra == (Extra(xml=RAW),)
    assert len(show.episodes[0].extra) == 2
    feed = podfeed.render(show)
    assert feed.count(b'<raw:code xmlns:raw="https://raw.example/">7 &lt; 8</raw:code>') == 2
    assert podfeed.parse(feed).extra == show.extra


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<x:y/>", "unbound prefix"),
        ("<a><b></a>", "mismatched tag"),
        ("7", "not XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "holds no declaration"),
    ],
)
def test_what_is_no_element_is_told_with_its_line(site: Site, written: str, said: str) -> None:
    site.settings("", show=f"{SHOW}extra = ['''{written}''']\n")
    site.episode(f"extra: [{json.dumps(written)}]")
    problems = site.problems()
    assert all(said in problem.message for problem in problems if "extra" in problem.rule)
    places = [problem.place for problem in problems if "extra" in problem.rule]
    assert [place.line for place in places if place] == [12, 2]


def test_an_element_written_as_keys_is_told_in_settings_and_is_not_meant_in_posts(site: Site) -> None:
    site.settings("", show=f'{SHOW}extra = {{ name = "x:y" }}\n')
    site.episode("extra:\n  name: x:y")  # sites keep data of their own there
    problems = [problem for problem in site.problems() if "extra" in problem.rule]
    assert [problem.message for problem in problems] == ["an element of its own is XML"]
    assert [problem.place.line for problem in problems if problem.place] == [12]


def test_extra_in_code_is_compared_by_what_it_says() -> None:
    one = Extra(xml='<a:x xmlns:a="urn:x" c="1" b="2"/>')
    other = Extra(xml='<q:x xmlns:q="urn:x" b="2" c="1"></q:x>')
    assert one == other
    assert hash(one) == hash(other)
    assert one != Extra(xml='<q:x xmlns:q="urn:y" b="2" c="1"/>')
    assert Extra(xml="<no") == Extra(xml="<no")
    assert one != "x"


@pytest.mark.parametrize("xml", ["<a>", "no", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_extra_in_code_that_is_no_element(xml: str) -> None:
    with pytest.raises(podfeed.BadValueError):
        podfeed.render(podfeed.Show(title="t", extra=[Extra(xml=xml)]))


PEOPLE = {
    "people.yml": "ann: {name: Ann Other, href: https://ann.example/, image: /ann.jpg}\n",
    "people.toml": '[ann]\nname = "Ann Other"\nhref = "https://ann.example/"\nimage = "/ann.jpg"\n',
    "people.json": '{"ann": {"name": "Ann Other", "href": "https://ann.example/", "image": "/ann.jpg"}}',
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people_out_of_a_data_file(site: Site, name: str) -> None:
    site.write(f"data/{name}", PEOPLE[name])
    site.settings("", show=f'people = "data/{name}"\n{SHOW}')
    site.episode("hosts: [ann]")
    assert site.one().people == (
        Person(
            name="Ann Other", role="host", href="https://ann.example/", image="https://show.example/ann.jpg"
        ),
    )


@pytest.mark.parametrize("text", ["", None, "- a\n", "{", "ann: [1"])
def test_a_data_file_that_holds_no_people(site: Site, text: str | None) -> None:
    if text is not None:
        site.write("data/people.yml", text)
    site.settings("", show=f'people = "data/people.yml"\n{SHOW}')
    site.episode("hosts: [ann]")
    problems = site.problems()
    assert text == "" or problems[0].severity == "error"
    assert text == "" or (problems[0].place and problems[0].place.file.endswith("people.yml"))


def test_people_of_the_settings(site: Site) -> None:
    site.settings('[people]\nann = { name = "Ann Other" }\n', show=f"{SHOW}people = ['ann', 'Cy Sea']\n")
    site.episode()
    assert [each.name for each in site.load().people] == ["Ann Other", "Cy Sea"]


@pytest.mark.parametrize(
    ("front", "rule"),
    [
        ("funding: {adress: x}", "item-funding-invalid"),
        ("soundbites: [{start: soon, duration: 5}]", "item-soundbites-invalid"),
        ("alternate_enclosures: [{type: audio/opus, bitrate: fast}]", "item-alternate-enclosures-invalid"),
        ("value: {type: lightning, recipients: [{name: Ann}]}", "item-values-invalid"),
        ("license: {url: https://x.example}", "item-license-invalid"),
    ],
)
def test_a_part_that_cannot_be_read_is_told_with_its_line(site: Site, front: str, rule: str) -> None:
    site.episode(front)
    (problem,) = site.problems()
    assert (problem.rule, problem.severity) == (rule, "warning")
    assert problem.place is not None
    assert problem.place.line == 2
