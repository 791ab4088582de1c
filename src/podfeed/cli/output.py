"""What the commands print: problems for people, in colour on a terminal, and summaries."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from podfeed.problems import Place, Problem

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def short(path: str) -> str:
    """Return a path as people at a prompt write it: from where they are, if it lies below."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if relative.startswith("..") else Path(relative).as_posix()


def where(place: Place | None) -> str:
    """Return a place for the beginning of a line: `content/ep12.md:7:14`."""
    if place is None:
        return ""
    return str(Place(file=short(place.file), line=place.line, column=place.column))


class Output:
    """Prints problems and summaries to standard error."""

    def __init__(self, *, verbose: bool = False) -> None:
        self._verbose = verbose

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print each problem with its place and its hint; infos only when asked to be verbose."""
        for problem in problems:
            if problem.severity != "info" or self._verbose:
                self._problem(problem)

    def _problem(self, problem: Problem) -> None:
        place = where(problem.place)
        severity = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
        rule = click.style(f"[{problem.rule}]", dim=True)
        start = f"{click.style(place, bold=True)}: " if place else ""
        click.echo(f"{start}{severity}: {problem.message}  {rule}", err=True)
        for line in problem.hint.splitlines():
            click.echo(click.style(f"    {line}", dim=True), err=True)

    def say(self, line: str) -> None:
        """Print a line that is no problem."""
        click.echo(line, err=True)


def counted(number: int, word: str) -> str:
    """Return a number with its word: `1 post`, `2 posts`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
