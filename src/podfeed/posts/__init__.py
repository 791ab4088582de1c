"""Files become posts: front matter and body, nothing judged.

`find` finds them, `front_matter` (with `plain_lines`, `handlers`, `yaml_text` and `mend`) and `rst` read
them, `sidecars` adds what stands in files beside them, `lists` reads a whole show from one file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from podfeed.files import read_text
from podfeed.limits import DEFAULT, Limits
from podfeed.looking import Looked, looking
from podfeed.posts.find import MARKUP, find_names, find_posts, has_docutils
from podfeed.posts.front_matter import FrontMatter, read_front_matter
from podfeed.posts.lists import LISTS, read_list
from podfeed.posts.post import Block, Post, Shape, fold
from podfeed.posts.sidecars import read_sidecars
from podfeed.problems import Place, Problem, ProblemsError

__all__ = [
    "MARKUP",
    "Post",
    "Shape",
    "content_names",
    "find_posts",
    "fold",
    "is_list",
    "read_content",
    "read_list",
    "read_post",
]


def is_list(path: Path) -> bool:
    """Say whether a content path is a list of episodes, and no folder of posts."""
    return path.is_file() and path.suffix.lower() in LISTS


def content_names(
    path: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> tuple[list[str], list[Problem]]:
    """Return the names of the posts of a folder, sorted, and what is wrong with the folder."""
    if not path.is_dir():
        raise _failed(path, "content-missing", f"there is no content folder {str(path)!r}")
    try:
        names = find_names(path, include=include, exclude=exclude)
    except OSError as error:
        raise _failed(path, "content-unreadable", f"cannot be read: {error.strerror}") from error
    return names, [] if include or has_docutils() else list(_without_docutils(path))


def read_content(
    path: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = (), limits: Limits = DEFAULT
) -> Iterator[Post | tuple[Problem, ...]]:
    """Yield every post of a folder, or of a list of episodes, sorted by name.

    In place of a post that cannot be read its problems are yielded, and the others go on.
    """
    if is_list(path):
        yield from read_list(path, root=path.parent, limits=limits)
        return
    names, problems = content_names(path, include=include, exclude=exclude)
    yield from ((problem,) for problem in problems)
    looked = Looked()  # which lists a folder once
    for name in names:
        with looking(looked):
            try:
                found: Post | tuple[Problem, ...] = read_post(path / name, root=path, limits=limits)
            except ProblemsError as error:
                found = error.problems
        yield found


def _name_below(path: Path, root: Path) -> str:
    """Return a path below a folder with ``/`` between its parts, which as texts are quick to compare."""
    whole, above = os.fspath(path), f"{os.fspath(root)}{os.sep}"
    if not whole.startswith(above):
        return path.relative_to(root).as_posix()
    return whole[len(above) :].replace(os.sep, "/")


def _check_name(name: str, path: Path) -> None:
    """Raise a `ProblemsError` where the name of a post is not what it is elsewhere: guids follow from it."""
    if name.isascii():
        return
    coding = sys.getfilesystemencoding()
    if coding != "utf-8":
        message, hint = f"names of files are read as {coding} here, not as UTF-8", "set PYTHONUTF8=1"
    elif name != name.encode("utf-8", "replace").decode():
        message, hint = "the name of the file is no UTF-8", "rename it, or [content] exclude it"
    else:
        return
    place = Place(file=os.fsencode(path).decode("utf-8", "replace"))
    raise ProblemsError(
        [Problem(rule="file-not-utf8", severity="error", message=message, place=place, hint=hint)]
    )


def _failed(path: Path, rule: str, message: str) -> ProblemsError:
    place = Place(file=str(path))
    hint = "name the folder of the posts, or set [content] path"
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=place, hint=hint)])


def _without_docutils(path: Path) -> Iterator[Problem]:
    """Warn of posts in reStructuredText that cannot be read for want of docutils."""
    posts = find_posts(path, include=["**/*.rst"])
    if posts:
        message = f"{len(posts)} posts in reStructuredText are not read, {posts[0].name} the first"
        place = Place(file=str(posts[0]))
        hint = "pip install 'podfeed-rss[rst]'"
        yield Problem(rule="docutils-missing", severity="warning", message=message, place=place, hint=hint)


def _reader(markup: str) -> Callable[[str, str, Limits], FrontMatter]:
    if markup != "rst":
        return read_front_matter
    from podfeed.posts.rst import read_rst  # noqa: PLC0415 - few write it

    return read_rst


def read_post(path: Path, *, root: Path, limits: Limits = DEFAULT) -> Post:
    """Return one post of a content folder; one that cannot be read is a `ProblemsError`."""
    name = _name_below(path, root)
    _check_name(name, path)
    text = read_text(path, limits.of("post"), root=root)
    markup = MARKUP.get(path.suffix.lower(), "markdown")
    found = _reader(markup)(text, str(path), limits)
    own = Block(
        file=path,
        text=found.text,
        syntax=found.syntax,
        line=found.line,
        keys=frozenset(found.meta),
    )
    sidecars = list(read_sidecars(path, root, limits))
    meta = dict(found.meta)
    for _block, values in sidecars:
        meta = {**values, **meta}
    return Post(
        path=path,
        name=name,
        meta=meta,
        body=found.body,
        body_line=found.body_line,
        markup=markup,  # type: ignore[arg-type]
        problems=tuple(found.problems),
        blocks=(own, *(block for block, _values in sidecars)),
    )
