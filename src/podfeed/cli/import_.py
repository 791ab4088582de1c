"""`podfeed import`: a feed becomes posts, and the proof that they make the same feed."""

from __future__ import annotations

from pathlib import Path

import click

from podfeed.api import load
from podfeed.cli.output import Output, counted, echo, short
from podfeed.imports import Imported, broken_by, import_show, resumed
from podfeed.imports.proof import Proof, prove
from podfeed.model import Show
from podfeed.problems import Problem, ProblemsError
from podfeed.read import parse
from podfeed.write import render

_SHOWN = 10


@click.command("import")
@click.argument("feed")
@click.argument("content_dir", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--download", is_flag=True, help="Fetch the media into CONTENT_DIR/media too; run again to go on."
)
@click.option("--recover", is_flag=True, help="Read a feed that is not well-formed as far as it goes.")
@click.option("-v", "--verbose", is_flag=True, help="Print every problem and every difference.")
@click.pass_context
def import_(
    ctx: click.Context, feed: str, content_dir: Path, *, download: bool, recover: bool, verbose: bool
) -> None:
    """Write a post for each episode of FEED into CONTENT_DIR, and a podfeed.toml.

    FEED is a file or a URL. Notes stay as they are; guids, dates, enclosures and every other value are kept
    letter by letter. At the end the new folder is rendered and compared with FEED, and the outcome is
    printed. Nothing that exists is overwritten.
    """
    out = Output(verbose=verbose)
    source = _read(feed, recover=recover)
    out.problems([*source.problems, *broken_by(source, feed)])
    imported = resumed(source, content_dir) if download else None
    if imported is None:
        imported = import_show(source, content_dir)
        echo(f"{counted(len(imported.posts), 'post')} and {short(str(imported.settings))} are written")
    fetched = not download or _download(source, imported, out)
    try:
        made = load(config=imported.settings)
    except ProblemsError as error:
        out.problems(error.problems)
        echo("the new folder does not render: the proof has failed")
        ctx.exit(1)
    proof = prove(source, parse(render(made)))
    _print(proof, verbose=verbose)
    ctx.exit(0 if fetched and not proof.differences else 1)


def _read(feed: str, *, recover: bool) -> Show:
    if "://" not in feed:
        return parse(Path(feed), recover=recover)
    from podfeed.web import Client  # noqa: PLC0415 - the network, only where it is asked for

    return parse(Client().fetch(feed), recover=recover, name=feed)


def _download(source: Show, imported: Imported, out: Output) -> bool:
    """Fetch the media with a progress bar on a terminal; say whether all came."""
    from podfeed.imports.media import Wanted, fetch_media, wanted  # noqa: PLC0415 - the network, likewise
    from podfeed.web import Client  # noqa: PLC0415

    folder = imported.settings.parent / "media"
    files = wanted(source, imported.posts, folder)
    problems: list[Problem] = []
    with click.progressbar(length=max(len(files), 1) * 1000, label="media", item_show_func=_shown) as bar:
        at = {item.path: index for index, item in enumerate(files)}

        def progress(item: Wanted, now: int, total: int | None) -> None:
            size = total or item.length or now or 1
            position = at[item.path] * 1000 + min(1000 * now // size, 1000)
            bar.update(position - bar.pos, f"{item.path.name} {now // 1_000_000} MB")

        problems += fetch_media(files, folder, client=Client(), progress=progress)
        bar.update(bar.length - bar.pos if bar.length else 0)
    out.problems(problems)
    broken = [problem for problem in problems if problem.severity == "error"]
    there = sum(item.path.is_file() for item in files)
    echo(f"{there} of {counted(len(files), 'file')} are in {short(str(folder))}")
    return not broken


def _shown(item: str | None) -> str:
    return item or ""


def _print(proof: Proof, *, verbose: bool) -> None:
    for title, url in proof.embeds[: None if verbose else _SHOWN]:
        echo(f"a player became a link: {url}  (in “{title}”)")
    if not verbose and len(proof.embeds) > _SHOWN:
        echo(f"… and {len(proof.embeds) - _SHOWN} more players became links; --verbose names them")
    for each in proof.differences[: None if verbose else _SHOWN]:
        echo(f"differs: {each.field} of {each.whose}: was {_cut(each.was)}, is {_cut(each.is_now)}")
    for name, times in sorted(proof.added.items()):
        echo(f"filled in: {name.replace('_', ' ')}, {counted(times, 'time')}, where the feed had none")
    if proof.differences:
        echo(f"{counted(len(proof.differences), 'value')} differ: the proof has failed")
    else:
        echo(
            f"proof: in {counted(proof.episodes, 'episode')} every guid, enclosure, date, duration, title, "
            "note and tag is what it was"
        )


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
