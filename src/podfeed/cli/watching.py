"""`podfeed render --watch`: again with each change of what was looked at, and when an episode is due."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import Any, Self

import click

from podfeed.cli.output import Output, echo
from podfeed.cli.rendering import Rendered, Told, rendered
from podfeed.looking import Looked, signature
from podfeed.problems import PodfeedError, ProblemsError
from podfeed.record import Seen

_QUIET = 5  # milliseconds in which nothing more must change
_LONGEST = 200  # milliseconds that a change waits for others
_LOOK = 250  # milliseconds after which the clock is looked at


def watch(told: dict[str, Any], ctx: click.Context) -> None:
    """Render, and again with each change, until somebody presses Ctrl-C."""
    try:
        from watchfiles import watch as changes  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise click.UsageError("--watch needs watchfiles: pip install 'podfeed-rss[watch]'") from error
    output = told["output"] or ""
    if output.startswith(("-", "/dev/", "/proc/")) or any("://" in (told[name] or "") for name in _PATHS):
        raise click.UsageError("--watch is for files: name a folder, and -o FEED")
    out = Output(quiet=told["quiet"])
    with _until_interrupted():
        show = _Show.begun(told, ctx)
        out.say("watching; press Ctrl-C to end")
        while True:
            folders = show.folders()
            for first, batch in _numbered(
                changes(
                    *folders,
                    watch_filter=None,
                    debounce=_LONGEST,
                    step=_QUIET,
                    rust_timeout=_LOOK,
                    yield_on_timeout=True,
                    recursive=False,
                )
            ):
                # At first, too: what has changed while nobody watched?
                if ((batch or first) and show.changed()) or show.is_due():
                    start = time.perf_counter()
                    show.render()
                    out.say(f"rendered in {(time.perf_counter() - start) * 1000:.0f} ms")
                elif not batch:
                    continue
                if show.folders() != folders:
                    break


_PATHS = ("content", "output")


def _numbered(batches: Iterable[set[Any]]) -> Iterator[tuple[bool, set[Any]]]:
    """Yield what a watcher yields, and whether it is the first."""
    return ((number == 0, batch) for number, batch in enumerate(batches))


@contextmanager
def _until_interrupted() -> Iterator[None]:
    """End a block with Ctrl-C, which is how it is meant to end."""
    owner = os.getpid()
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != owner:  # a process that reads posts
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        signal.signal(number, before)  # who presses again does not wait
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    except KeyboardInterrupt:
        echo(err=True)
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class _Show:
    """What is watched: what the last run looked at."""

    told: Told
    ctx: click.Context
    result: Rendered = field(default_factory=lambda: Rendered(0, Seen(0)))
    began: int = 0  # when the last run did, in nanoseconds

    @classmethod
    def begun(cls, told: dict[str, Any], ctx: click.Context) -> Self:
        """Return a show that was rendered once; where nothing can be watched, that is the end."""
        show = cls(Told(**told), ctx)
        show.render(first=True)
        if not show.folders():
            ctx.exit(1)
        return show

    def render(self, *, first: bool = False) -> None:
        """Render; where that fails tell why, and go on watching."""
        self.began = time.time_ns()
        looked = Looked()
        try:
            self.result = rendered(self.told, self.ctx, looked)
            return
        except ProblemsError as error:
            Output(verbose=self.told.verbose).problems(error.problems)
            places = [problem.place.file for problem in error.problems if problem.place is not None]
        except (click.UsageError, PodfeedError, OSError) as error:
            if first:
                raise
            echo(f"error: {error.message if isinstance(error, click.UsageError) else error}", err=True)
            places = []
        self.result = Rendered(1, _seen(looked, places))

    def changed(self) -> bool:
        """Say whether anything has changed that the last run looked at."""
        return self.result.seen.changed(self.began)

    def is_due(self) -> bool:
        """Say whether the time of an episode has come."""
        due = self.result.due
        return due is not None and self.told.now is None and due <= datetime.now(UTC)

    def folders(self) -> list[str]:
        """Return the folders in which a change calls for another run."""
        seen = self.result.seen
        files = [*seen.files, *(os.path.realpath(path) for path in seen.files if os.path.islink(path))]  # noqa: PTH114
        found = {*seen.folders, *(os.path.dirname(path) for path in files)}  # noqa: PTH120 - ten thousand
        return sorted({_existing(folder) for folder in found})


def _existing(folder: str) -> str:
    """Return a folder, or where it would be made."""
    real = os.path.realpath(folder)
    while not os.path.isdir(real):  # noqa: PTH112
        real = os.path.dirname(real)  # noqa: PTH120
    return real


def _seen(looked: Looked, places: list[str]) -> Seen:
    """Return what a run looked at that failed, and where it says that something is wrong."""
    seen = Seen(0)
    seen.add(looked.trace(), looked.folders)
    seen.folders |= {folder: looked.folders.digest(folder) for folder in looked.folders.names}
    for path in places:
        seen.files.setdefault(path, signature(path))
        folder = os.path.dirname(path) or "."  # noqa: PTH120
        seen.folders[folder] = looked.folders.digest(folder)
    return seen
