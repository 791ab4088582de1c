"""A post: what a file says, and where in it each value stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Any

from podfeed.lazily import dataclass
from podfeed.notes import Markup
from podfeed.places import locate
from podfeed.posts.front_matter import Syntax
from podfeed.problems import Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text with metadata in it: which file it stands in, from which line on, in which syntax.

    ``below`` leads to the post's own part, where the text holds more than one post.
    """

    file: Path
    text: str
    syntax: Syntax
    line: int = 1
    below: tuple[str | int, ...] = ()
    keys: frozenset[str] = frozenset()

    def place(self, keys: tuple[str | int, ...]) -> Place | None:
        """Return where a value stands in the block."""
        if self.syntax == "none":
            return None
        found = locate(self.text, self.syntax, (*self.below, *keys), first_line=self.line)
        return None if found is None else Place(file=str(self.file), line=found[0], column=found[1])


@lru_cache(maxsize=4096)
def fold(key: str) -> str:
    """Return the form in which keys are compared: `audio_file`, `audioFile` and `Audio-File` agree."""
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


@lru_cache(maxsize=1024)
def _folder(name: str) -> Path:
    return Path(name)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The keys of a front matter by the form in which they are compared; the first of two wins.

    Posts that have the same keys share one, which is found by identity.
    """

    folded: Mapping[str, str]


@lru_cache(maxsize=256)
def _shape(keys: tuple[str, ...]) -> Shape:
    return Shape({fold(key): key for key in reversed(keys)})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Post:
    """A file of the content folder, or a row of a list of episodes.

    ``name`` is its path below the content folder, with ``/`` between folders; ``meta`` its front matter,
    in which YAML's scalars are all text; ``body`` what follows, from line ``body_line`` on.
    """

    path: Path
    name: str
    meta: Mapping[str, Any]
    body: str
    body_line: int
    markup: Markup
    problems: tuple[Problem, ...] = ()
    is_row: bool = False  # of a list of episodes
    blocks: tuple[Block, ...] = field(default=(), repr=False)

    shape: Shape = field(init=False, repr=False)
    # The folder in which the file lies: one object for all posts in it, which is found by identity.
    folder: Path = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", _shape(tuple(self.meta)))
        object.__setattr__(self, "folder", _folder(os.path.dirname(self.path)))  # noqa: PTH120 - of each post

    def place(self, *keys: str | int) -> Place:
        """Return where a value stands: of a sidecar in that file; without keys, the post's top."""
        for block in self.blocks:
            if keys and str(keys[0]) in block.keys:
                place = block.place(keys)
                if place is not None:
                    return place
        if keys and self.markup == "rst":
            from podfeed.files import read_text  # noqa: PLC0415 - only where a problem needs it
            from podfeed.posts.rst import field_line  # noqa: PLC0415

            line = field_line(read_text(self.path), str(keys[0]))
            return Place(file=str(self.path), line=line or 1, column=1 if line is None else None)
        return self._top() or Place(file=str(self.path), line=1)

    def body_place(self) -> Place:
        """Return where the body begins."""
        return Place(file=str(self.path), line=self.body_line)

    def _top(self) -> Place | None:
        """Return where a row of a list begins."""
        return self.blocks[0].place(()) if self.is_row else None
