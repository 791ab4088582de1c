"""`podfeed network`: all shows of a network, in one run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import click

from podfeed.cli.options import cache_options, lock_options, now_option
from podfeed.cli.output import Bar, Output, counted, echo, plain, short
from podfeed.cli.table import Table, joined, terminal
from podfeed.files import write_whole
from podfeed.masking import masked
from podfeed.network import NetworkReport, ShowReport, render_network
from podfeed.network.settings import read_network

_ROWS = 30  # of shows that did not fail
# Columns of the table.
_NAME, _EPISODES, _SIZE, _SECONDS, _TARGET = 1, 2, 4, 5, 6
_NUMBERS = frozenset({_EPISODES, _SIZE, _SECONDS})
_COLOURS = {"failed": "red", "rendered": "green", "unchanged": None}


@click.command()
@click.argument("file")
@click.option(
    "--show", "shows", multiple=True, metavar="NAME", help="Render this show alone; again for more."
)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many processes render; default: the cores."
)
@click.option("--scheduler", metavar="ADDRESS", help="Render on a Dask cluster: tcp://host:8786.")
@now_option
@click.option("--locked", is_flag=True, help="Fail a show whose podfeed.lock would have to change.")
@lock_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, in place of the table.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write the report as JSON into this file too."
)
@click.option("-q", "--quiet", is_flag=True, help="Print what failed, and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Print a row for each show, and each of its problems.")
@cache_options
@click.pass_context
def network(
    ctx: click.Context,
    file: str,
    shows: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    now: datetime | None,
    *,
    locked: bool,
    no_lock: bool,
    accept: tuple[str, ...],
    as_json: bool,
    report: Path | None,
    quiet: bool,
    verbose: bool,
    cache_dir: Path | None,
    no_cache: bool,
) -> None:
    """Render all shows of a network.

    FILE is a TOML file, also in a store that fsspec reads (s3://…), whose table [network] names the shows by
    globs. Each is rendered as podfeed render would; one that fails leaves the others alone. The exit code is
    1 then.
    """
    if scheduler is not None and jobs is not None:
        raise click.UsageError("choose one of --jobs and --scheduler")
    if quiet and verbose:
        raise click.UsageError("choose one of --quiet and --verbose")
    if report is not None and not report.absolute().parent.is_dir():
        raise click.UsageError(f"--report {report}: there is no folder {report.parent}")
    own = read_network(file).jobs  # a file that is wrong is told before anything is started
    with _executor(scheduler) as executor:
        done = render_network(
            file,
            executor=executor,
            jobs=jobs or own or _cores(),
            shows=shows,
            now=now,
            locked=locked,
            no_lock=no_lock,
            accept=accept,
            cache_dir=cache_dir,
            no_cache=no_cache,
            progress=None if quiet else Bar("shows"),
        )
    text = masked(json.dumps(done.as_dict(), ensure_ascii=False, indent=2) + "\n")
    _problems(done, quiet=quiet, verbose=verbose)
    if as_json:
        echo(text, nl=False)
    else:
        for line in _table(done, quiet=quiet, verbose=verbose):
            echo(line)
    if report is not None:
        write_whole(report, text.encode())
    ctx.exit(0 if done.ok else 1)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _executor(scheduler: str | None) -> AbstractContextManager[Executor | None]:
    if scheduler is None:
        return nullcontext()
    from podfeed.network.cluster import cluster  # noqa: PLC0415 - where a cluster is asked for

    return cluster(scheduler)


def _problems(done: NetworkReport, *, quiet: bool, verbose: bool) -> None:
    """Tell the problems, those of failed shows last, where people look; of the others when asked to."""
    out = Output(verbose=verbose)
    order = sorted(done.shows, key=lambda show: show.status == "failed")
    for show in order:
        told = show.problems
        if quiet or not verbose:
            told = tuple(problem for problem in told if problem.severity == "error")
        if told:
            out.say(click.style(f"{plain(show.name)}:", bold=True))
            out.problems(told)
            rest = sum(show.counts.values()) - len(show.problems)
            if rest > 0:
                out.say(f"… and {rest} more")


def _table(done: NetworkReport, *, quiet: bool, verbose: bool) -> Iterator[str]:
    """Yield a row for each show, those that failed first, and the sum."""
    rank = ("failed", "rendered", "unchanged")
    shows = sorted(done.shows, key=lambda show: rank.index(show.status))
    failed = [show for show in shows if show.status == "failed"]
    others = [] if quiet else shows[len(failed) :]
    shown = failed + (others if verbose else others[:_ROWS])
    cells = [_cells(show) for show in shown]
    table = Table(cells, right=_NUMBERS, spare=(_SIZE, _TARGET), cut=(_TARGET, _NAME))
    for show, row in zip(shown, table.lines(terminal()), strict=True):
        yield joined([click.style(row[0], fg=_COLOURS[show.status]), *row[1:]])
    if len(others) > _ROWS and not verbose:
        yield f"… and {len(others) - _ROWS} more; --verbose shows each"
    if not quiet or failed:
        yield _sum(done)


def _cells(show: ShowReport) -> tuple[str, ...]:
    size = sum(feed.size for feed in show.feeds)
    found = [counted(number, severity) for severity, number in show.counts.items() if number]
    target = short(show.feeds[0].output) if show.feeds else short(show.settings)
    more = f" and {len(show.feeds) - 1} more" if len(show.feeds) > 1 else ""
    return (
        show.status,
        plain(show.name),
        counted(show.episodes, "episode"),
        ", ".join(found) or "no problems",
        f"{size:,} bytes" if size else "",
        f"{show.seconds:.2f} s",
        f"{target}{more}",
    )


def _sum(done: NetworkReport) -> str:
    states = ", ".join(f"{number} {state}" for state, number in done.counts.items() if number)
    problems = [counted(number, severity) for severity, number in done.problems.items() if number]
    episodes = counted(sum(show.episodes for show in done.shows), "episode")
    parts = [f"{counted(len(done.shows), 'show')}: {states}", episodes, *problems, f"{done.seconds:.1f} s"]
    return "; ".join(parts)
