"""Each mistake in the example show is told once: the right rule, at the right line of the right file."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import podfeed
from mistakes import FEED, IN_CONTENT, IN_FEED, Mistake
from podfeed.problems import Problem

EXAMPLE = Path(__file__).parents[1] / "examples" / "pipeline"
NOW = datetime(2024, 3, 29, tzinfo=UTC)


def known(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.rule, problem.message) for problem in problems}


@pytest.fixture(scope="session")
def content_base() -> set[tuple[str, str]]:
    return known(podfeed.validate(EXAMPLE, now=NOW, every=True))


@pytest.fixture(scope="session")
def feed_base() -> set[tuple[str, str]]:
    return known(podfeed.validate(EXAMPLE / "expected.xml", now=NOW, every=True))


def line_of(mistake: Mistake, before: str, after: str) -> int:
    if mistake.at:
        return next(number for number, line in enumerate(after.splitlines(), 1) if mistake.at in line)
    return before[: before.index(mistake.right)].count("\n") + 1


def test_there_are_many_and_of_every_kind() -> None:
    rules = Counter(mistake.rule for mistake in (*IN_CONTENT, *IN_FEED))
    assert len(rules) >= 60
    assert max(rules.values()) == 1
    assert len(IN_CONTENT) >= 30


@pytest.mark.parametrize("mistake", IN_CONTENT, ids=str)
def test_a_mistake_in_a_post_or_the_settings(
    mistake: Mistake, tmp_path: Path, content_base: set[tuple[str, str]]
) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "podfeed.lock").unlink()
    path = tmp_path / mistake.file
    before = path.read_text("utf-8")
    assert before.count(mistake.right) == 1
    path.write_text(before.replace(mistake.right, mistake.wrong), "utf-8")
    (problem,) = [
        each
        for each in podfeed.validate(tmp_path / "podfeed.toml", now=NOW)
        if (each.rule, each.message) not in content_base
    ]
    assert problem.rule == mistake.rule
    assert problem.place is not None
    assert Path(problem.place.file) == path
    assert problem.place.line == line_of(mistake, before, path.read_text("utf-8"))


@pytest.mark.parametrize("mistake", IN_FEED, ids=str)
def test_a_mistake_in_the_feed(mistake: Mistake, tmp_path: Path, feed_base: set[tuple[str, str]]) -> None:
    before = (EXAMPLE / "expected.xml").read_text("utf-8")
    assert mistake.right in before
    path = tmp_path / FEED
    path.write_text(before.replace(mistake.right, mistake.wrong, 1), "utf-8")
    (problem,) = [
        each for each in podfeed.validate(path, now=NOW) if (each.rule, each.message) not in feed_base
    ]
    assert problem.rule == mistake.rule
    assert problem.place is not None
    assert problem.place.line == line_of(mistake, before, path.read_text("utf-8"))
    assert problem.place.column
