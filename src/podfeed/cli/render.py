"""`podfeed render`: a folder of posts becomes a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from podfeed.cache import Cache, default_folder
from podfeed.cli.options import (
    cache_options,
    config_option,
    content_argument,
    lock_options,
    now_option,
    verbose_option,
)
from podfeed.collector import paused
from podfeed.looking import Looked
from podfeed.record import Record, record_of

if TYPE_CHECKING:
    from podfeed.cli.rendering import Rendered


@click.command()
@content_argument
@click.option("-o", "--output", help="Where to write the feed; - is standard output.")
@config_option
@click.option("--feed", "feed_name", help="Render only this feed of the settings.")
@now_option
@click.option("--probe-remote", is_flag=True, help="Read size and duration of audio on servers.")
@click.option("--locked", is_flag=True, help="Fail where podfeed.lock would have to change.")
@lock_options
@click.option("--accept-all", is_flag=True, help="Accept whatever changes of what is published.")
@click.option(
    "--against", metavar="OLD", help="The feed as it was published: fail where subscribers would be hurt."
)
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes read posts; default: the cores.")
@click.option("--watch", is_flag=True, help="Render again with each change, until you press Ctrl-C.")
@click.option("--stats", is_flag=True, help="Say where the time went.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems, and nothing else.")
@cache_options
@verbose_option
@click.pass_context
def render(ctx: click.Context, /, *, watch: bool, **told: Any) -> None:
    """Make a podcast feed from a folder of posts.

    CONTENT is the folder, or a list of episodes in one YAML, TOML, JSON or CSV file, also in a store that
    fsspec reads (s3://…); left out, it is [content] path of podfeed.toml. With any error an existing feed
    stays as it is, and the exit code is 1.
    """
    if watch:
        from podfeed.cli.watching import watch as watched  # noqa: PLC0415 - watchfiles, where it is asked for

        watched(told, ctx)
        return
    ctx.exit(once(ctx, told).code)


def once(ctx: click.Context, told: dict[str, Any]) -> Rendered:
    """Render once, or find that nothing has changed since the last time, which takes no podfeed at all."""
    record = _record(told)
    said = record.recall() if record is not None else None
    if said is not None:
        for line in said:
            click.echo(line, err=True)
        ctx.exit(0)
    with paused():
        from podfeed.cli.rendering import Told, rendered  # noqa: PLC0415 - as above

    looked = Looked(record.folders) if record is not None else None
    result = rendered(
        Told(**told, cache=record.cache if record is not None else None, last=True), ctx, looked
    )
    if record is not None and result.repeats:
        record.keep(result.seen)
        if record.cache.warning:
            click.echo(f"warning: {record.cache.warning}", err=True)
    return result


def _record(told: dict[str, Any]) -> Record | None:
    """Return the record of a run that the last one may stand for."""
    elsewhere = told["against"] or told["probe_remote"] or told["stats"] or "://" in (told["content"] or "")
    if told["no_cache"] or elsewhere or (told["output"] or "").startswith(("-", "/dev/", "/proc/")):
        return None
    return record_of(Cache(told["cache_dir"] or default_folder()), told)
