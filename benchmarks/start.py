"""How long a command takes that has next to nothing to do."""

from __future__ import annotations

import argparse
import sys

from benchmarks.content import posts
from benchmarks.measure import Command, measure
from benchmarks.programs import podfeed
from benchmarks.render import COLD, Podfeed
from benchmarks.report import Report, ratio

VERSION, CLICK = "podfeed --version", 'python -c "import click"'
SHOW = "podfeed, 50 posts cold"
GOALS = (
    ratio("podfeed --version, in the time of importing click", VERSION, CLICK, 2),
    ratio("50 posts cold, in the time of importing click", SHOW, CLICK, 6),
)


def add_options(_parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen: nothing."""


def benchmark(options: argparse.Namespace) -> Report:
    """Measure it."""
    work = options.work / "render-50"
    posts(work / "site", 50)
    bench = Podfeed(work / "site", work, 50)
    cold = next(command for command in bench.commands() if command.name == COLD)
    commands = [
        Command(CLICK, [sys.executable, "-c", "import click"]),
        Command("python -c pass", [sys.executable, "-c", "pass"]),
        Command(VERSION, podfeed("--version")),
        Command(SHOW, cold.argv, cold.folder, cold.before, cold.after),
    ]
    rows = measure(commands, options.rounds)
    return Report("Starting a command", "python -m benchmarks start", rows, CLICK, GOALS)
