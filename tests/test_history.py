"""A feed against the one before: `podfeed validate --against`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import podfeed
from podfeed.cli import main
from podfeed.rules import RULES
from rule_examples import NOW, feed
from site_folder import NOW as SITE_NOW
from site_folder import Site

RULE = RULES["feed-item-vanished"]
ITEM = '<item><guid isPermaLink="false">tide-{0}</guid><title>Tide {0}</title><pubDate>{1}</pubDate><enclosure url="https://example.org/{0}.mp3" length="2400000{0}" type="audio/mpeg"/></item>'
DATES = [f"Mon, 0{day} Apr 2024 08:00:00 +0000" for day in range(1, 10)]
OLD = "".join(ITEM.format(number, DATES[number]) for number in range(8, 0, -1))


def rules(old: str, new: str) -> list[str]:
    data, before = feed(new, RULE), feed(old, RULE)
    known = {(problem.rule, problem.message) for problem in podfeed.validate(data, now=NOW, every=True)}
    path = Path(OLDS[0])
    path.write_bytes(before)
    found = podfeed.validate(data, now=NOW, every=True, against=path)
    return [problem.rule for problem in found if (problem.rule, problem.message) not in known]


OLDS: list[str] = []


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    OLDS[:] = [str(tmp_path / "old.xml")]


def test_the_same_feed_has_no_history() -> None:
    assert rules(OLD, OLD) == []


def test_a_new_episode_is_no_problem() -> None:
    assert rules(OLD, ITEM.format(9, DATES[8].replace("09", "20")) + OLD) == []


CHANGES = {
    "guid-changed": ("tide-3<", "tide-three<"),
    "feed-item-vanished": (ITEM.format(3, DATES[3]), ""),
    "date-changed": (DATES[3], DATES[3].replace("2024", "2023")),
    "enclosure-replaced-silently": ('length="24000003"', 'length="25000000"'),
}


@pytest.mark.parametrize("rule", CHANGES)
def test_what_subscribers_would_take_amiss(rule: str) -> None:
    right, wrong = CHANGES[rule]
    assert right in OLD
    assert rules(OLD, OLD.replace(right, wrong)) == [rule]


def test_a_guid_that_is_used_again() -> None:
    other = ITEM.format(3, DATES[8]).replace("Tide 3", "Storm").replace("/3.mp3", "/33.mp3")
    assert "guid-reused" in rules(OLD, OLD.replace(ITEM.format(3, DATES[3]), other))


def test_most_guids_at_once_are_one_problem() -> None:
    assert rules(OLD, OLD.replace("tide-", "ebb-")) == ["feed-all-guids-changed"]


def test_most_dates_at_once_are_one_problem() -> None:
    assert rules(OLD, OLD.replace("Apr 2024 08", "Apr 2024 09")) == ["feed-many-dates-changed"]


def test_what_falls_off_the_end_of_a_feed_is_no_loss() -> None:
    new = ITEM.format(9, DATES[8].replace("09", "20")) + OLD.replace(ITEM.format(1, DATES[1]), "")
    assert rules(OLD, new) == []


SHOWS = {
    "feed-title-changed": "<title>Flood</title>",
    "podcast-guid-changed": "<podcast:guid>9b8f1c1e-6a39-5b77-8c8e-6a2c2a0f6f10</podcast:guid>",
    "feed-explicit-flipped": "<itunes:explicit>true</itunes:explicit>",
    "feed-category-changed": '<itunes:category text="Music"><itunes:category text="Music History"/></itunes:category>',
}


@pytest.mark.parametrize("rule", SHOWS)
def test_what_changed_of_the_show(rule: str) -> None:
    assert rule in rules(OLD, SHOWS[rule] + OLD)


def test_the_owner() -> None:
    owner = "<itunes:owner><itunes:email>{}@example.org</itunes:email></itunes:owner>"
    assert "feed-owner-email-changed" in rules(owner.format("ada") + OLD, owner.format("bo") + OLD)


def test_an_archive_page_is_not_changed() -> None:
    archive = '<fh:archive/><atom:link rel="self" href="https://example.org/1.xml"/><atom:link rel="current" href="https://example.org/feed.xml"/>'
    assert "fh-archive-mutated" in rules(archive + OLD, archive + OLD.replace(ITEM.format(3, DATES[3]), ""))


def test_a_changed_guid_names_the_post(tmp_path: Path) -> None:
    site = Site(tmp_path)
    path = site.episode("guid: first-one-of-all")
    old = site.write("published.xml", podfeed.render(site.load()))
    path.write_text(path.read_text("utf-8").replace("first-one-of-all", "another-one"), "utf-8")
    result = CliRunner().invoke(
        main,
        [
            "validate",
            str(path),
            "--against",
            str(old),
            "--only",
            "guid-changed",
            "--now",
            SITE_NOW.isoformat(),
        ],
    )
    assert result.exit_code == 1
    assert "first.md:" in result.stdout
    assert "[guid-changed]" in result.stdout
    same = CliRunner().invoke(
        main,
        [
            "validate",
            str(old),
            "--against",
            str(site.folder),
            "--only",
            "guid-",
            "--now",
            SITE_NOW.isoformat(),
        ],
    )
    assert "[guid-changed]" in same.stdout
