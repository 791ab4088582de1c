"""Finding the posts of a content folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from podfeed import looking

MARKUP = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mdx": "mdx",
    ".html": "html",
    ".htm": "html",
    ".rst": "rst",
}
_DEFAULT = frozenset({".md", ".markdown", ".mdx", ".html"})
# Folders that hold no posts of the site's own; hidden ones and virtual environments besides.
_NEVER = frozenset({"node_modules", "_site", "public", "__pycache__", "bower_components"})
_NEVER_FILES = ("readme.", "_index.")


def has_docutils() -> bool:
    """Say whether reStructuredText can be read."""
    return find_spec("docutils") is not None


def find_posts(root: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[Path]:
    """Return the posts below a folder, sorted by their path.

    ``include`` and ``exclude`` are globs relative to the folder, as in a .gitignore.
    """
    return [root / name for name in find_names(root, include=include, exclude=exclude)]


def find_names(root: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[str]:
    """Return the same as paths below the folder, with ``/`` between folders."""
    extensions = tuple(_DEFAULT | ({".rst"} if has_docutils() else set()))
    wanted = _matching(include) if include else lambda name: name.lower().endswith(extensions)
    unwanted = _matching(exclude) if exclude else None
    return sorted(name for name in _walk(root) if wanted(name) and not (unwanted and unwanted(name)))


def _matching(globs: Sequence[str]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most folders have no globs

    return GitIgnoreSpec.from_lines(globs).match_file


def _walk(root: Path) -> Iterator[str]:
    """Yield the files below a folder as posix paths; links to folders are not followed."""
    folders = [""]
    while folders:
        prefix = folders.pop()
        folder = root / prefix if prefix else root
        with os.scandir(folder) as scanned:
            entries = list(scanned)
        looking.listed(folder, (entry.name for entry in entries))
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _NEVER and not looking.is_file(Path(entry.path, "pyvenv.cfg")):
                    folders.append(f"{name}/")
            elif not _is_folder(entry) and not entry.name.lower().startswith(_NEVER_FILES):
                yield name  # links to nothing and pipes, too: whoever reads them says so


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
