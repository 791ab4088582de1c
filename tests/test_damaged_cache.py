"""A cache that is damaged, foreign, busy or has no place: a slower run and the same bytes, never an error."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crashes import Runs
from podfeed.cli import main
from site_folder import NOW, Site
from test_writing import IS_ROOT, NOBODY, fill, small_disk

__all__ = ["small_disk"]
FLIPS = int(os.environ.get("PODFEED_CACHE_FLIPS", "40"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site") if (tmp_path / "site").mkdir() is None else None
    assert made is not None
    for number in range(1, 6):
        made.audio(f"content/{number}.mp3", "tagged.mp3" if number % 2 else "vbr.mp3")
        made.post(
            f"title: Episode {number}\ndate: 2021-12-0{number}\naudio: {number}.mp3",
            f"The sea, {number} times. 0:00 Ebb",
            name=f"{number}.md",
        )
    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def render(site: Site, cache: Path, *more: str) -> Result:
    arguments = ["render", str(site.folder), "--now", NOW.isoformat(), "--cache-dir", str(cache), "--no-lock"]
    return CliRunner().invoke(main, [*arguments, *more])


def feed(site: Site) -> bytes:
    return (site.folder / "feed.xml").read_bytes()


@pytest.fixture
def expected(site: Site, tmp_path: Path) -> bytes:
    """The feed as it is without a cache."""
    assert render(site, tmp_path / "none", "--no-cache").exit_code == 0
    assert not (tmp_path / "none").exists()
    return feed(site)


def files_of(cache: Path) -> list[Path]:
    """Return the databases of a cache, whatever their names."""
    found = [path for path in sorted(cache.rglob("*")) if path.is_file()]
    return [path for path in found if path.read_bytes()[:6] == b"SQLite"]


def same(site: Site, cache: Path, expected: bytes, *, warned: bool | None = None) -> None:
    """Check that a run gives the same bytes, with a warning or without."""
    (site.folder / "feed.xml").unlink()
    result = render(site, cache)
    assert result.exit_code == 0, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert feed(site) == expected
    if warned is not None:
        assert ("warning: " in result.stderr and "cache" in result.stderr) is warned, result.stderr


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def header_alone(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def overwritten(path: Path) -> None:
    """Every page but the first two is lost."""
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * (len(data) - 100))


def foreign(path: Path) -> None:
    """A database of something else, with tables of the same names and other columns."""
    with closing(sqlite3.connect(path)) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    path.unlink()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE bookmarks (url TEXT)")
        for name in names:
            if not name.startswith("sqlite_"):
                base.execute(f'CREATE TABLE "{name}" (a, b, c, d, e, f, g, h, i)')


def other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE bookmarks (url TEXT)")


def later_version(path: Path) -> None:
    """As a later podfeed would mark it."""
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 9999")


def other_values(path: Path) -> None:
    """What is kept is no JSON, or of another shape."""
    with closing(sqlite3.connect(path)) as base, base:
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in base.execute(f'PRAGMA table_info("{table}")').fetchall():
                if not row[5]:  # no part of the key
                    base.execute(f'UPDATE "{table}" SET "{row[1]}" = \'[1, {{"x": 2}}]\'')  # noqa: S608


def wal_remnant(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").write_bytes(random.Random(2).randbytes(40_000))


def foreign_wal(path: Path) -> None:
    """The log of another database, whose checksums are right."""
    other = path.with_name("other")
    with closing(sqlite3.connect(other)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT)")
        base.execute("INSERT INTO kept VALUES ('a', 'b')")
        base.commit()
        shutil.copy(f"{other}-wal", f"{path}-wal")
    for each in path.parent.glob("other*"):
        each.unlink()


DAMAGES: list[Callable[[Path], None]] = [
    truncated,
    garbage,
    empty,
    header_alone,
    overwritten,
    foreign,
    other_tables,
    later_version,
    other_values,
    wal_remnant,
    foreign_wal,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_worth_a_slower_run(
    site: Site, cache: Path, expected: bytes, damage: Callable[[Path], None]
) -> None:
    same(site, cache, expected, warned=False)
    (path,) = files_of(cache)
    damage(path)
    same(site, cache, expected)
    same(site, cache, expected, warned=False)  # it is made anew, and told of no more
    assert len(files_of(cache)) == 1


@pytest.mark.parametrize("damage", [garbage, overwritten, foreign])
def test_a_cache_that_is_none_is_told_of(
    site: Site, cache: Path, expected: bytes, damage: Callable[[Path], None]
) -> None:
    same(site, cache, expected)
    damage(files_of(cache)[0])
    same(site, cache, expected, warned=True)
    same(site, cache, expected, warned=False)


def test_no_bit_that_falls_over_reaches_the_feed(site: Site, cache: Path, expected: bytes) -> None:
    """SQLite keeps no checksums of its pages."""
    same(site, cache, expected)
    (path,) = files_of(cache)
    whole = path.read_bytes()
    used = [number for number, byte in enumerate(whole) if byte]
    chance = random.Random(3)
    for _ in range(FLIPS):
        data = bytearray(whole)
        at = chance.choice(used)
        data[at] ^= 1 << chance.randrange(8)
        for each in cache.iterdir():
            each.unlink()
        path.write_bytes(data)
        same(site, cache, expected)


# -- caches without a place


def test_a_file_where_the_folder_should_be(site: Site, cache: Path, expected: bytes) -> None:
    cache.write_text("mine")
    result = render(site, cache)
    assert (result.exit_code == 2) == ("is a file" in result.stderr)  # wrong usage, if it was named
    assert cache.read_text() == "mine"
    environment = {"PODFEED_CACHE_DIR": str(cache)}
    arguments = ["render", str(site.folder), "--now", NOW.isoformat(), "--no-lock"]
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == 0
    assert "warning: " in result.stderr
    assert feed(site) == expected
    assert cache.read_text() == "mine"


def test_a_folder_where_the_file_should_be(site: Site, cache: Path, expected: bytes) -> None:
    same(site, cache, expected)
    (path,) = files_of(cache)
    for each in cache.iterdir():
        each.unlink()
    path.mkdir()
    same(site, cache, expected, warned=True)
    assert path.is_dir()


@pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
@pytest.mark.parametrize("filled", [True, False])
def test_a_folder_that_may_not_be_written(*, filled: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        site, cache = Site(Path(name)), Path(name, "cache")
        site.audio("content/1.mp3")
        site.post("title: One\ndate: 2021-12-01\ndescription: A walk.\naudio: 1.mp3")
        cache.mkdir(mode=0o755)
        assert render(site, cache, *([] if filled else ["--no-cache"])).exit_code == 0
        before = feed(site)
        (site.folder / "feed.xml").unlink()
        runs = Runs(strace=False)
        arguments = ["render", "--now", NOW.isoformat(), "--cache-dir", "cache", "--no-lock"]
        ended = runs.run(arguments, site.folder, user=NOBODY)
        runs.close()
        assert ended.code == 0, ended.stderr
        assert "Traceback" not in ended.stderr
        assert filled or "warning: " in ended.stderr
        assert feed(site) == before


def test_a_full_disk(site: Site, small_disk: Path, expected: bytes) -> None:
    fill(small_disk)
    same(site, small_disk / "cache", expected, warned=True)


def test_a_disk_that_fills_up(site: Site, small_disk: Path, expected: bytes) -> None:
    cache = small_disk / "cache"
    same(site, cache, expected, warned=False)
    fill(small_disk)
    for number in range(1, 6):
        os.utime(site.folder / "content" / f"{number}.mp3", (number, number))
    same(site, cache, expected)
    for path in small_disk.glob("filler-*"):
        path.unlink()
    same(site, cache, expected, warned=False)


def test_others_that_begin_it_at_the_same_time(
    site: Site, cache: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two would wait for each other SQLite does not wait at all."""
    left = [True, True]

    class Busy(sqlite3.Connection):
        def executescript(self, script: str) -> sqlite3.Cursor:
            if left:
                left.pop()
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().executescript(script)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *more, **named: real(*more, factory=Busy, **named))
    same(site, cache, expected, warned=False)
    assert not left
    assert files_of(cache)


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_another_process_that_holds_it(
    site: Site, cache: Path, expected: bytes, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is busy, not damaged: it stays."""
    same(site, cache, expected)
    (path,) = files_of(cache)
    real = sqlite3.connect
    monkeypatch.setattr(  # nobody waits in a test
        sqlite3, "connect", lambda *more, **named: real(*more, **{**named, "timeout": 0.05})
    )
    with closing(real(path)) as base:
        base.execute("PRAGMA locking_mode = EXCLUSIVE" if how == "EXCLUSIVE" else "SELECT 1")
        base.execute(f"BEGIN {how}")
        os.utime(site.folder / "content" / "1.mp3", (1, 1))
        same(site, cache, expected)
    same(site, cache, expected, warned=False)
    with closing(real(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
