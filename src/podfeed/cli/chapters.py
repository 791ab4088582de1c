"""`podfeed chapters`: chapters out of one form into another, or into a media file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from podfeed.audio import embed, probe
from podfeed.chapters import FORMS, SUFFIXES, read_chapters
from podfeed.cli.output import Output, counted, echo, short
from podfeed.mime import is_media_name
from podfeed.model import Chapter


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "form", type=click.Choice(list(FORMS)), help="The form to print; text without it.")
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="[MEDIA]",
    is_flag=False,
    flag_value="",
    help="Write the chapters of FILE into this MP3 or M4A; without one, those beside FILE into FILE.",
)
@click.pass_context
def chapters(ctx: click.Context, file: Path, form: str | None, target: Path | None) -> None:
    """Convert the chapters of a media file, or of a file of chapters.

    FILE is an MP3, M4A, Opus or Ogg file, chapters.json, Podlove Simple Chapters, or text: mp4chaps' lines
    or Audacity's labels. A media file that is written to is replaced by a copy when that is complete and
    verified.
    """
    if target == Path():
        target, file = file, _beside(file)
    found = _read(file)
    if not found:
        echo(f"{short(str(file))} holds no chapters", err=True)
        ctx.exit(1)
    if target is not None:
        embed(target, found)
        echo(f"{counted(len(found), 'chapter')} written into {short(str(target))}", err=True)
        if form is None:
            return
    sys.stdout.write(FORMS[form or "text"](found if form == "json" else _shown(found)))


def _beside(media: Path) -> Path:
    """Return the file of chapters beside a media file; none is a wrong use of the option."""
    for suffix in SUFFIXES:
        path = media.with_name(f"{media.stem}{suffix}")
        if path.is_file():
            return path
    names = ", ".join(f"{media.stem}{suffix}" for suffix in SUFFIXES)
    raise click.UsageError(f"no chapters lie beside {short(str(media))}: it would be {names}")


def _read(file: Path) -> tuple[Chapter, ...]:
    if not is_media_name(file.name):
        return read_chapters(file)
    audio = probe(file)
    Output().problems(audio.problems)
    return audio.chapters


def _shown(found: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    return tuple(chapter for chapter in found if chapter.toc is not False)
