"""A feed becomes a folder of posts and a podfeed.toml, from which the same feed can be rendered.

Notes are kept verbatim in `.html` posts, so that they never go through Markdown; guids, titles and all
other values letter by letter: where podfeed would read a value otherwise, it stands as `{ exact: … }`.
`settings` and `posts` make the files' texts, `proof` compares what they render to with the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podfeed.files import write_whole
from podfeed.imports.posts import posts_of
from podfeed.imports.settings import settings_of
from podfeed.model import Show
from podfeed.problems import Place, Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    settings: Path
    posts: tuple[Path, ...]


def import_show(show: Show, folder: Path) -> Imported:
    """Write a post for each episode, and settings above them; nothing that exists is overwritten."""
    settings = folder / "podfeed.toml"
    posts = {folder / name: text for name, text in posts_of(show)}
    existing = [path for path in (settings, *posts) if path.exists()]
    if existing:
        raise ProblemsError([_exists(path) for path in existing])
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in {settings: settings_of(show), **posts}.items():
        write_whole(path, text.encode())
    return Imported(settings, tuple(posts))


def _exists(path: Path) -> Problem:
    return Problem(
        rule="import-exists",
        severity="error",
        message="there is such a file already, and nothing is overwritten",
        place=Place(file=str(path)),
        hint="import into an empty folder",
    )
