"""podfeed beside other programs.

Each benchmark makes its content, runs the programs in turn, checks that they made the same of it, and prints
a table. A difference in what they made ends it with exit code 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks import parse, probe, render, start, watch
from benchmarks.measure import Stopped, at_least
from benchmarks.report import Report, page

WORK = Path(__file__).parent.parent / "build" / "benchmarks"


class Benchmark(NamedTuple):
    """A benchmark, its options, and the sizes and rounds with which it takes a few seconds."""

    measure: Callable[[argparse.Namespace], Report]
    add_options: Callable[[argparse.ArgumentParser], None]
    rounds: int
    small: Sequence[str]
    what: str


BENCHMARKS = {
    "render": Benchmark(
        render.benchmark, render.add_options, 5, ("--posts=50", "--rounds=1"), "posts to a feed"
    ),
    "scale": Benchmark(
        render.scale,
        render.add_scale_options,
        3,
        ("--posts=50", "--rounds=1"),
        "ten times the posts, podfeed alone",
    ),
    "probe": Benchmark(
        probe.benchmark, probe.add_options, 5, ("--files=20", "--rounds=1"), "MP3 files beside ffprobe"
    ),
    "parse": Benchmark(
        parse.benchmark, parse.add_options, 5, ("--items=50", "--rounds=1"), "a feed to a show, and its rules"
    ),
    "start": Benchmark(start.benchmark, start.add_options, 20, ("--rounds=1",), "how fast a command starts"),
    "watch": Benchmark(
        watch.benchmark, watch.add_options, 20, ("--posts=50", "--rounds=1"), "from a save to the feed"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say and return the exit code."""
    options = parser().parse_args(arguments)
    options.work = options.work.resolve()
    try:
        reports = [options.measure(options)] if options.name != "all" else list(all_of(options))
    except Stopped as stopped:
        print(f"stopped: {stopped}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(page(reports) if options.markdown else "\n\n".join(report.text() for report in reports))
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    top = argparse.ArgumentParser("python -m benchmarks", description=__doc__.partition("\n")[0])
    commands = top.add_subparsers(dest="name", required=True, metavar="BENCHMARK")
    for name, benchmark in BENCHMARKS.items():
        one = commands.add_parser(name, help=benchmark.what, description=f"Measure: {benchmark.what}.")
        benchmark.add_options(one)
        one.add_argument("--rounds", type=at_least(1), default=benchmark.rounds, help="default: %(default)s")
        one.set_defaults(measure=benchmark.measure)
        add_common(one)
    every = commands.add_parser(
        "all", help="all of them", description="Run all benchmarks, one after the other."
    )
    every.add_argument(
        "--small", action="store_true", help="small sizes: a few seconds, whose figures mean little"
    )
    every.add_argument("--rounds", type=at_least(1), help="default: what each has")
    add_common(every)
    return top


def add_common(one: argparse.ArgumentParser) -> None:
    """Add the options that all have."""
    one.add_argument("--markdown", action="store_true", help="print Markdown, for docs/performance.md")
    one.add_argument(
        "--work", type=Path, default=WORK, help="where content is made and kept (default: build/benchmarks)"
    )


def all_of(options: argparse.Namespace) -> Sequence[Report]:
    """Run all benchmarks with their default sizes, or the small ones, which reach and miss nothing."""
    reports = []
    for name, benchmark in BENCHMARKS.items():
        chosen = [name, f"--work={options.work}", *(benchmark.small if options.small else ())]
        chosen += [f"--rounds={options.rounds}"] if options.rounds else []
        report = benchmark.measure(parser().parse_args(chosen))
        reports.append(replace(report, goals=()) if options.small else report)
    return reports


if __name__ == "__main__":
    sys.exit(main())
