"""`podfeed validate --fix`: feed files are repaired, or the repairs are shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from podfeed.check.fix import fixed
from podfeed.cli.output import counted, echo, short
from podfeed.files import read_bytes, write_whole
from podfeed.targets import Told, choice_beside, is_feed


def fix_feeds(paths: Iterable[str], told: Told, *, config: Path | None, https: bool, write: bool) -> None:
    """Repair feed files in place, or print the repairs as a diff; posts and settings stay as they are."""
    for name in paths:
        if name == "-" or "://" in name:
            raise click.UsageError(f"{name} cannot be repaired in its place: name a file")
        if not is_feed(name):
            echo(f"{short(name)}: only feed files are repaired", err=True)
            continue
        path = Path(name)
        choice = choice_beside(path, config, told)
        before = read_bytes(path, choice.limits.of("feed"))
        after, rules = fixed(before, choice, https=https)
        if not write:
            echo("".join(_diff(short(name), before, after)), nl=False)
        elif after != before:
            write_whole(path, after)
            echo(f"{short(name)}: {counted(len(rules), 'repair')}", err=True)


def _diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
