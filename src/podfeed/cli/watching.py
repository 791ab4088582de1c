"""`podfeed render --watch`: again with each change of what was looked at, and when an episode is due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from podfeed.cli.output import Output
from podfeed.cli.rendering import Rendered, Told, rendered
from podfeed.problems import ProblemsError

_QUIET = 20  # milliseconds in which nothing more must change
_LONGEST = 200  # milliseconds that a change waits for others
_LOOK = 1000  # milliseconds after which the clock is looked at


def watch(told: dict[str, Any], ctx: click.Context) -> None:
    """Render, and again with each change, until somebody presses Ctrl-C."""
    try:
        import watchfiles  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise click.UsageError("--watch needs watchfiles: pip install 'podfeed-rss[watch]'") from error
    if told["output"] in ("-", "/dev/stdout") or "://" in (told["content"] or ""):
        raise click.UsageError("--watch is for files: name a folder, and -o FEED")
    out = Output(quiet=told["quiet"])
    result = _attempt(Told(**told), ctx, Rendered(0))
    try:
        while True:
            out.say("watching; press Ctrl-C to end")
            for _change in _changes(result):
                start = time.perf_counter()
                before = result.folders
                result = _attempt(Told(**told), ctx, result)
                out.say(f"rendered in {(time.perf_counter() - start) * 1000:.0f} ms")
                if result.folders != before:
                    break  # and look at once, what changed while nobody watched the new ones
            result = _attempt(Told(**{**told, "quiet": True}), ctx, result)
    except KeyboardInterrupt:
        out.say("")


def _attempt(told: Told, ctx: click.Context, before: Rendered) -> Rendered:
    """Render; where that fails tell why, and go on watching what was watched."""
    try:
        return rendered(told, ctx)
    except ProblemsError as error:
        Output(verbose=told.verbose).problems(error.problems)
        folders = {str(Path(problem.place.file).parent) for problem in error.problems if problem.place}
        return Rendered(1, folders=before.folders | folders, written=before.written)


def _changes(result: Rendered) -> Iterator[None]:
    """Yield for each change of what was looked at that is no work of podfeed's own."""
    from watchfiles import Change  # noqa: PLC0415 - as above
    from watchfiles import watch as changes  # noqa: PLC0415

    own = {str(Path(path).resolve()) for path in result.written}

    def is_ours(_change: Change, path: str) -> bool:
        return not Path(path).name.startswith(".") and path not in own

    folders = sorted({str(Path(folder).resolve()) for folder in result.folders if Path(folder).is_dir()})
    due = result.due
    for batch in changes(
        *folders,
        watch_filter=is_ours,
        debounce=_LONGEST,
        step=_QUIET,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
        recursive=False,
    ):
        if batch:
            yield
        elif due is not None and datetime.now(UTC) >= due:
            due = None
            yield
