"""What fuzzing found, as people would meet it: each was a traceback, a wrong line or a broken feed."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

import podfeed
from podfeed import BadValueError, Chapter, Place, Problem, ProblemsError, urls
from podfeed.audio import embed, quicktime
from podfeed.chapters import read_text_of
from podfeed.check import Choice, examine
from podfeed.check.diff import changes
from podfeed.check.fix import fixed
from podfeed.check.history import pairs
from podfeed.lock import read_lock
from podfeed.masking import masked
from podfeed.posts import read_post
from podfeed.report import as_github, as_json, as_junit, as_sarif
from podfeed.zones import parse_timezone
from site_folder import Site

ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
SEPARATOR = "\u2028"


def feed(inner: str, spaces: str = "") -> bytes:
    return f'<rss version="2.0" {spaces}><channel><title>Tide</title>{inner}</channel></rss>'.encode()


# -- reading and writing feeds


def test_history_in_an_item_is_declared() -> None:
    show = podfeed.parse(
        feed("<item><fh:archive/></item>", 'xmlns:fh="http://purl.org/syndication/history/1.0"')
    )
    again = podfeed.render(show)
    etree.fromstring(again)
    assert podfeed.parse(again) == show


@pytest.mark.parametrize("recover", [False, True])
def test_a_namespace_that_is_no_address_is_told(recover: bool) -> None:
    source = feed("<item><x:episode>1</x:episode></item>", 'xmlns:x="s}"')
    with pytest.raises(ProblemsError, match="xml-not-well-formed"):
        podfeed.parse(source, recover=recover)


def test_an_unknown_element_of_a_namespace_that_nothing_else_uses() -> None:
    show = podfeed.parse(feed('<item><media:odd xmlns:media="http://search.yahoo.com/mrss/"/></item>'))
    written = podfeed.render(show)
    assert etree.fromstring(written) is not None
    assert podfeed.parse(written) == show


def test_a_namespace_that_is_a_relative_address() -> None:
    show = podfeed.parse(feed('<x:odd xmlns:x="../spec">a</x:odd>'))
    assert show.extra[0].xml == '<x:odd xmlns:x="../spec">a</x:odd>'
    assert podfeed.parse(podfeed.render(show)) == show


def test_entities_are_text_in_what_can_be_read_of_a_broken_feed() -> None:
    show = podfeed.parse(
        feed("<description>Salt&nbsp;Tide &odd; x</description><x>a&eacute;</x>"), recover=True
    )
    assert show.description == "Salt\xa0Tide &odd; x"
    assert show.extra[0].xml == "<x>aé</x>"


def test_an_entity_that_a_feed_declares_is_kept_as_written() -> None:
    data = b'<!DOCTYPE rss [<!ENTITY tide "ebb">]>' + feed("<description>High &tide; low</description>")
    assert podfeed.parse(data).description == "High &tide; low"


@pytest.mark.parametrize(
    "inner",
    [
        "<description>a&#xD800;b</description>",
        '<item><enclosure url="&#0;"/></item>',
        "<podcast:odd a:b='c'/>",
        "<:/>",
        "<a:b:c",
    ],
)
def test_what_the_lenient_parser_takes_is_written_as_xml(inner: str) -> None:
    show = podfeed.parse(feed(inner), recover=True)
    assert podfeed.parse(podfeed.render(show)) == show


@pytest.mark.parametrize(
    "inner", ['<podcast:season name="t"/>', '<guid isPermaLink="false"/>', '<podcast:episode display="2b"/>']
)
def test_attributes_of_no_value_are_kept(inner: str) -> None:
    show = podfeed.parse(
        feed(f"<item>{inner}</item>", 'xmlns:podcast="https://podcastindex.org/namespace/1.0"')
    )
    assert len(show.episodes[0].extra) == 1
    assert podfeed.parse(podfeed.render(show)) == show


# -- rules, repairs, comparisons


@pytest.mark.parametrize(
    "inner", ['<itunes:category text="Books"/>', '<itunes:category text="Books" ></itunes:category>']
)
def test_a_repair_of_the_last_element_leaves_its_parent_alone(inner: str) -> None:
    mended, done = fixed(feed(inner, ITUNES), Choice())
    assert "itunes-category-is-subcategory" in done
    assert examine(mended).whole
    assert podfeed.parse(mended).categories == ("Arts > Books",)


ITEM = "<item><title>{0}</title><pubDate>Mon, 0{1} Apr 2024 08:00:00 +0000</pubDate>{2}</item>"


@pytest.mark.parametrize(
    "items",
    [
        ITEM.format("Ebb", 1, ""),
        ITEM.format("", 1, "<description>one</description>")
        + ITEM.format("", 1, "<description>two</description>"),
        ITEM.format("Ebb", 1, '<enclosure url="https://a.example/a.mp3" length="1" type="audio/mpeg"/>') * 2,
        ITEM.format("Ebb", 1, "<guid>g</guid>") * 2,
        "<item/><item/>",
    ],
)
def test_a_feed_without_guids_does_not_differ_from_itself(items: str) -> None:
    one = examine(feed(items)).feed
    assert changes(one, one) == []
    assert [old for old, _ in pairs(one, one)] == one.items


def test_an_episode_without_guid_that_is_gone_is_told() -> None:
    old, new = (
        feed(ITEM.format("Ebb", 2, "") * (name == "old") + ITEM.format("Flood", 1, ""))
        for name in ("old", "new")
    )
    (change,) = changes(examine(old).feed, examine(new).feed)
    assert (change.kind, change.title, change.hurts) == ("removed", "Ebb", True)


def test_a_guid_that_is_new_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_bytes(feed(ITEM.format("Ebb", 1, "")))
    found = podfeed.validate(feed(ITEM.format("Ebb", 1, "<guid>g</guid>")), against=path)
    assert "'Ebb' had the guid none, and has 'g'" in [each.message for each in found]


# -- texts


def test_a_line_separator_is_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f'---\ntitle: "a{SEPARATOR}b\x85c"\ndate: x\ntags: [a, b]\n---\n', "utf-8")
    post = read_post(path, root=tmp_path)
    assert str(post.place("date")) == f"{path}:3:7"
    assert str(post.place("tags", 1)) == f"{path}:4:11"
    path.write_text(f'---\ntitle: "a{SEPARATOR}b"\ndate: [\n---\n', "utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_post(path, root=tmp_path)
    assert str(caught.value.problems[0].place) == f"{path}:4:1"


def test_a_value_is_looked_for_in_the_lines_of_editors(site: Site) -> None:
    site.episode(f'note: "a\x85b{SEPARATOR}c"\nfunding: [{{url: "https://a.example/", text: "{"x" * 200}"}}]')
    (problem,) = [each for each in site.problems() if each.rule == "podcast-text-too-long"]
    assert problem.place is not None
    assert problem.place.line == 3


def test_plain_lines_above_a_body_are_no_yaml(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('Title: "Ebb\nDate : {x\n\nBody\n')
    post = read_post(path, root=tmp_path)
    assert post.meta == {"Title": '"Ebb', "Date": "{x"}
    assert str(post.place("Date")) == f"{path}:2:8"


def test_half_a_surrogate_pair_in_json_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('{"title": "a\\ud800b", "\\udfff": ["\\ud83c\\udf99"]}\n\nBody\n')
    assert read_post(path, root=tmp_path).meta == {"title": "a\ufffdb", "\ufffd": ["\U0001f399"]}


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_no_utf8_is_a_problem(site: Site) -> None:
    site.episode()
    os.rename(site.folder / "content/first.md", os.fsencode(site.folder / "content") + b"/a\xff.md")  # noqa: PTH104
    (problem,) = [each for each in site.problems() if each.severity == "error"]
    assert problem.rule == "file-not-utf8"
    assert problem.place is not None
    assert problem.place.file.endswith("a\ufffd.md")


def test_reports_can_be_encoded() -> None:
    place = Place(file="a\udcff\x01.md", line=1)
    problem = Problem(rule="x", severity="error", message="\ud800\x02", value="\udfff", place=place)
    for text in (
        as_json([problem]),
        as_github([problem]),
        as_sarif([problem]),
        as_junit([problem], ["b\udcff"]),
    ):
        assert "\ufffd" in text.encode().decode()
    etree.fromstring(as_junit([problem], ["b\x01"]).encode())


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("\x00//cdn.example/a", "https://cdn.example/a"),
        ("https://a.example/a\udcff\ud800", "https://a.example/a%FF%EF%BF%BD"),
    ],
)
def test_addresses(written: str, url: str) -> None:
    assert urls.encoded(written) == url


@pytest.mark.parametrize("bad", ["///////", "https:////", "http:a"])
def test_an_address_has_a_host(bad: str) -> None:
    with pytest.raises(BadValueError):
        urls.encoded(bad)


def test_a_title_with_a_line_separator_is_no_mark_of_a_merge(tmp_path: Path) -> None:
    path = tmp_path / "podfeed.lock"
    entry = {"guid": f"g{SEPARATOR}<<<<<<< ", "post": "a.md"}
    path.write_text(
        f'{{"version": 1, "guid": null, "episodes": [\n{json.dumps(entry, ensure_ascii=False)},\nnull]}}\n',
        "utf-8",
    )
    lock = read_lock(path)
    assert lock is not None
    assert list(lock.entries) == [entry["guid"]]


@pytest.mark.parametrize(
    "text",
    ["//user:hushed@host.example/a", "a.mp3?token=hushed", "see https://u:hushed@h.example/?key=hushed"],
)
def test_secrets_are_masked_in_any_address(text: str) -> None:
    assert "hushed" not in masked(text)


@pytest.mark.parametrize("line", ["season_name: Low tide", "episode_display: 2b"])
def test_a_name_without_a_number_is_told(site: Site, line: str) -> None:
    site.episode(line)
    (problem,) = [each for each in site.problems() if "without the number" in each.message]
    assert problem.place is not None
    assert problem.place.line == 2
    show = site.load()
    assert podfeed.parse(podfeed.render(show)) == show


def test_a_name_that_is_too_long_for_a_file_is_that_of_none(site: Site) -> None:
    site.episode(f"audio: {'a/' * 10}{'b' * 5000}.mp3")
    assert site.rules().count("audio-missing") == 1


@pytest.mark.parametrize("form", ["0999999999", "c", "1e9999"])
def test_a_template_cannot_fill_the_memory(site: Site, form: str) -> None:
    site.settings(f'[media]\naudio = "https://cdn.example/{{episode:{form}}}.mp3"\n')
    site.post("title: Ebb\ndate: 2021-12-02\nepisode: 99999999999\ncategory: podcast")
    assert any("cannot write" in each.message for each in site.problems())


def test_a_zone_with_many_dots_is_none() -> None:
    with pytest.raises(BadValueError, match="is not a time zone"):
        parse_timezone("a." * 1000 + "/b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("".join("   " * depth + ".. note:: n\n\n" for depth in range(200)), "a.rst:1: .*post-too-complex"),
        (":date: 2021-12-02\n\n" + "9" * 5000 + ". a\n", "a.rst:3: .*rst-invalid"),
    ],
    ids=("deep", "a long number"),
)
def test_text_that_docutils_cannot_read_is_a_problem(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.rst"
    path.write_text(text)
    with pytest.raises(ProblemsError, match=said):
        read_post(path, root=tmp_path)


@pytest.mark.parametrize(
    "text",
    ['[content]\npath = "a\\u0000b"\n', f'[content]\npath = "{"b" * 5000}"\n', 'people = "a\\u0000.yml"\n'],
)
def test_paths_that_no_system_takes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "podfeed.toml"
    path.write_text(text)
    with pytest.raises(ProblemsError) as caught:
        podfeed.load(config=path)
    assert {each.rule for each in caught.value.problems} <= {"settings-invalid-value", "content-missing"}


# -- files beside posts


def test_no_episode_is_a_hundred_years_long() -> None:
    with pytest.raises(BadValueError, match="line 2"):
        read_text_of("0\t1\tEbb\n3333333333\t3333333334\tFlood\n")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\na{SEPARATOR}b\n\nx\n00:00 -->\n", 6),
        ("a.vtt", "WEBVTT\r\r00:01.000 --> x\r", 3),
    ],
)
def test_lines_of_transcripts_are_those_of_editors(tmp_path: Path, name: str, text: str, line: int) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())
    assert line in [each.place.line for each in podfeed.validate(path) if each.place]


def test_the_texts_of_chapters_lie_behind_one_another_in_each_chunk() -> None:
    table = {
        b"stsz": struct.pack(">III4I", 0, 0, 4, 1, 2, 3, 4),
        b"stsc": struct.pack(">II3I", 0, 1, 1, 2, 1),
        b"stco": struct.pack(">II2I", 0, 2, 10, 100),
    }
    assert list(quicktime._places(table)) == [(10, 1), (11, 2), (100, 3), (103, 4)]


def test_tables_that_say_more_than_there_is_end_early() -> None:
    many = 3000  # runs over as many chunks: by themselves, nine million steps
    runs = b"".join(struct.pack(">3I", *run) for run in [(1, 1, 1), (many, 1, 1)] * many)
    table = {
        b"stsz": struct.pack(">III2I", 0, 0, 2, 5, 6),
        b"stsc": bytes(8) + runs,
        b"stco": bytes(8) + bytes(4 * many),
    }
    assert list(quicktime._places(table)) == [(0, 5), (0, 6)]


def test_damaged_tags_take_no_chapters(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\x03\xff\xff\x00\x01WT")
    with pytest.raises(ProblemsError, match="damaged"):
        embed(path, [Chapter(start=0.0, title="Ebb")])
    assert [each.name for each in tmp_path.iterdir()] == ["a.mp3"]


@pytest.mark.parametrize("form", ["PNG", "GIF", "TIFF", "JPEG"])
def test_a_damaged_picture_is_one_problem(tmp_path: Path, form: str) -> None:
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(whole, form)
    data = whole.getvalue()
    path = tmp_path / f"a.{form.lower()}"
    for end in range(8, len(data), max(1, len(data) // 40)):
        path.write_bytes(data[:end])
        assert [each.rule for each in podfeed.validate(path)].count("image-corrupt") <= 1
    path.write_bytes(data[: len(data) // 2])
    assert "image-corrupt" in [each.rule for each in podfeed.validate(path)]
