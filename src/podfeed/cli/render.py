"""`podfeed render`: a folder of posts becomes a feed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from podfeed import storage
from podfeed.api import settings_of
from podfeed.build import Feed
from podfeed.build.guards import Accepted
from podfeed.cli.options import cache_options, config_option, content_argument, now_option, verbose_option
from podfeed.cli.output import Bar, Output, counted, print_bytes, short
from podfeed.config import Config
from podfeed.publish import STDOUT, Order, Run, begin


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
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes read posts; default: the cores.")
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
    jobs: int | None,
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
    output = STDOUT if output == "/dev/stdout" else output
    _check_usage(settings, output, feed_name, stored=mirror is not None)
    only = feed_name or next((feed.name for feed in settings.feeds), None)
    order = Order(
        feed=feed_name,
        outputs={only: output} if output else {},
        now=now,
        probe_remote=probe_remote,
        locked=locked,
        no_lock=no_lock,
        accepted=Accepted(names=frozenset(accept), every=accept_all),
        against=against,
        cache_dir=cache_dir,
        no_cache=no_cache,
        jobs=jobs,
    )
    out = Output(verbose=verbose)
    run = begin(settings, order, mirror=mirror, progress=Bar("audio on servers"))
    ctx.call_on_close(run.close)
    for problems in (run.problems, *(feed.problems for feed in run.feeds)):
        out.problems(problems)
    outcomes = [_write(run, feed) for feed in run.feeds]
    all_written = run.finish()
    for feed, outcome in zip(run.feeds, outcomes, strict=True):
        _tell(feed, outcome, out, verbose=verbose)
    if run.known.cache is not None and run.known.cache.warning:
        out.say(f"warning: {run.known.cache.warning}")
    ctx.exit(0 if all_written else 1)


def _check_usage(settings: Config, output: str | None, feed_name: str | None, *, stored: bool) -> None:
    if output is not None and feed_name is None and len(settings.feeds) > 1:
        names = ", ".join(feed.name for feed in settings.feeds)
        raise click.UsageError(f"-o is for one feed, and the settings have {names}: add --feed NAME")
    if stored and output is None:
        raise click.UsageError("the feed of a folder in a store is written here: say where with -o")


def _write(run: Run, feed: Feed) -> str:
    """Write one feed unless there are errors; return what became of it, in words."""
    written = run.write(feed)
    if written.state == "refused":
        return "found, and nothing is written"
    if written.target == STDOUT:
        print_bytes(feed.xml())
        return "written to standard output"
    if written.state == "written":
        return f"written to {short(written.target)}"
    return f"in {short(written.target)}, which is up to date"


def _tell(feed: Feed, outcome: str, out: Output, *, verbose: bool) -> None:
    if verbose:
        for card in feed.left_out:
            out.say(f"{short(card.path)}: left out: {card.reason}")
    out.say(_summary(feed, outcome))


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
