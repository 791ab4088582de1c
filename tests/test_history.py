"""A feed against the one before: `podfeed validate --against`."""

from __future__ import annotations

import json
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


def test_a_vanished_episode_and_a_date_far_off_stop_a_feed(tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_bytes(feed(OLD, RULE))
    for right, wrong in (CHANGES["feed-item-vanished"], CHANGES["date-changed"]):
        found = podfeed.validate(
            feed(OLD.replace(right, wrong), RULE), now=NOW, against=old, only=["feed-item", "date-ch"]
        )
        assert [problem.severity for problem in found] == ["error"]


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


# -- podfeed diff, and the gate of podfeed render


def test_diff(tmp_path: Path) -> None:
    old, new = tmp_path / "old.xml", tmp_path / "new.xml"
    old.write_bytes(feed(OLD, RULE))
    new.write_bytes(feed(OLD, RULE))
    same = CliRunner().invoke(main, ["diff", str(old), str(new)])
    assert (same.exit_code, same.stdout) == (0, "nothing changed\n")
    changed = OLD.replace("<title>Tide 5<", "<title>High water<").replace("/6.mp3", "/six.mp3")
    new.write_bytes(feed(ITEM.format(9, DATES[8].replace("09", "20")) + changed, RULE))
    harmless = CliRunner().invoke(main, ["diff", str(old), str(new)])
    assert harmless.exit_code == 0
    assert harmless.stdout.splitlines() == [
        "  media changed: Tide 6 (enclosure url): https://example.org/6.mp3 -> https://example.org/six.mp3",
        "  added: Tide 9",
        "  text changed: High water (title): Tide 5 -> High water",
    ]
    for rule in ("guid-changed", "feed-item-vanished", "date-changed"):
        new.write_bytes(feed(OLD.replace(*CHANGES[rule]), RULE))
        result = CliRunner().invoke(main, ["diff", str(old), str(new), "--json"])
        assert result.exit_code == 1
        (change,) = json.loads(result.stdout)
        assert change["hurts"] is True
        assert change["kind"] in ("announced again", "removed", "re-dated")
        markdown = CliRunner().invoke(main, ["diff", str(old), str(new), "--markdown"])
        assert "would hurt subscribers" in markdown.stdout


def test_diff_of_what_is_no_feed(tmp_path: Path) -> None:
    old, new = tmp_path / "old.xml", tmp_path / "new.xml"
    old.write_bytes(feed(OLD, RULE))
    new.write_text("<html>", "utf-8")
    result = CliRunner().invoke(main, ["diff", str(old), str(new)])
    assert (result.exit_code, "[feed-html-response]" in result.stderr) == (1, True)


def test_render_stops_before_subscribers_are_hurt(tmp_path: Path) -> None:
    site = Site(tmp_path)
    path = site.episode("guid: first-one-of-all")
    at = ["--now", SITE_NOW.isoformat(), "--no-lock"]
    old, out = site.write("old.xml", podfeed.render(site.load())), tmp_path / "feed.xml"
    assert (
        CliRunner()
        .invoke(main, ["render", str(site.folder), "-o", str(out), "--against", str(old), *at])
        .exit_code
        == 0
    )
    before = out.read_bytes()
    path.write_text(path.read_text("utf-8").replace("first-one-of-all", "another-one"), "utf-8")
    result = CliRunner().invoke(
        main, ["render", str(site.folder), "-o", str(out), "--against", str(old), *at]
    )
    assert (result.exit_code, out.read_bytes()) == (1, before)
    assert "[guid-changed]" in result.stderr


def test_the_folder_of_a_site_is_not_its_content(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.episode()
    by_folder = podfeed.load(site.folder, now=SITE_NOW)
    by_content = podfeed.load(site.folder / "content", now=SITE_NOW)
    assert [episode.guid for episode in by_folder.episodes] == [
        episode.guid for episode in by_content.episodes
    ]
