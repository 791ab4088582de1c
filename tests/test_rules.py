"""Every rule: its documentation, an example that breaks it and one that does not, and what it says."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import podfeed
from podfeed.check import PROFILES, Choice, examine, tell
from podfeed.problems import Problem
from podfeed.rules import RULES, Rule
from podfeed.rules.registry import ASSET, CONTENT, HISTORY, NETWORK, STATIC
from podfeed.rules.values import same_url
from rule_examples import NOW, examples, feed

CATALOGUE = Path(__file__).parents[2] / "shared" / "spec" / "rules.md"
FEEDS = Path(__file__).parents[2] / "shared" / "corpus" / "feeds"
GOLDEN = Path(__file__).parent / "rules.json"
SCOPES = {"S": STATIC, "M": ASSET, "N": NETWORK, "H": HISTORY}
# Rules whose example is a size, an address or a profile; tests of their own break them.
UNSHOWN = {
    "feed-size-large",
    "feed-item-count-high",
    "http-not-https",
    "feed-p20-coverage",
    "feed-profile-unsupported-tags",
    "feed-language-detected-mismatch",
}
PROFILE = {"item-description-youtube-brackets": ("youtube",), "feed-psp1-summary": ("psp1",)}
# An error in the catalogue, and a warning here: feeds that Apple, Spotify and the Podcast Index take do it.
JUDGED = {
    "atom-self-multiple",
    "channel-cloud-incomplete",
    "channel-image-incomplete",
    "date-weekday-mismatch",
    "enclosure-url-duplicate",
    "guid-ispermalink-invalid",
    "guid-permalink-not-url",
    "guid-permalink-scheme",
    "images-srcset-invalid",
    "itunes-explicit-legacy",
    "itunes-owner-email-invalid",
    "live-content-link-missing",
    "ns-atom-variant",
    "person-name-blank",
    "podcast-url-not-https",
    "rss-duplicate-element",
    "value-address-sample",
    "value-node-address-invalid",
}
FEED_RULES = [rule for rule in RULES.values() if rule.scope != CONTENT]


def problems(example: str, rule: Rule) -> list[Problem]:
    profiles = PROFILE.get(rule.id, PROFILES)
    outcome = examine(feed(example, rule), now=NOW, profiles=profiles)
    return tell(outcome, Choice(profiles=profiles))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_documentation(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.doc.endswith((".", "…"))
    assert rule.doc[0].isupper() or rule.doc[0] in "`<"
    assert rule.hint
    assert rule.page.startswith("https://")
    assert rule.by
    assert bool(rule.wrong) == bool(rule.right)
    if rule.scope == STATIC:
        assert rule.wrong or rule.id in UNSHOWN


@pytest.mark.parametrize("rule", examples(), ids=lambda rule: rule.id)
def test_the_wrong_example_breaks_the_rule_and_the_right_one_does_not(rule: Rule) -> None:
    broken = [problem for problem in problems(rule.wrong, rule) if problem.rule == rule.id]
    assert len(broken) == 1
    (problem,) = broken
    assert problem.message
    assert problem.hint
    assert problem.place is not None
    assert problem.place.line
    assert problem.place.column
    assert problem.demanded_by == rule.demanded_by
    assert problem.url == rule.page
    assert rule.id not in {problem.rule for problem in problems(rule.right, rule)}


def test_the_same_problems_today_and_tomorrow() -> None:
    told = {
        rule.id: [
            [problem.rule, problem.severity, str(problem.place), problem.tag, problem.message]
            for problem in problems(rule.wrong, rule)
        ]
        for rule in examples()
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("PODFEED_UPDATE"):
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")


# Rules of podfeed's own: what the specifications take for granted, and what a move asks for.
OWN = {"url-script", "url-secret"} | {rule.id for rule in FEED_RULES if rule.id.startswith("move-")}


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue is not here")
def test_the_catalogue_is_covered() -> None:
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| (error|warning|info) \| ([^|]+) \| ([SNMH]) \|",
        CATALOGUE.read_text("utf-8"),
        re.MULTILINE,
    )
    assert {name for name, *_ in rows} == {rule.id for rule in FEED_RULES} - OWN
    for name, severity, by, scope in rows:
        rule = RULES[name]
        assert (rule.by, rule.scope) == (by.strip(), SCOPES[scope]), name
        assert rule.severity == severity or (
            name in JUDGED and (severity, rule.severity) == ("error", "warning")
        )
    assert {name for name, severity, *_ in rows if RULES[name].severity != severity} == JUDGED


# -- what the rules say of real feeds


@pytest.mark.skipif(not FEEDS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_feeds_of_the_corpus(path: Path) -> None:
    first = podfeed.validate(path, now=NOW)
    assert first == podfeed.validate(path, now=NOW)
    assert all(problem.place and problem.place.line and problem.place.column for problem in first)
    grouped: dict[tuple[str, str], int] = {}
    for problem in first:
        key = (problem.rule, problem.severity)
        grouped[key] = grouped.get(key, 0) + 1
    assert max(grouped.values(), default=0) <= 3
    every = podfeed.validate(path, now=NOW, every=True)
    assert len(every) == sum(problem.count for problem in first)


# -- profiles, choice, grouping


ITEM = "<item><title>A</title></item>"


def test_a_single_profile_asks_for_its_own_rules() -> None:
    rule = RULES["atom-self-missing"]
    data = feed(rule.wrong, rule)
    found = {
        profile: [
            problem.severity
            for problem in podfeed.validate(data, profiles=[profile], now=NOW)
            if problem.rule == rule.id
        ]
        for profile in ("rss", "apple", "psp1")
    }
    assert found == {"rss": ["warning"], "apple": [], "psp1": ["error"]}


def test_only_and_ignore_take_beginnings() -> None:
    rule = RULES["guid-missing"]
    data = feed("<!-- no guid --><!-- no pubDate -->", rule)
    rules = {problem.rule for problem in podfeed.validate(data, now=NOW)}
    assert {"guid-missing", "pubdate-missing"} <= rules
    assert {problem.rule for problem in podfeed.validate(data, now=NOW, only=["guid-"])} == {"guid-missing"}
    assert "guid-missing" not in {
        problem.rule for problem in podfeed.validate(data, now=NOW, ignore=["guid"])
    }


def test_one_mistake_in_every_item_is_one_problem() -> None:
    rule = RULES["guid-missing"]
    data = feed("<item><!-- no guid --></item>" * 40, rule)
    (problem,) = [each for each in podfeed.validate(data, now=NOW) if each.rule == "guid-missing"]
    assert problem.count == 40
    assert len(problem.places) == 5
    every = [each for each in podfeed.validate(data, now=NOW, every=True) if each.rule == "guid-missing"]
    assert len(every) == 40
    assert len({each.place for each in every}) == 40


def test_how_much_there_is() -> None:
    rule = RULES["feed-item-count-high"]
    many = feed("<item></item>" * 301, rule)
    assert "feed-item-count-high" in {problem.rule for problem in podfeed.validate(many, now=NOW)}
    large = feed("<item><content:encoded>" + "Ebb. " * 300_000 + "</content:encoded></item>", rule)
    assert "feed-size-large" in {problem.rule for problem in podfeed.validate(large, now=NOW)}


def test_what_one_profile_reads() -> None:
    rule = RULES["feed-p20-coverage"]
    data = feed("<podcast:medium>podcast</podcast:medium>", rule)
    assert "feed-p20-coverage" in {each.rule for each in podfeed.validate(data, profiles=["p20"], now=NOW)}
    spotify = podfeed.validate(data, profiles=["spotify"], now=NOW)
    assert "feed-profile-unsupported-tags" in {each.rule for each in spotify}
    outcome = examine(data, name="http://example.org/feed.xml", now=NOW)
    assert "http-not-https" in {told.rule.id for told in outcome.told}


# -- rules that need more than the feed have their cases in tests of their own


TESTS = {
    NETWORK: ("test_online.py", "test_moving.py"),
    ASSET: ("test_assets.py",),
    HISTORY: ("test_history.py", "test_assets.py", "test_moving.py"),
}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.scope in TESTS], ids=lambda rule: rule.id
)
def test_every_other_rule_is_broken_somewhere(rule: Rule) -> None:
    here = Path(__file__).parent
    assert any(rule.id in (here / name).read_text("utf-8") for name in TESTS[rule.scope])


def test_whatever_is_told_can_be_explained() -> None:
    source = Path(podfeed.__file__).parent
    told = re.compile(
        r'(?:rule=|_warn\(\s*|error\(\s*|warning\(\s*|Said\(\s*|Problem\(\s*rule=|refused\(self\.name, )"([a-z]+(?:-[a-z0-9]+)+)"'
    )
    found = {
        name
        for path in source.rglob("*.py")
        if path.parent.name != "tags"
        for name in told.findall(path.read_text("utf-8"))
    }
    assert len(found) > 80
    assert found - set(RULES) == set()


CORPUS = Path(__file__).parent / "corpus_problems.json"


@pytest.mark.skipif(not FEEDS.exists(), reason="the corpus is not here")
def test_the_corpus_says_the_same_tomorrow() -> None:
    told = {
        path.name: [
            [each.rule, each.severity, each.place.line, each.place.column, each.count]
            for each in podfeed.validate(path, now=NOW)
            if each.place is not None
        ]
        for path in sorted(FEEDS.glob("*.xml"))
    }
    text = json.dumps(told, separators=(",", ":")).replace("]],", "]],\n").replace("],[", "],\n[") + "\n"
    if os.environ.get("PODFEED_UPDATE"):
        CORPUS.write_text(text, "utf-8")
    assert json.loads(text) == json.loads(CORPUS.read_text("utf-8"))


@given(st.text("htps:/.a-zA?#[]@ \t%;&=\\\0é~-", max_size=30), st.sampled_from(["", "https://h/", "http:"]))
def test_one_address_in_two_spellings(text: str, before: str) -> None:
    url = before + text
    try:
        parts = urlsplit(url)
    except ValueError:
        assert same_url(url) == url
    else:
        path = parts.path.rstrip("/")
        assert same_url(url) == urlunsplit(("", parts.netloc.lower(), path, parts.query, ""))
