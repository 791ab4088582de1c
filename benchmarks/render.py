"""Posts to a feed: cold, with a cache, after a change, beside Hugo, feedgen's script and Eleventy."""

from __future__ import annotations

import argparse
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.content import post, post_path, posts, published
from benchmarks.measure import Command, Row, Stopped, at_least, measure, run
from benchmarks.programs import edit, eleventy, hugo, podfeed, script
from benchmarks.report import MEGABYTE, Goal, Report, memory, ratio
from benchmarks.same import hold_same, items

COLD, UNCHANGED, CHANGED, DUE = (
    "podfeed, cold",
    "podfeed, nothing changed",
    "podfeed, one post changed",
    "podfeed, one came due",
)
HUGO, PURE = "Hugo", "feedgen and markdown-it-py"
GOALS = (
    ratio("cold, in Hugo's time", COLD, HUGO, 1 / 2, 1 / 3),
    ratio("cold, in the time of feedgen and markdown-it-py", COLD, PURE, 1 / 10),
    memory("cold, the largest process", COLD, 150),
    ratio("one post changed, in Hugo's time", CHANGED, HUGO, 1 / 12, 1 / 20),
    ratio("one post came due, in Hugo's time", DUE, HUGO, 1 / 12, 1 / 20),
    ratio("nothing changed, in Hugo's time", UNCHANGED, HUGO, 1 / 30),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--posts", type=at_least(2), default=10_000, help="how many posts (default: 10000)")
    parser.add_argument("--alone", action="store_true", help="podfeed alone, without the other programs")


def benchmark(options: argparse.Namespace) -> Report:
    """Measure it."""
    work = options.work / f"render-{options.posts}"
    site = work / "site"
    posts(site, options.posts)
    bench = Podfeed(site, work, options.posts)
    others = [] if options.alone else rivals(site, work)
    with bench.restored():
        rows = measure([*bench.commands(), *(command for command, _ in others)], options.rounds)
        facts = [bench.compared(others)] if others else []
    goals = [] if options.alone else list(GOALS)
    command = f"python -m benchmarks render --posts {options.posts}"
    return Report(f"Rendering {options.posts:,} posts", command, rows, COLD, goals, facts, bench.counts())


def rivals(site: Path, work: Path) -> list[tuple[Command, Path]]:
    """Return the other programs and the feeds that they write."""
    return [
        hugo(site, work),
        script("markdown-it-py", "markdown_it", site, work),
        script("pyromark", "pyromark", site, work),
        eleventy(site, work),
    ]


class Podfeed:
    """podfeed on one site, in the states that its posts and its cache can be in."""

    def __init__(self, site: Path, work: Path, count: int) -> None:
        """Take the site; the feed, the lock and the cache lie where podfeed puts them, and beside it."""
        self.site, self.count = site, count
        self.feed, self.cache = site / "feed.xml", work / "cache"
        self.changed = count // 2 or 1
        self.versions = itertools.count(1)
        self.version = ""
        self.stamp: tuple[int, int] = (0, 0)
        self.written_again = 0

    def commands(self) -> list[Command]:
        """Return podfeed in each of the states."""
        eve = f"--now={published(self.count) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
        morrow = f"--now={published(self.count) + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
        return [
            self.command(COLD, before=self.forget),
            self.command("podfeed, --no-cache", "--no-cache", before=self.forget),
            self.command(UNCHANGED, before=self.settle, after=self.see_untouched),
            self.command(CHANGED, before=self.change, after=self.see_change),
            self.command(DUE, morrow, before=lambda: self.wait_until(eve), after=self.see_all),
        ]

    def command(
        self, name: str, *more: str, before: Callable[[], None], after: Callable[[], None] | None = None
    ) -> Command:
        """Return podfeed with options, in a state."""
        argv = podfeed("render", "--config", self.site / "podfeed.toml", "--cache-dir", self.cache, *more)
        return Command(name, argv, folder=self.site, before=before, after=after or self.see_all)

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Leave the posts as they were found."""
        self.restore()
        try:
            yield
        finally:
            self.restore()

    def restore(self) -> None:
        """Write the post that was changed as it was, unless it is so."""
        if post_path(self.site, self.changed).read_text("utf-8") != post(self.changed):
            edit(self.site, self.changed, post(self.changed))

    def forget(self) -> None:
        """Remove all that podfeed knows of the site."""
        self.restore()
        self.feed.unlink(missing_ok=True)
        (self.site / "podfeed.lock").unlink(missing_ok=True)
        shutil.rmtree(self.cache, ignore_errors=True)

    def settle(self) -> None:
        """Render, so that nothing is new to the run that is measured."""
        self.restore()
        run(self.command("podfeed, before", before=lambda: None))
        self.stamp = self.feed_stamp()

    def feed_stamp(self) -> tuple[int, int]:
        """Return what changes when a file is written, or replaced by one of the same bytes."""
        status = self.feed.stat()
        return status.st_mtime_ns, status.st_ino

    def see_untouched(self) -> None:
        """Count whether the feed was written again without need."""
        self.written_again += self.feed_stamp() != self.stamp
        self.see_all()

    def counts(self) -> dict[str, int | str]:
        """Return what is never to happen, and how often it did."""
        return {"nothing changed, the feed written again": self.written_again}

    def change(self) -> None:
        """Change a sentence in one post."""
        self.settle()
        self.version = f"Corrected for the {next(self.versions)}. time."
        edit(self.site, self.changed, f"{post(self.changed)}\n{self.version}\n")

    def see_change(self) -> None:
        """Stop where the feed lacks the change."""
        if self.version not in self.feed.read_text("utf-8"):
            raise Stopped("podfeed, one post changed: the feed has the post as it was before")
        self.see_all()

    def wait_until(self, eve: str) -> None:
        """Render as of a minute before the newest post is out."""
        self.restore()
        run(self.command("podfeed, before", eve, before=lambda: None, after=lambda: self.see(self.count - 1)))

    def see_all(self) -> None:
        """Stop where the feed lacks an episode."""
        self.see(self.count)

    def see(self, count: int) -> None:
        """Stop where the feed has another number of items."""
        found = self.feed.read_bytes().count(b"<item>")
        if found != count:
            raise Stopped(f"podfeed wrote {found} items where {count} were to be expected")

    def compared(self, others: list[tuple[Command, Path]]) -> str:
        """Compare podfeed's feed with those of the programs that are there."""
        self.settle()
        feeds = {"podfeed": items(self.feed)}
        for command, feed in others:
            if not command.missing:
                feeds[command.name] = items(feed)
        return hold_same(feeds)


def add_scale_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument(
        "--posts", type=at_least(10), default=100_000, help="how many posts (default: 100000)"
    )


def scale(options: argparse.Namespace) -> Report:
    """Measure a tenth of the posts and all of them: what grows with their number."""
    few, many = sizes = (options.posts // 10 or 1, options.posts)
    commands: list[Command] = []
    benches = []
    for count in sizes:
        work = options.work / f"render-{count}"
        posts(work / "site", count)
        benches.append(Podfeed(work / "site", work, count))
        for command in benches[-1].commands():
            if command.name in (COLD, UNCHANGED, CHANGED):
                commands.append(named(command, f"{command.name}, {count:,} posts"))
    with benches[0].restored(), benches[1].restored():
        rows = measure(commands, options.rounds)
    return Report(
        f"From {few:,} to {many:,} posts",
        f"python -m benchmarks scale --posts {many}",
        rows,
        commands[0].name,
        list(scale_goals(f"{few:,} posts", f"{many:,} posts", many / few)),
        counts=benches[1].counts(),
    )


def named(command: Command, name: str) -> Command:
    """Return a command under another name."""
    return Command(name, command.argv, command.folder, command.before, command.after)


def scale_goals(few: str, many: str, times: float) -> Iterator[Goal]:
    """Yield what is to be reached: a tenth more than in proportion is the noise of a machine."""
    text = f"time for each of {many}, in that of {few}"
    for row in (COLD, CHANGED, UNCHANGED):
        needs = (f"{row}, {many}", f"{row}, {few}")
        yield Goal(f"{text}: {row}", needs, lambda a, b: [r / times for r in a.ratios(b)], 1.1)
    for row in (COLD, CHANGED, UNCHANGED):
        yield memory(f"the largest process, {many}: {row}", f"{row}, {many}", 300)
        yield Goal(f"all processes, {many}: {row}", (f"{row}, {many}",), together, 300, unit=" MB")


def together(row: Row) -> list[float]:
    """Return what all processes of a row held together, in megabytes."""
    return [row.together / MEGABYTE]
