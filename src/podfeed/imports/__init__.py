"""A feed becomes a folder of posts and a podfeed.toml, from which the same feed can be rendered.

Notes are kept verbatim in `.html` posts, so that they never go through Markdown; guids, titles and all
other values letter by letter: where podfeed would read a value otherwise, it stands as `{ exact: … }`.
`settings` and `posts` make the files' texts, `media` fetches what they name, `proof` compares what they
render to with the source.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from podfeed.check.shows import check
from podfeed.files import read_bytes, together
from podfeed.imports.posts import posts_of
from podfeed.imports.settings import settings_of
from podfeed.lazily import dataclass
from podfeed.model import Show
from podfeed.problems import Place, Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    settings: Path
    posts: tuple[Path, ...]


def import_show(show: Show, folder: Path) -> Imported:
    """Write a post for each episode, and settings above them; nothing that exists is overwritten.

    An import that was killed goes on: the posts that it wrote are there letter by letter, and the settings,
    which come last, are not.
    """
    settings = folder / "podfeed.toml"
    posts = {folder / name: text for name, text in posts_of(show)}
    existing = [path for path in (settings, *posts) if path.exists() or path.is_symlink()]
    if settings in existing or any(not _is(path, posts[path]) for path in existing):
        raise ProblemsError([_exists(path) for path in existing])
    with together() as files:
        for path, text in {**posts, settings: settings_of(show)}.items():
            files.add(path, text.encode(), parents=True)
        files.move()
    return Imported(settings, tuple(posts))


def broken_by(show: Show, feed: str) -> list[Problem]:
    """Return what a feed breaks that is written into ``[validate] ignore``, as warnings."""
    return [
        replace(problem, severity="warning", place=Place(file=feed))
        for problem in check(show)
        if problem.severity != "info"
    ]


def resumed(show: Show, folder: Path) -> Imported | None:
    """Return an import that wrote the same files before, so that its downloads can go on; else None."""
    settings = folder / "podfeed.toml"
    files = {settings: settings_of(show)} | {folder / name: text for name, text in posts_of(show)}
    if not all(_is(path, text) for path, text in files.items()):
        return None
    return Imported(settings, tuple(path for path in files if path != settings))


def _is(path: Path, text: str) -> bool:
    """Say whether a file holds a text."""
    return path.is_file() and read_bytes(path) == text.encode()


def _exists(path: Path) -> Problem:
    return Problem(
        rule="import-exists",
        severity="error",
        message="there is such a file already, and nothing is overwritten",
        place=Place(file=str(path)),
        hint="import into an empty folder",
    )
