"""`podfeed validate` and `podfeed rules`: what they take, what they print, what they return."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import podfeed
from podfeed.cli import main
from podfeed.rules import RULES
from rule_examples import feed
from site_folder import Site

AT = ["--now", "2024-05-10"]
KEYS = ["rule", "severity", "message", "file", "line", "column", "tag", "value", "demanded_by", "hint", "url"]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["validate", *map(str, arguments), *AT], input=stdin)


def feed_of(folder: Path, rule: str, name: str = "feed.xml") -> Path:
    path = folder / name
    path.write_bytes(feed(RULES[rule].wrong, RULES[rule]))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


# -- what it takes


def test_a_feed_with_an_error_fails(tmp_path: Path) -> None:
    result = run(feed_of(tmp_path, "guid-missing"))
    assert result.exit_code == 1
    assert (
        "error: the episode has no <guid>  [guid-missing] (apple, psp1, spotify, podcastindex, rss2)"
        in result.stdout
    )
    assert "give it a UUID once" in result.stdout
    assert result.stderr.strip() == "1 error"


def test_a_warning_fails_where_it_is_strict(tmp_path: Path) -> None:
    path = feed_of(tmp_path, "item-title-html")
    assert run(path).exit_code == 0
    assert run(path, "--strict").exit_code == 1
    (tmp_path / "podfeed.toml").write_text("[validate]\nstrict = true\n")
    assert run(path).exit_code == 1


def test_standard_input(tmp_path: Path) -> None:
    result = run("-", stdin=feed_of(tmp_path, "guid-missing").read_bytes())
    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:")


def test_a_post_and_settings_stand_for_their_folder(site: Site) -> None:
    post = site.episode("episode_type: extra")
    other = site.episode(name="other.md")
    for paths in (
        [post],
        [other, post],
        [site.folder / "podfeed.toml"],
        [site.folder / "content"],
        [site.folder, post],
    ):
        result = run(*paths, "--format", "json")
        found = [each for each in json.loads(result.stdout) if each["rule"] == "episode-type-invalid"]
        assert [(each["file"], each["line"]) for each in found] == [(str(post), 2)]


def test_what_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere.xml", tmp_path / "nothing", feed_of(tmp_path, "guid-missing"))
    assert result.exit_code == 1
    assert result.stdout.count("[file-unreadable]") == 2
    assert "[guid-missing]" in result.stdout


def test_a_problem_names_the_post_and_not_the_feed(site: Site) -> None:
    path = site.episode("location: {name: Kiel, country: UK, rel: subject}")
    result = run(path, "--format", "json", "--only", "location-country")
    (problem,) = json.loads(result.stdout)
    assert (problem["file"], problem["line"], problem["tag"], problem["value"]) == (
        str(path),
        2,
        "podcast:location",
        "UK",
    )


def test_nothing_is_written(site: Site) -> None:
    site.episode("chapters: ['0:00 One', '0:10 Two']")
    before = sorted(path for path in site.folder.rglob("*"))
    run(site.folder)
    assert sorted(path for path in site.folder.rglob("*")) == before


# -- what it prints


def test_json_has_its_keys(tmp_path: Path) -> None:
    result = run(feed_of(tmp_path, "enclosure-length-not-integer"), "--format", "json")
    (problem,) = [each for each in json.loads(result.stdout) if each["severity"] == "error"]
    assert list(problem)[: len(KEYS)] == KEYS
    assert problem["rule"] == "enclosure-length-not-integer"
    assert (problem["tag"], problem["value"]) == ("enclosure", "12MB")
    assert problem["demanded_by"] == ["rss2", "w3c"]
    assert problem["url"].startswith("https://")
    assert isinstance(problem["line"], int)
    assert isinstance(problem["column"], int)


def test_no_problems_are_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed("<title>Low water</title>", RULES["item-title-missing"]))
    result = run(path, "--format", "json", "--profile", "rss")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_github_annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    feed_of(tmp_path, "guid-missing")
    result = run("feed.xml", "--format", "github", "--only", "guid-missing")
    first, *_ = result.stdout.splitlines()
    assert first.startswith("::error file=feed.xml,line=")
    assert "title=guid-missing::the episode has no <guid>%0Agive it" in first


def test_sarif_passes_its_schema(tmp_path: Path) -> None:
    result = run(feed_of(tmp_path, "guid-missing"), "--format", "sarif")
    document = json.loads(result.stdout)
    assert document["version"] == "2.1.0"
    (one,) = document["runs"]
    assert [each["ruleId"] for each in one["results"] if each["level"] == "error"] == ["guid-missing"]
    names = [each["id"] for each in one["tool"]["driver"]["rules"]]
    assert all(names[each["ruleIndex"]] == each["ruleId"] for each in one["results"])
    place = one["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] >= 1


def test_junit(tmp_path: Path) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(feed("<title>Low water</title>", RULES["item-title-missing"]))
    result = run(feed_of(tmp_path, "guid-missing"), good, "--format", "junit", "--min-severity", "warning")
    suites = ElementTree.fromstring(result.stdout)
    assert [suite.get("failures") for suite in suites] == ["1", "0"]
    assert suites.find("testsuite/testcase/failure") is not None
    assert len(suites.findall("testsuite/testcase")) == 2


def test_secrets_are_masked(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    wrong = '<enclosure url="http://ada:hunter2@example.org/ep1.ogg?token=abcdef" length="24986239" type="audio/ogg"/>'
    path.write_bytes(feed(wrong, RULES["enclosure-missing"]))
    for form in ("text", "json", "sarif", "github", "junit"):
        result = run(path, "--format", form, "--all")
        assert "hunter2" not in result.stdout
        assert "abcdef" not in result.stdout


# -- what is asked


def test_profiles_and_rules_are_chosen(tmp_path: Path) -> None:
    path = feed_of(tmp_path, "guid-missing")
    assert run(path, "--profile", "youtube").exit_code == 0
    assert run(path, "--ignore", "guid-").exit_code == 0
    assert run(path, "--only", "enclosure-").exit_code == 0
    assert run(path, "--min-severity", "error").stderr.strip() == "1 error"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["x.xml", "--profile", "appel"], "'appel' is not one of"),
        (["x.xml", "--only", "guid-misssing"], "did you mean guid-missing?"),
        (["x.xml", "--format", "yaml"], "'yaml' is not one of"),
        (["x.xml", "--https"], "--https goes with --fix"),
        (["-", "--fix"], "cannot be repaired in its place"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["validate", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr


def test_settings_choose_too(site: Site) -> None:
    site.settings(
        '[validate]\nmin_severity = "warning"\nignore = ["enclosure-", "duration-"]\npaths = { "content/old/*" = ["item-title-html"] }\n'
    )
    site.episode("title: <b>First</b>")
    site.episode("title: <b>Second</b>", name="old/second.md")
    result = run(site.folder, "--format", "json")
    assert [
        Path(each["file"]).name for each in json.loads(result.stdout) if each["rule"] == "item-title-html"
    ] == ["first.md"]


# -- repairs


MENDED = {
    "itunes-explicit-legacy": "<itunes:explicit>false</itunes:explicit>",
    "itunes-category-case": '<itunes:category text="Arts"/>',
    "itunes-category-is-subcategory": '<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>',
    "date-iso8601": "<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>",
    "date-weekday-mismatch": "<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>",
    "ns-itunes-variant": 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
    "ns-undeclared-prefix": 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
    "xml-not-well-formed": "<title>Salt &amp; Tide</title>",
    "xml-undefined-entity": "<title>Salt&#160;Tide</title>",
    "xml-double-escaped": "<title>Salt &amp; tide</title>",
    "rss-element-case": "<pubDate>Mon, 06 May 2024 08:00:00 +0000</pubDate>",
    "itunes-image-no-href": '<itunes:image href="https://example.org/cover.jpg"></itunes:image>',
    "enclosure-type-missing": 'length="24986239" type="audio/mpeg"/>',
    "source-uri-missing": '<podcast:source uri="https://example.org/ep1.opus"/>',
    "channel-language-underscore": "<language>en-US</language>",
}


@pytest.mark.parametrize("rule", MENDED)
def test_what_has_one_right_answer_is_repaired(tmp_path: Path, rule: str) -> None:
    path = feed_of(tmp_path, rule)
    before = path.read_text("utf-8")
    shown = run(path, "--diff")
    assert (shown.exit_code, path.read_text("utf-8")) == (0, before)
    result = run(path, "--fix")
    after = path.read_text("utf-8")
    assert MENDED[rule] in after
    assert f"[{rule}]" not in result.stdout
    changed = [line for line in shown.stdout.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    assert any(MENDED[rule] in line for line in changed)
    kept = set(before.splitlines()) - set(after.splitlines())
    assert len(kept) <= 3
    assert run(path, "--diff").stdout == ""


@pytest.mark.parametrize("rule", sorted(name for name, rule in RULES.items() if rule.wrong))
def test_a_repair_never_touches_a_guid_and_ends(tmp_path: Path, rule: str) -> None:
    path = feed_of(tmp_path, rule)
    before = path.read_bytes()
    run(path, "--fix", "--https")
    after = path.read_bytes()
    assert run(path, "--diff", "--https").stdout == ""
    if after != before and not rule.startswith("xml"):
        assert guids(after) == guids(before)


def guids(data: bytes) -> list[bytes]:
    return re.findall(rb"<(?:podcast:)?guid[^>]*>[^<]*<", data)


@pytest.mark.parametrize(
    ("date", "mended"),
    [
        ("MON, 06 May 2024 08:00:00 +0000", "Mon, 06 May 2024 08:00:00 +0000"),
        ("Monday, 06 MAY 2024 08:00:00 +0000", "Mon, 06 May 2024 08:00:00 +0000"),
        ("Mon, 6 May 24 08:00:00 GMT", "Mon, 06 May 2024 08:00:00 +0000"),
        ("Mon, 06 May 2024 08:00:00 CEST", "Mon, 06 May 2024 08:00:00 +0200"),
        ("2024-05-06T08:00:00+02:00", "Mon, 06 May 2024 08:00:00 +0200"),
        ("06 May2024 08:00:00", ""),
        ("2024-05-06", ""),
        ("Mon, 06 May 2024 08:00:00", ""),
        ("Mon, 06 May 2024 08:00:00 IST", ""),
        ("Mon, 06 xMay 2024 08:00:00 +0000", ""),
        ("Montag, 06 Mai 2024 08:00:00 +0200", ""),
    ],
)
def test_dates_are_repaired_where_they_are_clear(tmp_path: Path, date: str, mended: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(f"<pubDate>{date}</pubDate>", RULES["pubdate-missing"]))
    assert run(path, "--only", "date-").stdout != ""
    run(path, "--fix")
    assert f"<pubDate>{mended or date}</pubDate>" in path.read_text("utf-8")


def test_https_is_asked_for(tmp_path: Path) -> None:
    path = feed_of(tmp_path, "enclosure-not-https")
    run(path, "--fix")
    assert b"http://example.org/ep1.mp3" in path.read_bytes()
    run(path, "--fix", "--https")
    assert b"https://example.org/ep1.mp3" in path.read_bytes()


def test_posts_are_not_repaired(site: Site) -> None:
    path = site.episode("explicit: clean")
    before = path.read_bytes()
    result = run(path, "--fix")
    assert path.read_bytes() == before
    assert "only feed files are repaired" in result.stderr


# -- rules


def test_rules_are_listed_and_explained() -> None:
    result = CliRunner().invoke(main, ["rules"])
    assert len(result.stdout.splitlines()) == len(RULES)
    one = CliRunner().invoke(main, ["rules", "guid-missing"]).stdout
    page = (Path(__file__).parents[1] / "docs" / "reference" / "rules" / "guid-missing.md").read_text("utf-8")
    for text in (
        RULES["guid-missing"].doc,
        RULES["guid-missing"].hint,
        RULES["guid-missing"].page,
        "Wrong:",
        "Right:",
    ):
        assert text in one
        assert text in page
    wrong = CliRunner().invoke(main, ["rules", "guid-mising"])
    assert (wrong.exit_code, "did you mean guid-missing?" in wrong.stderr) == (2, True)
    begun = CliRunner().invoke(main, ["rules", "guid-"]).stdout.splitlines()
    assert all(line.startswith("guid-") for line in begun)
    listed = json.loads(CliRunner().invoke(main, ["rules", "--json"]).stdout)
    assert {each["rule"] for each in listed} == set(RULES)


def test_the_library_takes_many_things(tmp_path: Path, site: Site) -> None:
    path = feed_of(tmp_path, "guid-missing")
    site.episode()
    found = podfeed.validate([path, site.folder], only=["guid-missing", "itunes-owner"])
    assert [problem.rule for problem in found] == ["guid-missing", "itunes-owner-missing"]


def test_the_command_as_a_process(tmp_path: Path) -> None:
    path = feed_of(tmp_path, "guid-missing")
    command = [sys.executable, "-m", "podfeed", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


def test_the_first_places_of_a_mistake_are_those_of_all_its_places() -> None:
    items = "".join(f"<item><title>{n}</title><guid>{n}</guid><link>x</link></item>\n" for n in range(9))
    data = f'<rss version="2.0"><channel><title>t</title>\n{items}</channel></rss>'.encode()
    every = [each for each in podfeed.validate(data, every=True) if each.rule == "item-link-invalid"]
    (once,) = (each for each in podfeed.validate(data) if each.rule == "item-link-invalid")
    assert (once.count, len(every)) == (9, 9)
    assert (once.place, *once.places) == tuple(each.place for each in every[:6])
