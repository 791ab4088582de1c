"""Commands are run in turn, again and again, and what each took is kept."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).parent / "launch.py"


class Stopped(Exception):  # noqa: N818 - the benchmark stops; what happened is its text
    """Something is wrong with what is measured, so that no figure would mean anything."""


def nothing() -> None:
    """Do nothing before or after a run."""


@dataclass(frozen=True)
class Command:
    """A program that is measured. `before` and `after` each run something that is not."""

    name: str
    argv: Sequence[object]
    folder: Path | None = None
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing
    missing: str = ""  # why it cannot run, and how it could
    times: float = 1  # the time is multiplied by it: where only a part of the work was done
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Run:
    """What one run took: seconds and bytes."""

    wall: float
    cpu: float
    largest: int
    together: int


@dataclass
class Row:
    """The runs of a command; the ratio of two rows is that of their runs in the same round."""

    command: Command
    runs: list[Run] = field(default_factory=list)
    together: int = 0

    @property
    def name(self) -> str:
        """The command's name."""
        return self.command.name

    @property
    def largest(self) -> int:
        """The most memory that one process of the command ever held, in bytes."""
        return max(run.largest for run in self.runs)

    def median(self, what: str = "wall") -> float:
        """Return the middle of the runs' seconds, of the clock or of the processors."""
        return float(statistics.median(getattr(run, what) for run in self.runs))

    def ratios(self, other: Row, what: str = "wall") -> list[float]:
        """Return how its seconds compare with the other's, round for round."""
        return [getattr(a, what) / getattr(b, what) for a, b in zip(self.runs, other.runs, strict=True)]


def measure(commands: Sequence[Command], rounds: int) -> dict[str, Row]:
    """Run each command once unmeasured, then in turn so many rounds; one that is missing has no runs.

    The unmeasured run warms what machines keep of files, and is where the memory of all processes together
    is looked at, since looking takes time. With one round there is none: that is for trying the benchmark.
    """
    rows = {command.name: Row(command) for command in commands}
    there = [row for row in rows.values() if not row.command.missing]
    for row in there if rounds > 1 else ():
        say(f"{row.name}: a first run")
        row.together = run(row.command, watch=True).together
    for number in range(1, rounds + 1):
        for row in there:
            row.runs.append(run(row.command, watch=rounds == 1))
            row.together = max(row.together, row.runs[-1].together)
            say(f"{row.name}: {row.runs[-1].wall:.3f} s, round {number} of {rounds}")
    return rows


def run(command: Command, *, watch: bool = False) -> Run:
    """Run a command with what goes before and after it, and return what it took."""
    command.before()
    with tempfile.TemporaryDirectory(prefix="podfeed-benchmark-") as folder:
        result, log = Path(folder, "result.json"), Path(folder, "log.txt")
        argv = [sys.executable, "-I", "-S", LAUNCH, result, log, int(watch), *command.argv]
        done = call(argv, command.folder)
        said = log.read_text("utf-8", "replace") if log.exists() else ""
        if done.returncode:
            raise Stopped(f"{command.name} could not be started: {command.argv[0]}")
        figures = json.loads(result.read_text("utf-8"))
    if figures.pop("code") not in command.codes:
        raise Stopped(f"{command.name} failed:\n{said[-2000:].strip()}")
    command.after()
    figures["wall"] *= command.times
    figures["cpu"] *= command.times
    return Run(**figures)


def call(argv: Sequence[object], folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a program that is not measured, or the one that measures, and return what it printed."""
    arguments = [str(part) for part in argv]
    return subprocess.run(arguments, cwd=folder, env=environment(), capture_output=True, check=False)


def output(argv: Sequence[object], folder: Path | None = None) -> bytes:
    """Return what a program prints that must not fail."""
    done = call(argv, folder)
    if done.returncode:
        raise Stopped(f"{argv[0]} failed:\n{done.stderr.decode('utf-8', 'replace')[-2000:].strip()}")
    return done.stdout


def at_least(least: int) -> Callable[[str], int]:
    """Return what reads a number on the command line that is to be so much or more."""

    def number(text: str) -> int:
        if int(text) < least:
            raise ValueError(text)
        return int(text)

    number.__name__ = f"number (at least {least})"
    return number


def environment() -> dict[str, str]:
    """Return the environment of what is measured: this one, without what changes a feed.

    Python may write its bytecode, so that a clone is as fast as an installation, which has it.
    """
    unwanted = {"SOURCE_DATE_EPOCH", "PYTHONDONTWRITEBYTECODE"}
    return {key: value for key, value in os.environ.items() if key not in unwanted}


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)
