"""A whole show in one list of episodes: YAML, TOML, JSON or CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from podfeed.files import read_text
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.data import SYNTAX, read_data
from podfeed.posts.post import Block, Post
from podfeed.problems import Place, Problem, ProblemsError

LISTS = frozenset({*SYNTAX, ".csv"})
_NAMES = ("episodes", "items", "posts")
_BODY = ("notes", "body", "content", "show_notes")


def read_list(path: Path, *, root: Path, limits: Limits = DEFAULT) -> list[Post]:
    """Return a post for each row of a list file; one that is no list is a `ProblemsError`."""
    text = read_text(path, limits.of("data"))
    if path.suffix.lower() == ".csv":
        return [_post(path, root, number, row, block) for number, row, block in _csv(path, text)]
    value, text = read_data(path, text, limits.for_data())
    below: tuple[str | int, ...] = ()
    if isinstance(value, dict):
        name = next((name for name in _NAMES if isinstance(value.get(name), list)), None)
        below, value = ((name,), value[name]) if name else (below, value)
    if not isinstance(value, list):
        raise _no_list(path, 1)
    posts = []
    for number, row in enumerate(value):
        if not isinstance(row, dict):
            raise _no_list(path, 1)
        block = Block(
            file=path,
            text=text,
            syntax=SYNTAX[path.suffix.lower()],
            below=(*below, number),
            keys=frozenset(map(str, row)),
        )
        posts.append(_post(path, root, number + 1, row, block))
    return posts


def _no_list(path: Path, line: int) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                rule="list-invalid",
                severity="error",
                message="this is no list of episodes",
                place=Place(file=str(path), line=line),
                hint="write a list of tables, or one under the key `episodes`",
            )
        ]
    )


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any], Block]]:
    """Yield the rows of a CSV file, whose first row names the keys."""
    import csv  # noqa: PLC0415 - few have such a list

    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect)
    try:
        header = [name.strip() for name in next(reader, [])]
        number, start = 0, reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                number += 1
                meta = {key: cell for key, cell in zip(header, row, strict=False) if key}
                yield (
                    number,
                    meta,
                    _CsvBlock(file=path, text="", syntax="none", line=start, keys=frozenset(meta)),
                )
            start = reader.line_num + 1
    except csv.Error as error:
        raise _no_list(path, reader.line_num) from error


class _CsvBlock(Block):
    """A row of a CSV file: every value stands on its line."""

    __slots__ = ()

    def place(self, keys: tuple[str | int, ...]) -> Place | None:
        return Place(file=str(self.file), line=self.line)


def _post(path: Path, root: Path, number: int, row: dict[str, Any], block: Block) -> Post:
    body = next((str(row[name]) for name in _BODY if isinstance(row.get(name), str)), "")
    return Post(
        path=path,
        name=f"{path.relative_to(root).as_posix()}#{number}",
        meta={str(key): value for key, value in row.items()},
        body=body,
        body_line=block.line,
        markup="markdown",
        is_row=True,
        blocks=(block,),
    )
