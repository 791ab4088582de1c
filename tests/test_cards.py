"""What is kept of posts between runs: a run with it gives what one without gives, whatever was edited."""

from __future__ import annotations

import os
import pickle
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import podfeed
from podfeed import looking, record, stamps
from podfeed.build import judging, saving, stock, work
from podfeed.cache import FILE
from podfeed.cli import main
from podfeed.record import until_next_hour
from site_folder import AUDIO, SHOW, Site
from walks import SKIP, Walk, copied, run

SEEDS = range(int(os.environ.get("PODFEED_WALKS", "3")))
STEPS = 12
NOW = "--now=2026-01-01"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "site").mkdir()
    made = Site(tmp_path / "site")
    for number in range(1, 6):
        made.episode(f"title: T{number}\nguid: g{number}\ndate: 2021-12-0{number}", name=f"p{number}.md")
    return made


def same(site: Site, *options: str, now: str = NOW) -> None:
    """Check that a run gives what one without a cache gives in a copy."""
    copy = copied(site.folder, site.folder.parent / "copy")
    warm = run(site.folder, now, *options)
    assert warm == run(copy, now, "--no-cache", *options)


def made(site: Site, *options: str) -> int:
    """Render, and return how many posts were made anew."""
    result = CliRunner().invoke(main, ["render", str(site.folder), "--stats", NOW, *options])
    assert result.exit_code == 0, result.output
    found = re.search(r"posts made anew +(\d+)", result.stderr)
    assert found, result.stderr
    return int(found[1])


def opened(folder: Path, *options: str) -> list[str]:
    """Render, and return which files of a folder were opened."""
    found: list[str] = []
    inside = str(folder)

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if inside and event == "open" and str(arguments[0]).startswith(inside):
            found.append(str(arguments[0]))

    sys.addaudithook(see)  # which stays: nobody can take one out
    result = CliRunner().invoke(main, ["render", str(folder), NOW, *options])
    inside = ""
    assert result.exit_code == 0, result.output
    return found


# -- whatever is edited


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ticks", [True, False], ids=["fresh", "settled"])
def test_any_edit_gives_the_same_as_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, ticks: bool
) -> None:
    monkeypatch.setattr(judging, "_WORTH_KEEPING", 2)
    monkeypatch.setattr(saving, "_BUCKET", 4)
    if not ticks:  # as if all were edited long ago: the signatures are relied on
        monkeypatch.setattr(looking, "_TICK", -(10**18))
    walk = Walk(tmp_path / "site", random.Random(f"{seed} {ticks}"))
    for _ in range(STEPS):
        walk.step()
        if walk.chance.random() < 0.7:
            walk.mend()
        options = [f"--now=2026-{walk.month:02}-01", *walk.options]
        if walk.chance.random() < 0.2:  # another run, of another time
            run(walk.folder, "--now=2026-03-01", *walk.options, "--cache-dir", str(tmp_path / "cache"))
        copy = copied(walk.folder, tmp_path / "copy")
        for time_round in ("first", "second"):
            warm = run(walk.folder, *options, "--cache-dir", str(tmp_path / "cache"))
            cold = run(copy, *options, "--no-cache")
            assert warm == cold, (time_round, walk.done, options)


def test_the_number_of_processes_makes_no_difference(tmp_path: Path) -> None:
    """In processes of their own: a pool is not begun where threads are."""
    walk = Walk(tmp_path / "site", random.Random(5))
    for number in range(300):
        walk.site.episode(f"title: T{number}\nguid: n{number}", name=f"many/n{number}.md")
    sites = {jobs: copied(walk.folder, tmp_path / str(jobs)) for jobs in (1, 2)}
    for edit in (lambda _folder: None, _spoil, _mend):
        outcomes = []
        for jobs, folder in sites.items():
            edit(folder)
            outcomes.append(in_process(folder, tmp_path / f"cache{jobs}", f"--jobs={jobs}"))
        assert outcomes[0] == outcomes[1]
        assert outcomes[0][0] == (edit is _spoil)


def _spoil(folder: Path) -> None:
    (folder / "content/many/broken.md").write_text("---\ntitle: [\n---\n")


def _mend(folder: Path) -> None:
    (folder / "content/many/broken.md").unlink()
    for number in range(0, 300, 2):
        path = folder / f"content/many/n{number}.md"
        path.write_text(path.read_text().replace("The sea", "The river"))


def in_process(folder: Path, cache: Path, *options: str) -> tuple[int, str, tuple[tuple[str, bytes], ...]]:
    command = [
        sys.executable,
        "-m",
        "podfeed",
        "render",
        NOW,
        "--accept-all",
        "--cache-dir",
        str(cache),
        *options,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    found = sorted(path for path in folder.glob("*") if path.suffix in (".xml", ".lock"))
    told = re.sub(r"written to (\S+)|in (\S+), which is up to date", r"\1\2", done.stderr)
    return done.returncode, told, tuple((path.name, path.read_bytes()) for path in found)


# -- what the walks have found, and what they hardly come upon


def test_a_file_of_the_same_size_and_time(site: Site) -> None:
    path = site.audio("content/p1.mp3", "cbr.mp3")
    site.post("title: T1\nguid: g1\ndate: 2021-12-01\naudio: p1.mp3", name="p1.md")
    same(site)
    status = path.stat()
    data = (AUDIO / "vbr.mp3").read_bytes()[: status.st_size]
    path.write_bytes(data.ljust(status.st_size, b"\0"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    same(site, "--no-lock")


@pytest.mark.parametrize("name", ["p1.md", "p1.vtt"])
def test_a_file_that_becomes_a_link_out_of_the_show(site: Site, name: str) -> None:
    site.write("content/p1.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea.\n")
    same(site)
    path = site.folder / "content" / name
    outside = site.folder.parent / "outside"
    path.replace(outside)
    path.symlink_to(outside)
    same(site, "--accept-all")


def test_a_folder_that_becomes_a_link(site: Site) -> None:
    site.episode("title: Below", name="sub/below.md")
    same(site)
    folder = site.folder / "content" / "sub"
    folder.replace(site.folder / "kept")
    folder.symlink_to("../kept")
    same(site, "--accept-all")


def test_an_episode_that_is_no_longer_early(site: Site) -> None:
    site.settings('[content]\npath = "content"\nfuture = true\n')
    site.episode("title: Early\ndate: 2026-06-01", name="early.md")
    same(site)
    same(site, now="--now=2026-07-01")
    same(site, now="--now=2026-05-31T23:55:00Z")


def test_a_post_that_was_rendered_without_the_lock_and_had_another_name(site: Site) -> None:
    site.episode("title: Moved\ndate: 2021-12-09", name="old.md")
    same(site)
    (site.folder / "content/old.md").rename(site.folder / "content/new.md")
    same(site, "--no-lock")
    same(site, "--no-lock")
    same(site)


def test_a_post_that_stays_alone_in_its_folder(site: Site) -> None:
    site.settings(SKIP)
    site.audio("content/sub/talk.mp3")
    site.post("title: A\ntype: podcast\ndate: 2021-12-07", name="sub/a.md")
    site.post("title: B\ntype: podcast\ndate: 2021-12-08", name="sub/b.md")
    same(site)
    (site.folder / "content/sub/b.md").unlink()
    same(site)
    assert b"talk.mp3" in (site.folder / "feed.xml").read_bytes()


def test_the_feed_of_a_host_that_changes(site: Site) -> None:
    item = (
        "<item><title>Hosted</title><guid>h{0}</guid><pubDate>Thu, 09 Dec 2021 00:00:00 GMT</pubDate>"
        '<enclosure url="https://host.example/{0}.mp3" length="900000" type="audio/mpeg"/></item>'
    )
    host = '<rss version="2.0"><channel><title>H</title><link>https://h.example/</link><description>d</description>{}</channel></rss>'
    site.settings(SKIP + '[media]\nfeed = "host.xml"\n')
    site.post("title: Hosted\ndate: 2021-12-09\ntype: podcast", name="hosted.md")
    for name in ("first", "other"):
        site.write("host.xml", host.format(item.format(name)))
        same(site, "--accept-all")
        assert f"host.example/{name}.mp3".encode() in (site.folder / "feed.xml").read_bytes()


def test_a_fault_of_an_audio_file_is_told_each_time(site: Site) -> None:
    site.audio("content/p1.mp3", "truncated.mp3")
    site.post("title: T1\nguid: g1\ndate: 2021-12-01\naudio: p1.mp3", name="p1.md")
    for _ in range(3):
        same(site)


def test_a_show_that_shrinks_takes_nothing_of_its_past(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cards are spread over fewer rows; what is left in the others is no longer true."""
    monkeypatch.setattr(saving, "_BUCKET", 2)
    for number in range(10, 40):
        site.episode(f"title: T{number}\nguid: g{number}", name=f"p{number}.md")
    same(site)
    path = site.folder / "content" / "p1.md"
    text = path.read_text()
    for number in range(10, 40):
        (site.folder / f"content/p{number}.md").unlink()
    path.write_text(text.replace("T1", "X1"))
    same(site, "--accept-all")
    site.episode("title: New\nguid: new", name="new.md")
    same(site, "--accept-all")
    path.write_text(text)
    same(site, "--accept-all")


# -- what a run does when nothing, or little, has changed


def test_where_nothing_changed_nothing_is_opened_or_written(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.audio("content/p1.mp3")
    site.post("title: T1\nguid: g1\ndate: 2021-12-01\naudio: p1.mp3", name="p1.md")
    site.write("content/p1.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea.\n")
    monkeypatch.setattr(looking, "_TICK", -(10**18))  # as if all of it were old
    assert opened(site.folder)
    before = (site.folder / "feed.xml").stat()
    assert opened(site.folder) == []
    site.write("content/notes.txt", "no post")  # the folder is another, its posts are not
    content = str(site.folder / "content")
    assert [path for path in opened(site.folder) if path.startswith(content)] == []
    assert [path for path in opened(site.folder, "--stats") if path.startswith(content)] == []
    now = (site.folder / "feed.xml").stat()
    assert (now.st_mtime_ns, now.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_a_run_saw_is_kept_in_parts_none_of_which_may_be_missing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_TICK", -(10**18))  # as if all of it were old
    monkeypatch.setattr(record, "_PART", 2)
    opened(site.folder)
    assert opened(site.folder) == []
    base = sqlite3.connect(Path(os.environ["PODFEED_CACHE_DIR"]) / FILE, isolation_level=None)
    keys = [key for (key,) in base.execute("SELECT key FROM runs")]
    assert len(keys) > 3  # the run, and two files in each part
    for key in keys:
        base.execute("DELETE FROM runs WHERE key = ?", (key,))
        assert opened(site.folder)  # and what it found is kept again
        assert opened(site.folder) == []
    base.close()


def test_one_post_of_many_is_made_anew(site: Site) -> None:
    assert made(site) == 5
    assert made(site) == 0
    site.episode("title: Other\nguid: g3", name="p3.md")
    assert made(site) == 1
    site.episode("title: More\nguid: g9", name="p9.md")
    assert made(site) == 1
    (site.folder / "content/p9.md").unlink()
    assert made(site, "--accept-all") == 0
    site.settings("", show=SHOW.replace("Sea Talk", "River Talk"))
    assert made(site) == 5


def test_a_file_that_was_touched_is_the_same(site: Site) -> None:
    assert made(site) == 5
    for path in (site.folder / "content").iterdir():
        os.utime(path, (7, 7))
    assert made(site) == 0
    for path in (site.folder / "content").iterdir():
        path.write_bytes(path.read_bytes())  # as a checkout does
    assert made(site) == 0


def test_a_post_that_comes_due_is_a_change(site: Site) -> None:
    due = datetime.now(UTC) + timedelta(seconds=2)
    site.episode(f"title: Later\nguid: later\ndate: {due.isoformat()}", name="later.md")
    assert run(site.folder).code == 0
    assert b"Later" not in (site.folder / "feed.xml").read_bytes()
    assert run(site.folder).code == 0
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 0.01)
    assert run(site.folder).code == 0
    assert b"Later" in (site.folder / "feed.xml").read_bytes()


class AgainError(Exception):
    """The run has begun in earnest."""


def test_what_was_found_holds_until_the_end_of_the_hour(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_TICK", -(10**18))
    arguments = ["render", str(site.folder)]
    assert CliRunner().invoke(main, arguments).exit_code == 0

    def again(*_more: object) -> None:
        raise AgainError

    monkeypatch.setattr("podfeed.cli.rendering.rendered", again)
    result = CliRunner().invoke(main, arguments)
    if isinstance(result.exception, AgainError):  # the hour has ended in between
        return
    assert result.exit_code == 0
    assert "up to date" in result.stderr
    end = until_next_hour()
    assert 0 < end - time.time() <= 3600
    monkeypatch.setattr(time, "time", lambda: end + 1)
    assert isinstance(CliRunner().invoke(main, arguments).exception, AgainError)


# -- caches that others have to do with


class Harm:
    """A pickle of it makes a file where it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.path),)


def test_a_poisoned_cache_runs_nothing(site: Site, tmp_path: Path) -> None:
    harm = tmp_path / "harm"
    pickled = pickle.dumps(((1, (Harm(harm),)),), 5)
    assert pickle.loads(pickled) is not None  # noqa: S301 - it does harm, where it may
    assert harm.is_dir()
    harm.rmdir()
    data = zlib.crc32(pickled).to_bytes(4, "big") + pickled
    same(site)
    cache = Path(os.environ["PODFEED_CACHE_DIR"])
    with closing(sqlite3.connect(cache / FILE)) as base, base:
        for table in ("cards", "runs", "items", "kept"):
            base.execute(f"UPDATE {table} SET value = ?", (data,))  # noqa: S608
    (site.folder / "feed.xml").unlink()
    result = CliRunner().invoke(main, ["render", str(site.folder), NOW])
    assert result.exit_code == 0, result.output
    assert not harm.exists()
    same(site)


def test_a_poisoned_piece_within_a_card_runs_nothing(tmp_path: Path) -> None:
    from podfeed.cache import loaded, unsealed  # noqa: PLC0415

    data = pickle.dumps(Harm(tmp_path / "harm"), 5)
    for read in (loaded, lambda each: unsealed(zlib.crc32(each).to_bytes(4, "big") + each)):
        with pytest.raises(ValueError, match="no place in a cache"):
            read(data)
    assert not (tmp_path / "harm").exists()


def test_runs_at_one_time_share_a_cache(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other") if (tmp_path / "other").mkdir() is None else None
    assert other is not None
    for number in range(40):
        other.episode(f"title: O{number}\nguid: o{number}", name=f"o{number}.md")
    sites = [site, other, site, other]
    expected = [
        run(copied(each.folder, tmp_path / f"copy{n}"), NOW, "--no-cache") for n, each in enumerate(sites)
    ]
    command = [sys.executable, "-m", "podfeed", "render", NOW]
    for _ in range(2):
        running = [
            subprocess.Popen(command, cwd=each.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            for each in sites
        ]
        told = [each.communicate(timeout=60) for each in running]
        assert [each.returncode for each in running] == [0] * 4, told
        assert not any(b"warning: /" in err or b"Traceback" in err for _, err in told), told
        for each, want in zip(sites, expected, strict=True):
            assert (each.folder / "feed.xml").read_bytes() == want.files["feed.xml"]
        site.episode("title: Changed\nguid: g1\ndate: 2021-12-01", name="p1.md")
        expected = [
            run(copied(each.folder, tmp_path / f"copy{n}"), NOW, "--no-cache") for n, each in enumerate(sites)
        ]


def test_a_run_that_ends_later_spoils_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run reads the cache, another changes it, and then the first keeps what it made."""
    same(site)
    site.episode("title: Slow\nguid: g2\ndate: 2021-12-02", name="p2.md")
    real, done = stock.Stock.save, []

    def save(self: stock.Stock, *told: Any) -> None:
        if not done:
            done.append(1)
            site.episode("title: Quick\nguid: g3\ndate: 2021-12-03", name="p3.md")
            site.episode("title: Quick, too\nguid: g4\ndate: 2021-12-04", name="p4.md")
            assert run(site.folder, NOW).code == 0
        real(self, *told)

    monkeypatch.setattr(stock.Stock, "save", save)
    run(site.folder, NOW)
    assert done
    for number in range(4):
        if number % 2:
            (site.folder / "feed.xml").unlink()
        same(site)
        site.episode(f"title: Again {number}\nguid: g5\ndate: 2021-12-05", name="p5.md")
        same(site)


# -- the feed that is there


def unread(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return, filled later, how many items each run reads from the cache."""
    found: list[int] = []
    real = stock.Stock._kept

    def kept(self: stock.Stock, rows: Sequence[int]) -> dict[int, bytes]:
        found.append(len(rows))
        return real(self, rows)

    monkeypatch.setattr(stock.Stock, "_kept", kept)
    return found


def test_what_has_not_changed_is_copied_from_the_feed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    same(site)
    read = unread(monkeypatch)
    site.episode("title: Other\nguid: g3\ndate: 2021-12-03", name="p3.md")
    site.episode("title: New\nguid: g9\ndate: 2021-12-09", name="p9.md")
    (site.folder / "content" / "p1.md").unlink()
    same(site, "--accept-all")
    assert sum(read) == 0


@pytest.mark.parametrize("touch", [Walk.spoil_the_output_unseen, Walk.put_another_output])
def test_a_feed_that_somebody_touched_is_not_copied(
    site: Site, monkeypatch: pytest.MonkeyPatch, touch: Callable[[Any], None]
) -> None:
    for number in range(1, 6):
        site.episode(f"title: Title {number}\nguid: g{number}", "The sea.", name=f"p{number}.md")
    same(site)
    before = (site.folder / "feed.xml").read_bytes()
    touch(site)
    assert (site.folder / "feed.xml").read_bytes() != before
    read = unread(monkeypatch)
    site.episode("title: Other\nguid: g3\ndate: 2021-12-03", name="p3.md")
    same(site)
    assert sum(read) == 4


@pytest.mark.parametrize("late", range(4))
def test_a_feed_that_is_touched_while_it_is_copied(
    site: Site, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    same(site)
    monkeypatch.setattr(stamps, "_PIECE", 100)
    real, feed, asked = stamps.stamp_of, site.folder / "feed.xml", []

    def stamp_of(path: Any) -> stamps.Stamp | None:
        asked.append(path)
        if len(asked) == late + 1:
            feed.write_bytes(feed.read_bytes().replace(b"<title>T", b"<title>t"))
        return real(path)

    site.episode("title: Last\nguid: g5\ndate: 2021-12-05", name="p5.md")
    with monkeypatch.context() as patch:
        patch.setattr(stamps, "stamp_of", stamp_of)
        warm = run(site.folder, NOW)
    assert len(asked) == late + 1
    assert warm == run(copied(site.folder, site.folder.parent / "copy"), NOW, "--no-cache")
    assert b"<title>t" not in feed.read_bytes()


def test_a_cache_of_another_podfeed_is_not_believed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(site) == 5
    for name in ("podfeed.build.gather", "podfeed.record"):
        monkeypatch.setattr(sys.modules[name], "code_fingerprint", lambda: b"another")
    assert made(site) == 5
    assert made(site) == 0


def test_another_installation_of_the_same_podfeed_is_the_same(tmp_path: Path) -> None:
    """Each gives its files other times: a cache that CI carries along is of use."""
    package = Path(podfeed.__file__).parent
    told = []
    for name, wheel in (("one", b"the same"), ("two", b"the same"), ("three", b"another")):
        shutil.copytree(package, tmp_path / name / "podfeed", copy_function=shutil.copyfile)
        (tmp_path / name / "podfeed_rss-1.dist-info").mkdir()
        (tmp_path / name / "podfeed_rss-1.dist-info" / "RECORD").write_bytes(wheel)
        shutil.rmtree(tmp_path / "installed", ignore_errors=True)
        (tmp_path / name).rename(tmp_path / "installed")
        script = "from podfeed.cache import code_fingerprint; print(code_fingerprint().hex())"
        environment = {
            **os.environ,
            "PYTHONPATH": str(tmp_path / "installed"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        told.append(done.stdout)
    assert told[0] == told[1] != told[2]


# -- processes


def test_a_process_that_is_killed_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site")
    for number in range(400):
        site.episode(f"title: T{number}\nguid: n{number}", name=f"n{number}.md")
    script = """
import os, signal, sys
from podfeed.build import cards, work
real = cards.Maker.cards
owner = os.getpid()
def killed(self, names):
    if os.getpid() != owner and "n250.md" in names:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, names)
cards.Maker.cards = killed
gone = []
alone = work.Workers._alone
def seen(self, maker, names):
    gone.append(len(names))
    return alone(self, maker, names)
work.Workers._alone = seen
from podfeed.cli import main
main(["render", "--jobs", "2", "--now", "2026-01-01"], standalone_mode=False)
print(max(gone, default=0))
"""
    copy = copied(site.folder, tmp_path / "copy")
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=site.folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    if sys.platform.startswith("linux"):
        assert int(done.stdout) > 0  # a process was killed
    assert run(copy, NOW, "--no-cache").files["feed.xml"] == (site.folder / "feed.xml").read_bytes()


def test_posts_come_in_their_order_when_a_pool_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    made_alone: list[str] = []

    def broken(*_more: object) -> Any:
        yield [(b"a", b"", b"")]
        raise BrokenProcessPool

    monkeypatch.setattr(work.Workers, "_results", broken)
    monkeypatch.setattr(
        work.Workers, "_alone", lambda _self, _maker, groups: made_alone.extend(chain(*groups)) or iter(())
    )

    class Nothing:
        def __getattr__(self, _name: str) -> Any:
            return None

    maker = Nothing()
    maker.job = Nothing()  # type: ignore[attr-defined]
    maker.job.config = Nothing()  # type: ignore[attr-defined]
    maker.job.config.media = Nothing()  # type: ignore[attr-defined]
    maker.job.feeds = (None,)  # type: ignore[attr-defined]
    maker.known = Nothing()  # type: ignore[attr-defined]
    groups = [["a", "b"], ["c", "d"], ["e"]]
    got = list(work.Workers(jobs=2)._together(maker, groups, 2))  # type: ignore[arg-type]
    assert [(each.names, each.bundles[0].cards) for each in got] == [(["a", "b"], b"a")]
    assert made_alone == ["c", "d", "e"]


# -- what is said


def test_quiet_says_problems_alone(site: Site) -> None:
    result = CliRunner().invoke(main, ["render", str(site.folder), NOW, "--quiet"])
    assert (result.exit_code, result.output) == (0, "")
    site.post("title: [", name="broken.md")
    result = CliRunner().invoke(main, ["render", str(site.folder), NOW, "--quiet"])
    assert result.exit_code == 1
    assert "broken.md:3" in result.stderr
    assert "posts read" not in result.stderr


def test_stats_say_where_the_time_went(site: Site) -> None:
    result = CliRunner().invoke(main, ["render", str(site.folder), NOW, "--stats"])
    names = [
        re.split(r" {2,}", line)[0] for line in result.stderr.splitlines() if re.search(r"\d( s)?$", line)
    ]
    for name in ("posts", "posts made anew", "settings", "rules", "writing", "cache"):
        assert name in names, result.stderr


def test_no_bar_in_a_pipe_and_one_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from podfeed.cli.output import Bar  # noqa: PLC0415

    clock = iter((0.0, 0.5, 1.5, 2.0, 0.0, 0.5, 1.5, 2.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    bar = Bar("posts")
    for done in (1, 2, 3, 4):
        bar(done, 4)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = Bar("posts")
    for done in (1, 2):
        bar(done, 4)
    assert capsys.readouterr().err == ""  # it is not worth one yet
    for done in (3, 4):
        bar(done, 4)
    told = capsys.readouterr().err
    assert "posts [" in told
    assert told.endswith("4/4\n")


_NAMES = st.text("ab.", max_size=3)


@given(st.frozensets(_NAMES, max_size=8), _NAMES, st.none() | st.frozensets(_NAMES, max_size=3))
def test_what_begins_with_a_text_is_still_the_same(
    names: frozenset[str], prefix: str, other: frozenset[str] | None
) -> None:
    folders = looking.Folders({"folder": tuple(sorted(names))})
    now = folders.starting("folder", prefix)
    assert folders.still("folder", prefix, now)
    before = now if other is None else tuple(sorted(prefix + each for each in other))
    assert folders.still("folder", prefix, before) == (before == now)
