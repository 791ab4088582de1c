"""From the moment a post is saved to the moment its feed is there, with a program that watches."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from benchmarks.content import post, posts
from benchmarks.launch import family, memory
from benchmarks.measure import Command, Row, Run, Stopped, at_least, environment, output, say
from benchmarks.programs import edit, podfeed
from benchmarks.report import Goal, Report

PODFEED = "podfeed render --watch"
# How long to wait for a feed, and for a program to rest again, in seconds; how often to look.
PATIENCE, REST, STEP = 60, 0.5, 0.0005
GOALS = (
    Goal("from a save to the feed", (PODFEED,), lambda row: [run.wall for run in row.runs], 0.1, unit=" s"),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--posts", type=at_least(1), default=1_000, help="how many posts (default: 1000)")


def benchmark(options: argparse.Namespace) -> Report:
    """Measure it."""
    work = options.work / f"watch-{options.posts}"
    site = work / "site"
    posts(site, options.posts)
    feed = site / "feed.xml"
    missing = "" if b"--watch" in output(podfeed("render", "--help"), site) else "this podfeed has no --watch"
    argv = podfeed("render", site / "content", "-o", feed, "--cache-dir", work / "cache", "--watch")
    rows = {PODFEED: follow(Command(PODFEED, argv, site, missing=missing), feed, site, options)}
    command = f"python -m benchmarks watch --posts {options.posts}"
    facts = ["each time is from a post's save to a whole feed that has what was saved"]
    return Report(f"Watching {options.posts:,} posts", command, rows, PODFEED, GOALS, facts)


def follow(command: Command, feed: Path, site: Path, options: argparse.Namespace) -> Row:
    """Save posts while a program watches, and return how long it took each time."""
    row = Row(command)
    if command.missing:
        return row
    feed.unlink(missing_ok=True)
    with Watcher(command, feed) as watcher:
        watcher.await_text("</rss>")
        for number in range(1, options.rounds + 1):
            time.sleep(REST)
            row.runs.append(saved(site, 1 + number * 7919 % options.posts, watcher))
            say(f"{command.name}: {row.runs[-1].wall:.3f} s, save {number} of {options.rounds}")
    return row


def saved(site: Path, number: int, watcher: Watcher) -> Run:
    """Save a changed post and return how long its feed took; the post is as before afterwards."""
    sentence = f"Corrected at {time.time_ns()}."
    edit(site, number, f"{post(number)}\n{sentence}\n")
    start = time.perf_counter()
    try:
        watcher.await_text(sentence)
        wall = time.perf_counter() - start
    finally:
        edit(site, number, post(number))
    held = [memory(one) for one in family(watcher.process.pid)]
    time.sleep(REST)
    return Run(wall, cpu=float("nan"), largest=max(held), together=sum(held))


class Watcher:
    """A program that watches, from its start to its end."""

    def __init__(self, command: Command, feed: Path) -> None:
        """Start it."""
        self.feed = feed
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end
        self.process = subprocess.Popen(
            [str(part) for part in command.argv],
            cwd=command.folder,
            env=environment(),
            stdout=self.log,
            stderr=self.log,
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def await_text(self, text: str) -> None:
        """Wait until the feed is whole and has a text."""
        end = time.monotonic() + PATIENCE
        seen = None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Stopped(f"it ended with exit code {self.process.returncode}:\n{self.said()}")
            now = stamp(self.feed)
            if now != seen and text in (whole := read(self.feed)) and whole.rstrip().endswith("</rss>"):
                return
            seen = now
            time.sleep(STEP)
        raise Stopped(f"no feed with “{text}” within {PATIENCE} seconds:\n{self.said()}")

    def said(self) -> str:
        """Return what the program printed last."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")[-2000:].strip()


def stamp(feed: Path) -> tuple[int, int] | None:
    """Return what changes with a file, or nothing where there is none."""
    try:
        status = feed.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def read(feed: Path) -> str:
    """Return what stands in the feed, which may be half-written, or away."""
    try:
        return feed.read_text("utf-8", "replace")
    except FileNotFoundError:
        return ""
