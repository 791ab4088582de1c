"""A large feed: parsed into a show, and held to the rules, beside other readers."""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from pathlib import Path

from benchmarks.feeds import __file__ as maker
from benchmarks.feeds import feed
from benchmarks.measure import Command, Stopped, at_least, measure, output
from benchmarks.programs import RIVALS, library, podfeed
from benchmarks.report import Report, memory, ratio

PARSE, VALIDATE = "podfeed.parse", "podfeed validate"
FEEDPARSER, PODCASTPARSER = "feedparser", "podcastparser"
READERS = {
    PARSE: "podfeed",
    FEEDPARSER: "feedparser",
    PODCASTPARSER: "podcastparser",
    "lxml, bare walk": "lxml",
}
GOALS = (
    ratio("parsed, in feedparser's time", PARSE, FEEDPARSER, 1 / 10),
    ratio("parsed, in podcastparser's time", PARSE, PODCASTPARSER, 1),
    ratio("validated, in the time of parsing", VALIDATE, PARSE, 2),
    memory("validated, the largest process", VALIDATE, 200),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--items", type=at_least(1), default=10_000, help="how many items (default: 10000)")


def benchmark(options: argparse.Namespace) -> Report:
    """Measure it."""
    work = options.work / f"parse-{options.items}"
    version = zlib.crc32(Path(maker).read_bytes())
    path = made(work / f"feed-{version}.xml", options.items)
    # With errors or without: what is measured is that all rules were asked.
    validate = Command(VALIDATE, podfeed("validate", path), codes=(0, 1))
    commands = [reader(name, path) for name in READERS]
    facts = [agree([command for command in commands if not command.missing], work)]
    rows = measure([commands[0], validate, *commands[1:]], options.rounds)
    size = path.stat().st_size / 1_000_000
    command = f"python -m benchmarks parse --items {options.items}"
    return Report(f"Parsing {options.items:,} items, {size:.0f} MB", command, rows, PARSE, GOALS, facts)


def made(path: Path, items: int) -> Path:
    """Make the feed, unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        with half.open("w", encoding="utf-8") as file:
            file.writelines(feed(items))
        half.replace(path)
    return path


def reader(name: str, path: Path) -> Command:
    """Return the reading of a feed with one library."""
    missing = library(READERS[name], READERS[name])
    return Command(name, [sys.executable, RIVALS / "readers.py", READERS[name], path], missing=missing)


def agree(commands: list[Command], work: Path) -> str:
    """Stop where two readers see other items."""
    seen = {command.name: sorted(read(command, work / "items.json")) for command in commands}
    (first, expected), *others = seen.items()
    for name, found in others:
        if found != expected:
            pair = next((pair for pair in zip(expected, found, strict=False) if pair[0] != pair[1]), None)
            counts = f"{len(found)} and {len(expected)} items"
            raise Stopped(f"{name} and {first} do not see the same: {pair or counts}")
    return f"{' and '.join(seen)}: the same {len(expected)} titles, enclosures and dates"


def read(command: Command, target: Path) -> list[list[str | int]]:
    """Return the items that a library sees."""
    output([*command.argv, target])
    found: list[list[str | int]] = json.loads(target.read_text("utf-8"))
    return found
