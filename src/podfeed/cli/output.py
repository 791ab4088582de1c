"""What the commands print: problems for people, in colour on a terminal, and summaries."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from podfeed.masking import masked
from podfeed.problems import Place, Problem

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text without the secrets of the addresses in it: output ends up in logs."""
    click.echo(masked(text), err=err, nl=nl)


def short(path: str) -> str:
    """Return a path as people at a prompt write it: from where they are, if it lies below."""
    if "://" in path:
        return path
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if relative.startswith("..") else Path(relative).as_posix()


def where(place: Place | None) -> str:
    """Return a place for the beginning of a line: `content/ep12.md:7:14`."""
    if place is None:
        return ""
    return str(Place(file=plain(short(place.file)), line=place.line, column=place.column))


# Of warnings of one rule so many are printed, and the others counted: one mistake is often made in
# every post.
_SHOWN = 3


def describe(problem: Problem) -> Iterator[str]:
    """Yield the lines in which a problem is told: what is wrong where, and the way out."""
    place = where(problem.place)
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
    asked = f" ({', '.join(problem.demanded_by)})" if problem.demanded_by else ""
    rule = click.style(f"[{problem.rule}]{asked}", dim=True)
    start = f"{click.style(place, bold=True)}: " if place else ""
    yield f"{start}{severity}: {plain(problem.message)}  {rule}"
    for line in problem.hint.splitlines():
        yield click.style(f"    {plain(line)}", dim=True)
    if problem.count > 1:
        more = [where(each) for each in problem.places]
        rest = (
            f", … ({problem.count - 1 - len(more)} more; --all shows each)"
            if problem.count - 1 > len(more)
            else ""
        )
        yield click.style(
            f"    also at {', '.join(more)}{rest}" if more else f"    {problem.count} times", dim=True
        )


def plain(text: str) -> str:
    """Return a text without what would steer the terminal."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in text)


class Output:
    """Prints problems and summaries to standard error."""

    def __init__(self, *, verbose: bool = False, quiet: bool = False) -> None:
        self._verbose = verbose
        self._quiet = quiet
        self.again: list[str] = []  # what a run would say that finds nothing changed

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print the problems, each with its place and its hint.

        All errors are printed, and the first few warnings of each rule; infos and the other warnings
        when asked to be verbose.
        """
        warnings: Counter[str] = Counter()
        for problem in problems:
            warnings[problem.rule] += problem.severity == "warning"
            few = problem.severity == "warning" and warnings[problem.rule] <= _SHOWN
            if self._verbose or problem.severity == "error" or few:
                self._problem(problem)
        for rule, number in warnings.items():
            if not self._verbose and number > _SHOWN:
                self.say(f"… and {number - _SHOWN} more  [{rule}]; --verbose shows each")

    def _problem(self, problem: Problem) -> None:
        for line in describe(problem):
            self.tell(line)
            self.again.append(line)

    def say(self, line: str, again: str | None = None) -> None:
        """Print a line that is no problem; ``again`` is what the next run says in its place."""
        if not self._quiet:
            self.tell(line)
            self.again.append(masked(line if again is None else again))

    def warn(self, message: str) -> None:
        """Print a warning about this run."""
        self.tell(f"warning: {message}")

    def tell(self, line: str) -> None:
        """Print a line."""
        echo(line, err=True)


class Bar:
    """A progress bar on a terminal, for work that has lasted longer than a second; in a pipe, none."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started: float | None = None

    def __call__(self, done: int, total: int) -> None:
        """Show that so many of all are done."""
        now = time.monotonic()
        if self._started is None:
            self._started = now
        shown = sys.stderr is not None and sys.stderr.isatty()  # None, where a command began without one
        if shown and now - self._started > 1:
            filled = 30 * done // total
            echo(f"\r{self._label} [{'#' * filled}{'-' * (30 - filled)}] {done}/{total}", nl=False, err=True)
            if done == total:
                echo(err=True)


def print_bytes(pieces: Iterable[bytes]) -> None:
    """Write to standard output; what does not get there is an error now, and none when the process ends."""
    if sys.stdout is None:  # the command began without one
        raise OSError(errno.EBADF, "standard output is closed")
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def give_up_stdout() -> None:
    """Let what could not be written to standard output go nowhere, instead of failing again at the end."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        sys.stdout = None


def counted(number: int, word: str) -> str:
    """Return a number with its word: `1 post`, `2 posts`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
