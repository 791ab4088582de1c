"""The schemas accept what podfeed reads, and refuse what it reports."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import frontmatter
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from podfeed import schema
from podfeed.cli import main
from site_folder import SHOW
from test_corpus import CORPUS

HERE = Path(__file__).parent
POSTS = Draft7Validator(schema.front_matter())
SETTINGS = Draft7Validator(schema.settings())
EXAMPLES = HERE.parent / "examples"
CASES = sorted((HERE / "cases").rglob("*.md"))


def plain(value: Any) -> Any:
    """Return what an editor sees of YAML and TOML: dates are text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def wrong(validator: Draft7Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message:.80}" for error in validator.iter_errors(plain(value))]


def test_they_are_schemas() -> None:
    for made in (schema.front_matter(), schema.settings()):
        Draft7Validator.check_schema(made)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.md")), ids=lambda path: path.stem)
def test_posts_of_the_examples(path: Path) -> None:
    assert wrong(POSTS, frontmatter.load(path).metadata) == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("podfeed.toml")), ids=lambda path: path.parent.name)
def test_settings_of_the_examples(path: Path) -> None:
    assert wrong(SETTINGS, tomllib.loads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_the_case_files_show(path: Path) -> None:
    """Blocks of YAML are front matter, and blocks of TOML settings."""
    text = path.read_text("utf-8")
    for block in re.findall(r"```yaml[^\n]*\n(.*?)```", text, re.DOTALL):
        parsed = frontmatter.loads(f"---\n{block}\n---\n").metadata
        assert wrong(POSTS, parsed) == []
    for block in re.findall(r"```toml[^\n]*\n(.*?)```", text, re.DOTALL):
        table = tomllib.loads(block)
        assert wrong(SETTINGS, table if set(table) <= set(schema.SECTIONS) else {"show": table}) == []


def test_settings_of_the_tests() -> None:
    assert wrong(SETTINGS, tomllib.loads(SHOW)) == []
    for path in (HERE / "corpus").glob("*.toml"):
        assert wrong(SETTINGS, tomllib.loads(path.read_text("utf-8"))) == [], path.name


@pytest.mark.parametrize(
    "front",
    [
        {"explicit": "maybe"},
        {"season": "two"},
        {"episode_type": "teaser"},
        {"publish_date": "soon"},
        {"duration": "long"},
        {"duration": -5},
        {"funding": {"adress": "https://x.example"}},
        {"alternate_enclosures": [{"type": "audio/mpeg", "bitrate": "fast"}]},
        {"title": ["a", "b"]},
    ],
)
def test_what_is_wrong_in_a_post(front: dict[str, Any]) -> None:
    assert wrong(POSTS, front)


@pytest.mark.parametrize(
    "front",
    [
        {"explicit": "Clean", "season": "2", "duration": "1:02:03", "publish_date": 20211202},
        {"title": 404, "guid": {"exact": "0012"}, "image": None},
        {"funding": {"URL": "https://x.example", "text": "Give"}},
        {"soundbites": [{"startTime": 5, "DURATION": "10", "title": "t"}]},
        {"anything": {"else": [1, 2]}},
    ],
)
def test_what_is_right_in_a_post(front: dict[str, Any]) -> None:
    assert wrong(POSTS, front) == []


@pytest.mark.parametrize(
    "text",
    [
        "[shows]\n",
        '[show]\ntitel = "x"\n',
        '[content]\nmissing_audio = "drop"\n',
        "[content]\ndrafts = 1\n",
        '[content]\ndefault_time = "noon"\n',
        '[media]\nbase_url = "cdn.example"\n',
        "[feeds.short]\nlimit = 0\n",
        '[seasons]\nfirst = "One"\n',
        '[validate]\nprofiles = ["appel"]\n',
        "[derive]\nguids = false\n",
        '[show]\ntype = "weekly"\n',
    ],
)
def test_what_is_wrong_in_settings(text: str) -> None:
    assert wrong(SETTINGS, tomllib.loads(text))


def test_the_command_prints_them() -> None:
    both = json.loads(CliRunner().invoke(main, ["schema"]).stdout)
    assert both == {"front-matter": schema.front_matter(), "settings": schema.settings()}
    assert json.loads(CliRunner().invoke(main, ["schema", "settings"]).stdout) == schema.settings()
    assert CliRunner().invoke(main, ["schema", "nothing"]).exit_code == 2


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_posts_of_the_corpus() -> None:
    """Of two thousand posts written by many hands only one key is underlined, which podfeed reports too."""
    seen = set()
    for path in sorted((CORPUS / "sites").rglob("*.md")):
        try:
            found = frontmatter.load(path).metadata
        except Exception:  # noqa: S112 - what is no YAML is no editor's matter
            continue
        seen |= {line.partition(":")[0] for line in wrong(POSTS, found)}
    assert seen <= {"$.podcast_file_size"}
