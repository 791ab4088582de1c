"""The cache is bounded: what was of use longest ago makes room, and the feed is the same."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podfeed.cache import FILE, Cache
from podfeed.cli import main
from podfeed.pruning import in_use, most
from site_folder import NOW, Site

LARGE = "The sea. " * 8_000  # of an item of 72 kB


def render(site: Site, kept: Path) -> Result:
    command = ["render", str(site.folder), "--now", NOW.isoformat(), "--cache-dir", str(kept)]
    return CliRunner().invoke(main, command)


def used(kept: Path) -> int:
    with closing(sqlite3.connect(kept / FILE)) as base:
        return in_use(base)


def shows(kept: Path) -> list[str]:
    result = CliRunner().invoke(main, ["cache", "show", "--json", "--cache-dir", str(kept)])
    assert result.exit_code == 0, result.output
    return sorted(Path(each["content"]).parent.name for each in json.loads(result.stdout)["shows"])


def make(folder: Path, posts: int) -> Site:
    folder.mkdir(parents=True)
    site = Site(folder)
    for number in range(posts):
        site.episode(f"title: T{number}\nguid: g{number}", LARGE, name=f"p{number}.md")
    return site


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def bound(monkeypatch: pytest.MonkeyPatch, size: str) -> int:
    monkeypatch.setenv("PODFEED_CACHE_SIZE", size)
    return most()


def test_the_shows_that_were_rendered_last_stay(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = bound(monkeypatch, "800 kB")
    made = [make(tmp_path / name, 4) for name in ("one", "two", "three", "four")]
    for site in made:
        result = render(site, kept)
        assert (result.exit_code, "warning" in result.output) == (0, False), result.output
        assert used(kept) <= size
    left = shows(kept)
    assert "four" in left
    assert "one" not in left
    assert render(made[0], kept).exit_code == 0
    assert "one" in shows(kept)
    assert CliRunner().invoke(main, ["cache", "verify", "--cache-dir", str(kept)]).exit_code == 0


def test_a_feed_that_has_no_room_is_told_and_is_the_same(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = bound(monkeypatch, "600kB")
    site = make(tmp_path / "large", 8)
    small = make(tmp_path / "small", 1)
    assert render(small, kept).exit_code == 0
    for _ in range(2):
        result = render(site, kept)
        assert result.exit_code == 0
        assert "has no room in 600 kB" in result.stderr
        assert "PODFEED_CACHE_SIZE" in result.stderr
        assert used(kept) <= size
    before = (site.folder / "feed.xml").read_bytes()
    (site.folder / "feed.xml").unlink()
    monkeypatch.delenv("PODFEED_CACHE_SIZE")
    assert "warning" not in render(site, kept).output
    assert (site.folder / "feed.xml").read_bytes() == before


def test_facts_about_media_make_room_for_others(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = bound(monkeypatch, "0.6 MB")
    clock = [1e9]
    monkeypatch.setattr("podfeed.cache.time.time", lambda: clock[0])
    for number in range(60):
        clock[0] += 100_000
        with_facts = Cache(kept)
        with_facts.put(["x" * 10_000, number], "probe", number)
        assert with_facts.get("probe", 0) == ["x" * 10_000, 0]  # which is of use each day
        with_facts.close()
        assert not with_facts.warning
        assert used(kept) <= size
    last = Cache(kept)
    assert last.get("probe", 59) is not None
    assert last.get("probe", 1) is None
    last.close()


def test_texts_of_stores_make_room_for_others(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = bound(monkeypatch, "400000")
    texts = [b"%03d" % number + b" " * 4_997 for number in range(200)]
    held = Cache(kept)
    for start in range(0, 200, 10):
        held.keep_texts(texts[start : start + 10])
    marks = [hashlib.md5(text).hexdigest() for text in texts]  # noqa: S324
    left = held.texts(marks)
    assert left[marks[-1]] == texts[-1]
    assert 0 < len(left) <= size // 5_000
    assert not held.warning
    held.close()


def test_records_of_runs_make_room_for_others(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = bound(monkeypatch, "800 kB")
    site = make(tmp_path / "one", 1)
    for number in range(1, 28):
        for name in range(40):
            site.write(f"content/n{number}-{name}.txt", "no post")
        command = ["render", str(site.folder), "--cache-dir", str(kept), f"--now=2026-01-{number:02}"]
        assert CliRunner().invoke(main, command).exit_code == 0
        assert used(kept) <= size
    assert shows(kept) == ["one"]


def test_a_bound_that_was_lowered_gives_the_disk_back(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        assert render(make(tmp_path / name, 10), kept).exit_code == 0
    before = (kept / FILE).stat().st_size
    size = bound(monkeypatch, "700 kB")
    assert before > 3 * size
    assert render(make(tmp_path / "four", 2), kept).exit_code == 0
    assert (kept / FILE).stat().st_size <= size
    assert shows(kept) == ["four"]


@pytest.mark.parametrize("said", ["much", "-1", "5 TB", "1e9"])
def test_a_bound_that_is_none_is_told(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("PODFEED_CACHE_SIZE", said)
    site = make(tmp_path / "one", 1)
    result = render(site, kept)
    assert result.exit_code == 0
    assert f"PODFEED_CACHE_SIZE is '{said}', which is no size such as 500 MB" in result.stderr
    assert (site.folder / "feed.xml").is_file()
    assert not kept.exists()
    result = CliRunner().invoke(main, ["cache", "show", "--cache-dir", str(kept)])
    assert result.exit_code == 1
    assert "no size" in result.stderr


def test_what_an_earlier_podfeed_kept_goes(tmp_path: Path, kept: Path) -> None:
    kept.mkdir()
    there = ("podfeed-3.sqlite3", "podfeed-3.sqlite3-wal", "podfeed-99.sqlite3", "podfeed-x.sqlite3", "mine")
    for name in there:
        (kept / name).write_bytes(b"x")
    assert render(make(tmp_path / "one", 1), kept).exit_code == 0
    assert {path.name for path in kept.iterdir()} >= {FILE, *there[2:]}
    assert not {path.name for path in kept.iterdir()} & {*there[:2]}
