"""What `podfeed render` does once it is clear that something is to be done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from podfeed import collector, storage
from podfeed.api import settings_of
from podfeed.build import Feed
from podfeed.build.guards import Accepted
from podfeed.cache import Cache
from podfeed.cli.output import Bar, Output, counted, print_bytes, short
from podfeed.config import Config
from podfeed.lazily import dataclass
from podfeed.looking import Looked, looking
from podfeed.publish import STDOUT, Order, Run, Written, begin, copied
from podfeed.record import Seen, until_next_hour
from podfeed.stopwatch import Stopwatch


@dataclass(slots=True, kw_only=True)
class Told:
    """What `podfeed render` was told on its command line."""

    content: str | None = None
    output: str | None = None
    config: Path | None = None
    feed_name: str | None = None
    now: datetime | None = None
    probe_remote: bool = False
    locked: bool = False
    no_lock: bool = False
    accept: tuple[str, ...] = ()
    accept_all: bool = False
    against: str | None = None
    cache_dir: Path | None = None
    no_cache: bool = False
    jobs: int | None = None
    verbose: bool = False
    quiet: bool = False
    stats: bool = False
    cache: Cache | None = None  # that was opened already
    last: bool = False  # the process ends after it


@dataclass(slots=True)
class Rendered:
    """What came of it: the exit code, what was seen, and when an episode is due."""

    code: int
    seen: Seen
    repeats: bool = False  # the next run may take it for granted
    due: datetime | None = None


def rendered(told: Told, ctx: click.Context, looked: Looked | None = None) -> Rendered:
    """Render the feeds of a folder, and tell what came of it; ``looked`` notes what all of them look at."""
    collector.seldom()
    looked = looked or Looked()
    with looking(looked):
        return _rendered(told, ctx, looked)


def _rendered(told: Told, ctx: click.Context, looked: Looked) -> Rendered:
    content = told.content
    kept = Order(cache_dir=told.cache_dir, no_cache=told.no_cache)
    mirror = copied(content, kept) if content and storage.is_stored(content) else None
    if mirror is not None:
        ctx.call_on_close(mirror.close)
    stopwatch = Stopwatch()
    with stopwatch.timed("settings"):
        settings = settings_of(mirror.folder if mirror else content, told.config)
    output = STDOUT if told.output == "/dev/stdout" else told.output
    _check_usage(settings, output, told.feed_name, stored=mirror is not None)
    only = told.feed_name or next((feed.name for feed in settings.feeds), None)
    order = Order(
        feed=told.feed_name,
        outputs={only: output} if output else {},
        now=told.now,
        probe_remote=told.probe_remote,
        locked=told.locked,
        no_lock=told.no_lock,
        accepted=Accepted(names=frozenset(told.accept), every=told.accept_all),
        against=told.against,
        cache_dir=told.cache_dir,
        no_cache=told.no_cache,
        cache=told.cache,
        jobs=told.jobs,
        made=Bar("posts"),
        looked=looked,
        stopwatch=stopwatch,
    )
    out = Output(verbose=told.verbose, quiet=told.quiet)
    run = begin(settings, order, mirror=mirror, progress=Bar("audio on servers"))
    try:
        _publish(run, out, told)
        if told.stats:
            _tell_stats(stopwatch, out)
        return _noted(run, looked, out)
    finally:
        run.close()
        if told.last:
            collector.leave((run, looked))


def _publish(run: Run, out: Output, told: Told) -> None:
    for problems in (run.problems, *(feed.problems for feed in run.feeds)):
        out.problems(problems)
    with run.order.stopwatch.timed("writing"):
        written = [_write(run, feed) for feed in run.feeds]
        run.finish()
    with run.order.stopwatch.timed("cache"):
        run.keep()
    for feed, each in zip(run.feeds, written, strict=True):
        if told.verbose:
            for card in feed.left_out:
                out.say(f"{short(feed.maker.path(card))}: left out: {card.reason}")
        out.say(_summary(feed, _outcome(each)), _summary(feed, _there(each)))
    cache = run.known.cache
    if cache is not None and cache.warning:
        out.warn(cache.warning)


def _noted(run: Run, looked: Looked, out: Output) -> Rendered:
    """Note what the next run may take for granted, and what a change of calls for another run."""
    folders = looked.folders
    seen = Seen(until_next_hour() if run.order.now is None else float("inf"), said=out.again)
    result = Rendered(1 if run.broken else 0, seen)
    seen.add(looked.trace(), folders)
    for feed in run.feeds:
        for card in feed.every_card:
            if card.due is not None and (result.due is None or card.due < result.due):
                result.due = card.due
    for folder in folders.names:
        seen.folders[folder] = folders.digest(folder)
    seen.add_written(run.written())
    if result.due is not None and run.order.now is None:
        seen.until = min(seen.until, result.due.timestamp())
    alone = not any(card.passing for feed in run.feeds for card in feed.every_card)
    cache = run.known.cache
    whole = cache is not None and not cache.warning
    result.repeats = result.code == 0 and alone and run.repeats and whole
    return result


def _tell_stats(stopwatch: Stopwatch, out: Output) -> None:
    """Say where the time went."""
    for name, number in stopwatch.counts.items():
        out.tell(f"{name:<24} {number:>10}")
    for name, seconds in stopwatch.seconds.items():
        out.tell(f"{name:<24} {seconds:>10.3f} s")


def _check_usage(settings: Config, output: str | None, feed_name: str | None, *, stored: bool) -> None:
    if output is not None and feed_name is None and len(settings.feeds) > 1:
        names = ", ".join(feed.name for feed in settings.feeds)
        raise click.UsageError(f"-o is for one feed, and the settings have {names}: add --feed NAME")
    if stored and output is None:
        raise click.UsageError("the feed of a folder in a store is written here: say where with -o")


def _write(run: Run, feed: Feed) -> Written:
    """Write one feed unless there are errors."""
    written = run.write(feed)
    if written.state == "written" and written.target == STDOUT:
        print_bytes(feed.xml())
    return written


def _outcome(written: Written) -> str:
    """Return what became of a feed, in words."""
    if written.state == "refused":
        return "found, and nothing is written"
    if written.target == STDOUT:
        return "written to standard output"
    return f"written to {short(written.target)}" if written.state == "written" else _there(written)


def _there(written: Written) -> str:
    return f"in {short(written.target)}, which is up to date"


def _summary(feed: Feed, outcome: str) -> str:
    name = f"feed {feed.settings.name}: " if feed.settings else ""
    parts = [
        f"{name}{counted(feed.posts, 'post')} read",
        f"{counted(len(feed.cards), 'episode')} {outcome}",
    ]
    reasons = feed.reasons()
    if reasons:
        which = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        parts.append(f"{sum(reasons.values())} left out ({which})")
    for severity in ("error", "warning"):
        number = sum(problem.severity == severity for problem in feed.problems)
        if number:
            parts.append(counted(number, severity))
    return "; ".join(parts)
