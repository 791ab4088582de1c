"""`podfeed cache`: what is kept is shown, verified and cleared."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podfeed.cache import FILE
from podfeed.cli import main
from site_folder import NOW, Site


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def sites(tmp_path: Path, kept: Path) -> list[Site]:
    """Two shows that were rendered with one cache; the second has two feeds."""
    made = []
    for name, settings in (
        ("one", ""),
        ("two", '[feeds.a]\noutput = "a.xml"\n[feeds.b]\noutput = "b.xml"\n'),
    ):
        (tmp_path / name).mkdir()
        site = Site(tmp_path / name)
        site.settings(settings)
        site.episode(name="first.md")
        site.audio("content/second.mp3")
        site.episode("title: Second\naudio: second.mp3", name="second.md")
        assert render(site, kept).exit_code == 0
        made.append(site)
    return made


def render(site: Site, kept: Path) -> Result:
    arguments = ["render", str(site.folder), "--now", NOW.isoformat(), "--cache-dir", str(kept)]
    return CliRunner().invoke(main, arguments)


def cache(what: str, kept: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["cache", what, "--cache-dir", str(kept), *more])


def shown(kept: Path) -> dict[str, object]:
    result = cache("show", kept, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_what_is_there_is_shown(sites: list[Site], kept: Path) -> None:
    found = shown(kept)
    assert found["path"] == str(kept / FILE)
    assert found["size"] >= (kept / FILE).stat().st_size  # type: ignore[operator]
    feeds = [(each["content"], each["feed"], each["episodes"], each["is_there"]) for each in found["shows"]]  # type: ignore[attr-defined]
    one, two = (str(site.folder / "content") for site in sites)
    assert sorted(feeds) == [(one, "", 2, True), (two, "a", 2, True), (two, "b", 2, True)]
    assert found["kinds"]["rendered episodes"] == 6  # type: ignore[index]
    text = cache("show", kept).stdout
    assert str(kept / FILE) in text
    assert f"{two}, feed b\n    2 episodes, " in text
    assert "last used 20" in text


def test_where_there_is_none(kept: Path) -> None:
    for what in ("show", "verify", "clear"):
        result = cache(what, kept)
        assert result.exit_code == 0
        assert "there is no cache" in result.stdout
    assert shown(kept)["size"] == 0
    assert cache("clear", kept, "--unused").stdout == "0 shows removed\n"
    assert not kept.exists()


def test_what_is_whole_is_verified(sites: list[Site], kept: Path) -> None:
    result = cache("verify", kept)
    assert (result.exit_code, result.stdout) == (0, f"{kept / FILE}: whole\n")


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("kept", "value = value || 'x'", "facts about files: row"),
        ("cards", "value = CAST(value || 'x' AS BLOB)", "groups of posts: row"),
        ("items", "value = CAST(value || 'x' AS BLOB)", "rendered episodes: row"),
        ("runs", "value = x'00'", "records of runs: row"),
        ("items", "value = NULL", "rendered episodes: row"),
    ],
)
@pytest.mark.usefixtures("sites")
def test_each_damaged_row_is_told(kept: Path, table: str, change: str, said: str) -> None:
    with closing(sqlite3.connect(kept / FILE)) as base, base:
        number = base.execute(f"UPDATE {table} SET {change}").rowcount  # noqa: S608
    result = cache("verify", kept)
    assert result.exit_code == 1
    assert number > 0
    assert result.stderr.count(f"error: {kept / FILE}: {said}") == number
    assert "podfeed cache clear" in result.stderr


@pytest.mark.usefixtures("sites")
def test_a_file_that_is_no_database_is_told_and_cleared(kept: Path) -> None:
    (kept / FILE).write_bytes(b"no database at all" * 1000)
    result = cache("verify", kept)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert (kept / FILE).exists()  # who looks changes nothing
    assert cache("show", kept).exit_code == 1
    assert cache("clear", kept, "--unused").exit_code == 1
    assert cache("clear", kept).exit_code == 0
    assert not (kept / FILE).exists()


def test_a_page_that_is_lost_is_told(sites: list[Site], kept: Path) -> None:
    data = bytearray((kept / FILE).read_bytes())
    page = int.from_bytes(data[16:18], "big")  # as https://www.sqlite.org/fileformat.html has it
    data[2 * page : 3 * page] = bytes(page)
    (kept / FILE).write_bytes(data)
    result = cache("verify", kept)
    assert result.exit_code == 1
    assert "error: " in result.stderr
    assert render(sites[0], kept).exit_code == 0


def test_what_is_cleared_is_made_again(sites: list[Site], kept: Path) -> None:
    (kept / "podfeed-1.sqlite3").write_bytes(b"of an earlier version")
    (kept / "mine.txt").write_text("not podfeed's")
    result = cache("clear", kept)
    assert (result.exit_code, result.stdout) == (0, f"{kept / FILE}: removed\n")
    assert [path.name for path in kept.iterdir()] == ["mine.txt"]
    before = (sites[0].folder / "feed.xml").read_bytes()
    assert render(sites[0], kept).exit_code == 0
    assert (sites[0].folder / "feed.xml").read_bytes() == before
    assert len(shown(kept)["shows"]) == 1  # type: ignore[arg-type]


def test_shows_that_are_gone_are_cleared_alone(sites: list[Site], kept: Path) -> None:
    shutil.rmtree(sites[1].folder)
    assert "which is no longer there" in cache("show", kept).stdout
    result = cache("clear", kept, "--unused")
    assert result.exit_code == 0
    assert "2 shows removed" in result.stdout
    found = shown(kept)
    assert [each["content"] for each in found["shows"]] == [str(sites[0].folder / "content")]  # type: ignore[attr-defined]
    assert found["kinds"]["rendered episodes"] == 2  # type: ignore[index]
    assert cache("verify", kept).exit_code == 0
