"""Posts that the workers of an executor read: the show, its problems and its lock are those of one machine."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import podfeed
from podfeed import ProblemsError, looking
from podfeed.build import others, work
from podfeed.mirror import _copies
from podfeed.publish import Order, begin, copied
from site_folder import NOW, Site
from walks import Walk

fsspec = pytest.importorskip("fsspec", reason="the extra storage is not installed")
SEEDS = range(int(os.environ.get("PODFEED_WALKS", "3")))
POSTS = 20


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand out a few posts at a time."""
    monkeypatch.setattr(others, "_CHUNK", 3)


@pytest.fixture(params=["threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "threads":
        with ThreadPoolExecutor(3) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
            yield processes


def outcome(content: str | Path, **more: Any) -> tuple[Any, ...]:
    """Return the show of a folder with its problems, or what is wrong with it and what could be built."""
    try:
        show = podfeed.load(content, now=NOW, **more)
    except ProblemsError as error:
        return None, error.show, error.problems
    return show, podfeed.render(show), show.problems


def make(folder: Path) -> Site:
    """Return a show with audio to probe, and things beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    site = Site(folder)
    for number in range(POSTS):
        front = f"title: T{number}\nguid: g{number}\ndate: 2021-11-{number + 1:02}\nexplicit: true"
        if number % 2:
            site.audio(f"content/p{number}.mp3", ("cbr.mp3", "vbr.mp3", "tagged.mp3")[number % 3])
            site.write(f"content/p{number}.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea.\n")
            site.post(front, "The *sea*.", name=f"p{number}.md")
        else:
            site.episode(front, f"0:00 Ebb\n0:0{number % 9 + 1} Flow", name=f"p{number}.md")
    return site


def upload(folder: Path, system: Any, url: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            system.pipe_file(f"{url}/{path.relative_to(folder).as_posix()}", path.read_bytes())


# -- the library


def test_a_folder(tmp_path: Path, executor: Executor) -> None:
    folder = make(tmp_path / "site").folder
    show, xml, problems = outcome(folder)
    assert len(show.episodes) == POSTS
    assert outcome(folder, executor=executor) == (show, xml, problems)


def test_a_folder_of_a_store(s3: Any, tmp_path: Path, executor: Executor) -> None:
    site = make(tmp_path / "site")
    site.episode("title: Odd\ndate: 2021-11-30\nexplicit: maybe", name="odd.md")
    upload(site.folder, s3, "s3://bucket/site")
    expected = outcome("s3://bucket/site")
    assert outcome("s3://bucket/site", executor=executor) == expected
    assert any("s3://bucket/site/content/odd.md:4" in str(each.place) for each in expected[2])
    if isinstance(executor, ThreadPoolExecutor):  # processes clear theirs as they end
        assert not list(Path(tempfile.gettempdir()).glob(f"{_copies()}{os.getpid()}-*"))


@pytest.mark.parametrize("seed", SEEDS)
def test_any_folder(tmp_path: Path, seed: int) -> None:
    walk = Walk(tmp_path / "site", random.Random(f"executors {seed}"))
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            walk.step()
            if walk.chance.random() < 0.7:
                walk.mend()
            assert outcome(walk.folder, executor=threads) == outcome(walk.folder), walk.done


def test_none_is_asked_without_posts(site: Site) -> None:
    class Nobody(Executor):
        def submit(self, *_arguments: Any, **_more: Any) -> Any:
            raise AssertionError("there is nothing to do")

    assert outcome(site.folder, executor=Nobody()) == outcome(site.folder)


# -- runs that write


def rendered(content: str | Path, out: str, **more: Any) -> tuple[bytes, str, list[Any]]:
    """Render as the commands do, and return the feed, the lock and the problems."""
    order = Order(now=NOW, outputs={None: out}, no_cache=True, **more)
    copy = copied(content, order) if isinstance(content, str) else None
    settings = podfeed.api.settings_of(copy.folder if copy else content, None)
    run = begin(settings, order, mirror=copy)
    try:
        (feed,) = run.feeds
        run.write(feed)
        run.finish()
        assert run.lock is not None
        return b"".join(feed.xml()), run.lock.text(), [*run.problems, *feed.problems]
    finally:
        run.close()


def test_what_the_lock_says_reaches_the_workers(tmp_path: Path, executor: Executor) -> None:
    """A machine that has no audio any more, and a post that has another name."""
    site = make(tmp_path / "site")
    out = str(tmp_path / "out.xml")
    first = rendered(site.folder, out)
    (site.folder / "content/p3.mp3").unlink()
    (site.folder / "content/p4.md").rename(site.folder / "content/other.md")
    lock = (site.folder / "podfeed.lock").read_bytes()
    told = []
    for each in (None, executor):
        (site.folder / "podfeed.lock").write_bytes(lock)
        told.append(rendered(site.folder, out, executor=each))
    assert told[0] == told[1]
    assert told[1][0] == first[0]
    assert '"post": "other.md"' in told[1][1]


def test_workers_keep_what_they_probe_where_the_run_does(tmp_path: Path, executor: Executor) -> None:
    site = make(tmp_path / "site")
    order = Order(now=NOW, cache_dir=tmp_path / "kept", executor=executor, no_lock=True)
    run = begin(podfeed.api.settings_of(site.folder, None), order)
    run.close()
    from podfeed.cache import Cache  # noqa: PLC0415
    from podfeed.stores import read_contents  # noqa: PLC0415

    assert read_contents(Cache(tmp_path / "kept")).kinds["facts about files"] == POSTS // 2


def test_nothing_of_a_run_stays_with_the_workers(tmp_path: Path) -> None:
    """Of processes that work for many runs, which may be threads of one."""
    memory = fsspec.filesystem("memory")
    maker_of = {}
    for name in ("one", "two"):
        upload(make(tmp_path / name).folder, memory, f"memory://bucket/{name}")
    try:
        settings = []
        for name in ("one", "two"):
            copy = copied(f"memory://bucket/{name}", Order(no_cache=True))
            settings.append(copy)
            brief = podfeed.api.brief_of(NOW, podfeed.api.Known(mirror=copy))
            brief.keep = False
            (feed,) = podfeed.api.feeds_of(podfeed.api.settings_of(copy.folder, None), brief)
            maker_of[name] = feed.maker
        for name, maker in maker_of.items():
            for task in others.tasks(maker, ["p0.md", "p1.md"]):
                assert len(others.make(task)) == 2
            assert [*others._HERE] == [maker.job.token], name
        assert len(looking._FAR) == len(settings) + 1
    finally:
        others._end()
        for copy in settings:
            copy.close()
        memory.store.clear()
    assert others._HERE == {}
    assert looking._FAR == []


# -- workers that die, and those of another podfeed


class Deadly(ProcessPoolExecutor):
    """Kills one of its processes when the third task is handed out."""

    tasks = 0

    def submit(self, *arguments: Any, **more: Any) -> Future[Any]:
        self.tasks += 1
        future = super().submit(*arguments, **more)
        if self.tasks == 3:
            os.kill(next(iter(self._processes)), signal.SIGKILL)
        return future


def test_a_process_that_is_killed_costs_time_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "site").folder
    left: list[int] = []
    alone = work.Workers._alone

    def seen(self: Any, maker: Any, names: Any) -> Any:
        left.append(len(names))
        return alone(self, maker, names)

    expected = outcome(folder)
    monkeypatch.setattr(work.Workers, "_alone", seen)
    with Deadly(2, multiprocessing.get_context("spawn")) as executor:
        assert outcome(folder, executor=executor) == expected
    assert left
    assert 0 < left[0] <= POSTS


def test_a_worker_of_another_version_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "site").folder
    real = others.tasks

    def older(*arguments: Any) -> Any:
        from dataclasses import replace  # noqa: PLC0415

        return (replace(task, version="0.0.1") for task in real(*arguments))

    monkeypatch.setattr(others, "tasks", older)
    with ThreadPoolExecutor(1) as executor, pytest.raises(ProblemsError, match="was asked by podfeed"):
        podfeed.load(folder, executor=executor)


def test_an_error_of_a_worker_is_that_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "site").folder
    monkeypatch.setattr("podfeed.build.cards.draw", lambda *_more: 1 / 0)
    with ThreadPoolExecutor(2) as executor, pytest.raises(ZeroDivisionError):
        podfeed.load(folder, executor=executor)
