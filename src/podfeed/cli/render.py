"""`podfeed render`: a folder of posts becomes a feed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from podfeed import storage
from podfeed.api import feeds_of, lock_path, run_of, settings_of
from podfeed.build import Feed
from podfeed.build.guards import Accepted, Guarded, guard
from podfeed.build.known import Known
from podfeed.build.published import new_lock
from podfeed.cache import Cache, default_folder
from podfeed.cli.options import cache_options, config_option, content_argument, now_option, verbose_option
from podfeed.cli.output import Bar, Output, counted, short
from podfeed.config import Config
from podfeed.files import read_bytes, write_whole
from podfeed.lock import Lock, read_lock
from podfeed.problems import Place, Problem, has_errors


@click.command()
@content_argument
@click.option("-o", "--output", help="Where to write the feed; - is standard output.")
@config_option
@click.option("--feed", "feed_name", help="Render only this feed of the settings.")
@now_option
@click.option("--probe-remote", is_flag=True, help="Read size and duration of audio on servers.")
@click.option("--locked", is_flag=True, help="Fail where podfeed.lock would have to change.")
@click.option("--no-lock", is_flag=True, help="Neither read nor write podfeed.lock.")
@click.option(
    "--accept",
    multiple=True,
    metavar="EPISODE",
    help="Accept what changes of a published episode (its guid or post).",
)
@click.option("--accept-all", is_flag=True, help="Accept whatever changes of what is published.")
@click.option(
    "--against", metavar="OLD", help="The feed as it was published: fail where subscribers would be hurt."
)
@cache_options
@verbose_option
@click.pass_context
def render(
    ctx: click.Context,
    content: str | None,
    output: str | None,
    config: Path | None,
    feed_name: str | None,
    now: datetime | None,
    *,
    probe_remote: bool,
    locked: bool,
    no_lock: bool,
    accept: tuple[str, ...],
    accept_all: bool,
    against: str | None,
    cache_dir: Path | None,
    no_cache: bool,
    verbose: bool,
) -> None:
    """Make a podcast feed from a folder of posts.

    CONTENT is the folder, or a list of episodes in one YAML, TOML, JSON or CSV file, also in a store that
    fsspec reads (s3://…); left out, it is [content] path of podfeed.toml. With any error an existing feed
    stays as it is, and the exit code is 1.
    """
    mirror = storage.mirror(content) if content and storage.is_stored(content) else None
    if mirror is not None:
        ctx.call_on_close(mirror.close)
    settings = settings_of(mirror.folder if mirror else content, config)
    if probe_remote:
        settings = replace(settings, media=replace(settings.media, probe_remote=True))
    _check_usage(settings, output, feed_name, stored=mirror is not None)
    out = Output(verbose=verbose)
    path = lock_path(settings)
    known = Known(
        cache=None if no_cache else Cache(cache_dir or default_folder()),
        lock=None if no_lock else read_lock(path),
        locked=locked,
        mirror=mirror,
    )
    old = None
    if against is not None:
        from podfeed.targets import whole_feed  # noqa: PLC0415 - only where it is asked for

        old = whole_feed(against, None, now)
    run = run_of(now, known)
    run.progress = Bar("audio on servers")
    run.keep = False
    feeds = list(feeds_of(settings, run, feed=feed_name, old=old))
    before = None if no_lock or any(has_errors(feed.problems) for feed in feeds) else known.lock
    accepted = Accepted(names=frozenset(accept), every=accept_all)
    guarded = guard(before, feeds, accepted, path, partial=feed_name is not None)
    if known.lock is None and not no_lock:
        guarded.problems += [each for feed in feeds for each in _unlocked(feed, settings, output)]
    out.problems(guarded.problems)
    lock = None if no_lock else _lock(feeds, known.lock, guarded)
    broken = has_errors(guarded.problems)
    stale = (
        locked
        and not broken
        and lock is not None
        and (known.lock is None or lock.text() != known.lock.text())
    )
    if stale:
        out.problems([_stale(path)])
    stale = stale or broken
    written = [_write(feed, settings, output, out, verbose=verbose, stale=stale) for feed in feeds]
    if lock is not None and all(written) and output != "-" and mirror is None:
        write_whole(path, lock.text().encode())
    if known.cache is not None and known.cache.warning:
        out.say(f"warning: {known.cache.warning}")
    known.close()
    ctx.exit(0 if all(written) else 1)


def _check_usage(settings: Config, output: str | None, feed_name: str | None, *, stored: bool) -> None:
    if output is not None and feed_name is None and len(settings.feeds) > 1:
        names = ", ".join(feed.name for feed in settings.feeds)
        raise click.UsageError(f"-o is for one feed, and the settings have {names}: add --feed NAME")
    if stored and output is None:
        raise click.UsageError("the feed of a folder in a store is written here: say where with -o")


def _unlocked(feed: Feed, settings: Config, output: str | None) -> list[Problem]:
    """Return the error of a first render whose guids are not those of the feed that is there already."""
    target = Path(output) if output else _target(feed, settings)
    if output == "-" or not target.is_file():
        return []
    from podfeed.check import examine  # noqa: PLC0415 - for the first render alone
    from podfeed.check.history import pairs  # noqa: PLC0415

    old, new = examine(read_bytes(target)).feed, examine(_xml(feed)).feed
    other = [
        (one, two)
        for one, two in pairs(old, new)
        if one.guid and two.guid and one.guid.value != two.guid.value
    ]
    if not other:
        return []
    one, two = other[0]
    assert one.guid is not None  # noqa: S101
    assert two.guid is not None  # noqa: S101
    message = (
        f"{len(other)} episodes of the feed that is there have other guids "
        f"({one.guid.value!r} would become {two.guid.value!r}), and there is no podfeed.lock"
    )
    hint = (
        f"podfeed adopt {short(str(target))} takes the old guids over; "
        "with --no-lock every app announces the episodes again"
    )
    return [
        Problem(
            rule="lock-missing", severity="error", message=message, place=Place(file=str(target)), hint=hint
        )
    ]


def _lock(feeds: list[Feed], old: Lock | None, guarded: Guarded) -> Lock:
    """Return the lock after this run: one, which serves all feeds."""
    guid = next((feed.fields.values.get("guid") for feed in feeds if feed.fields.values.get("guid")), None)
    return new_lock(old, guid, (card for feed in feeds for card in feed.cards), guarded)


def _stale(path: Path) -> Problem:
    return Problem(
        rule="lock-outdated",
        severity="error",
        message="podfeed.lock would have to change, and --locked forbids it",
        place=Place(file=str(path)),
        hint="render without --locked, look at the difference, and commit podfeed.lock",
    )


def _write(
    feed: Feed, settings: Config, output: str | None, out: Output, *, verbose: bool, stale: bool
) -> bool:
    """Tell the problems of one feed, and write it unless there are errors; say whether it was written."""
    out.problems(feed.problems)
    broken = stale or has_errors(feed.problems)
    target = output or str(_target(feed, settings))
    if not broken and target == "-":
        sys.stdout.buffer.write(_xml(feed))
        outcome = "written to standard output"
    elif not broken:
        for path, data in feed.files().items():
            write_whole(path, data, parents=True)
        changed = write_whole(Path(target), _xml(feed))
        outcome = f"written to {short(target)}" if changed else f"in {short(target)}, which is up to date"
    else:
        outcome = "found, and nothing is written"
    if verbose:
        for card in feed.left_out:
            out.say(f"{short(card.path)}: left out: {card.reason}")
    out.say(_summary(feed, outcome))
    return not broken


def _xml(feed: Feed) -> bytes:
    head, tail = feed.frame()
    return b"".join((head, *feed.items(), tail))


def _target(feed: Feed, settings: Config) -> Path:
    if feed.settings is not None and feed.settings.output is not None:
        return feed.settings.output
    return settings.folder / "feed.xml"


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
