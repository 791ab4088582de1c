"""`podfeed init`: a commented podfeed.toml to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from podfeed.cli.output import echo, short
from podfeed.starter import init as write_settings


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
def init(folder: Path) -> None:
    """Write a podfeed.toml, filled in from what is found in FOLDER.

    What is not found stands there commented out. A file that exists is never overwritten.
    """
    path = write_settings(folder)
    echo(f"{short(str(path))} is written: read it, fill in what is missing, then")
    echo("    podfeed render")
