"""`podfeed cache`: what is kept between runs, shown, verified and cleared."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from podfeed.cache import Cache, default_folder
from podfeed.cli.output import counted, echo, short
from podfeed.stores import Contents, clear_all, clear_unused, damages, read_contents


def _folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--cache-dir",
        type=click.Path(path_type=Path, file_okay=False),
        help="Where the cache is; default: your folder for caches.",
    )(command)


@click.group()
def cache() -> None:
    """Show, verify or clear what is kept between runs.

    The cache makes runs faster and changes nothing of a feed: it can be deleted at any time. It takes no more
    than 1 GB, or what PODFEED_CACHE_SIZE says; what was of use longest ago makes room.
    """


@cache.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
@_folder_option
def show(cache_dir: Path | None, *, as_json: bool) -> None:
    """Say where the cache is, what is in it, and of which shows."""
    found = read_contents(Cache(cache_dir or default_folder()))
    if as_json:
        echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _tell(found)


def _tell(found: Contents) -> None:
    if not found.size:
        echo(f"{found.path}: there is no cache yet")
        return
    echo(f"{found.path}: {_bytes(found.size)}, of {_bytes(found.most)} at most")
    for kind, number in found.kinds.items():
        echo(f"  {number:>9} {kind}")
    for each in found.shows:
        when = datetime.fromtimestamp(each.used, UTC).strftime("%Y-%m-%d %H:%M UTC")
        name = f", feed {each.feed}" if each.feed else ""
        gone = "" if each.is_there else ", which is no longer there"
        echo(f"{each.content}{name}{gone}")
        echo(f"    {counted(each.episodes, 'episode')}, {_bytes(each.size)}, last used {when}")


@cache.command()
@_folder_option
@click.pass_context
def verify(ctx: click.Context, cache_dir: Path | None) -> None:
    """Check that all that is kept is what was written; exit with 1 where it is not."""
    kept = Cache(cache_dir or default_folder())
    found = damages(kept)
    for line in found:
        echo(f"error: {line}", err=True)
    if found:
        echo("    runs do without what is damaged; podfeed cache clear removes it all", err=True)
        ctx.exit(1)
    echo(f"{kept.file}: {'whole' if kept.file.is_file() else 'there is no cache yet'}")


@cache.command()
@click.option("--unused", is_flag=True, help="Only of shows whose folder is no longer there.")
@_folder_option
def clear(cache_dir: Path | None, *, unused: bool) -> None:
    """Remove what is kept; the next run reads everything again."""
    kept = Cache(cache_dir or default_folder())
    if unused:
        gone = clear_unused(kept)
        for each in gone:
            echo(f"{short(each)}: removed")
        echo(f"{counted(len(gone), 'show')} removed")
    elif clear_all(kept):
        echo(f"{kept.file}: removed")
    else:
        echo(f"{kept.file}: there is no cache")


def _bytes(number: int) -> str:
    """Return a size as people read it."""
    if number < 1000:
        return f"{number} bytes"
    size = float(number)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000 or unit == "GB":
            return f"{size:.1f} {unit}"
    raise AssertionError
