"""`podfeed import`: a feed becomes posts, and the proof that they make the same feed."""

from __future__ import annotations

from pathlib import Path

import click

from podfeed.api import load
from podfeed.cli.output import Output, counted, short
from podfeed.imports import import_show
from podfeed.imports.proof import Proof, prove
from podfeed.problems import ProblemsError
from podfeed.read import parse
from podfeed.write import render

_SHOWN = 10


@click.command("import")
@click.argument("feed", type=click.Path(path_type=Path))
@click.argument("content_dir", type=click.Path(path_type=Path, file_okay=False))
@click.option("--recover", is_flag=True, help="Read a feed that is not well-formed as far as it goes.")
@click.option("-v", "--verbose", is_flag=True, help="Print every problem and every difference.")
@click.pass_context
def import_(ctx: click.Context, feed: Path, content_dir: Path, *, recover: bool, verbose: bool) -> None:
    """Write a post for each episode of FEED into CONTENT_DIR, and a podfeed.toml.

    Notes stay as they are; guids, dates, enclosures and every other value are kept letter by letter. At
    the end the new folder is rendered and compared with FEED, and the outcome is printed. Nothing that
    exists is overwritten.
    """
    out = Output(verbose=verbose)
    source = parse(feed, recover=recover)
    out.problems(source.problems)
    imported = import_show(source, content_dir)
    click.echo(f"{counted(len(imported.posts), 'post')} and {short(str(imported.settings))} are written")
    try:
        made = load(config=imported.settings)
    except ProblemsError as error:
        out.problems(error.problems)
        click.echo("the new folder does not render: the proof has failed")
        ctx.exit(1)
    proof = prove(source, parse(render(made)))
    _print(proof, verbose=verbose)
    ctx.exit(1 if proof.differences else 0)


def _print(proof: Proof, *, verbose: bool) -> None:
    for title, url in proof.embeds[: None if verbose else _SHOWN]:
        click.echo(f"a player became a link: {url}  (in “{title}”)")
    if not verbose and len(proof.embeds) > _SHOWN:
        click.echo(f"… and {len(proof.embeds) - _SHOWN} more players became links; --verbose names them")
    for each in proof.differences[: None if verbose else _SHOWN]:
        click.echo(f"differs: {each.field} of {each.whose}: was {_cut(each.was)}, is {_cut(each.is_now)}")
    for name, times in sorted(proof.added.items()):
        click.echo(f"filled in: {name.replace('_', ' ')}, which {counted(times, 'episode')} did not have")
    if proof.differences:
        click.echo(f"{counted(len(proof.differences), 'value')} differ: the proof has failed")
    else:
        click.echo(
            f"proof: in {counted(proof.episodes, 'episode')} every guid, enclosure, date, duration, title, "
            "note and tag is what it was"
        )


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
