"""What the documents show of the code is in the code."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_tag_that_contributing_adds_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    row, field = (
        textwrap.dedent(block) for block in re.findall(r"   ```python\n(.*?)   ```", text, re.DOTALL)
    )
    rows = (ROOT / "src/podfeed/tags/podcast.py").read_text("utf-8")
    assert textwrap.indent(row, "    ") in rows
    fields = (ROOT / "src/podfeed/model/show.py").read_text("utf-8")
    assert fields.count(textwrap.indent(field, "    ")) == 2
    assert (ROOT / "tests/cases/podcast/license.md").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nobody_is_told_to_install_the_other_podfeed(page: Path) -> None:
    assert not re.search(
        r"(?:pip|pipx|uv)\s+(?:tool\s+)?(?:install|add|run)\s+['\"]?podfeed(?!-rss)", page.read_text()
    )
