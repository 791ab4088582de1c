"""What targets share: a row for each, how bytes are taken apart, and what is held of every problem."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

from lxml import etree

from podfeed import PodfeedError, Problem, ProblemsError, Show, parse, render
from podfeed.cli.output import describe
from podfeed.report import as_github, as_json, as_junit, as_sarif

T = TypeVar("T")
WHOLE = ("podfeed",)
AGAIN = b"\x1e\x1d"  # around what is to be repeated
# The settings of a whole show.
SHOW = b"""[show]
title = "Sea Talk"
description = "What the sea says."
link = "https://show.example/"
feed_url = "https://show.example/feed.xml"
language = "en"
author = "Ann Other"
image = "/cover.jpg"
categories = ["Science"]
explicit = false
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to fuzz: ``take`` gets any bytes, and raises where a promise is broken.

    Where there are ``names``, the first byte of an input says which of them it is a file of. ``words`` are what its
    language is made of, ``seeds`` folders of further seeds, ``made`` makes more of them, ``packages`` are those whose branches
    guide the search, ``most`` is the bytes of its longest input.
    """

    name: str
    take: Callable[[bytes], None]
    what: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    made: Callable[[], Iterable[bytes]] = tuple
    packages: tuple[str, ...] = WHOLE
    most: int = 4096

    def run(self, data: bytes) -> None:
        """Hold an input to what the target promises."""
        self.take(repeated(data))

    def inputs(self, path: Path) -> Iterator[bytes]:
        """Yield the inputs that a file of seeds makes: one, or of a target without names one for each line."""
        data = path.read_bytes()
        if not self.names:
            yield from data.splitlines() if path.suffix == ".txt" else [data]
            return
        ends = {name: name for name in self.names} | {
            Path(name).suffix: name for name in reversed(self.names)
        }
        name = ends.get(path.name) or ends.get("".join(path.suffixes[-2:])) or ends.get(path.suffix)
        if name is not None:
            yield bytes([ord("a") + self.names.index(name)]) + data


def repeated(data: bytes) -> bytes:
    """Return an input with what stands between its first two marks 200 times, of 100 kB at most.

    So a short input can be a long one, which shows what takes time that grows with the square.
    """
    parts = data.split(AGAIN, 2)
    if len(parts) < 3:
        return data
    before, again, after = parts
    return before + again * min(200, 100_000 // max(len(again), 1)) + after


def choose(data: bytes, choices: Sequence[T]) -> tuple[T, bytes]:
    """Return one of some choices by the first byte (`a` is the first), and the rest of the bytes."""
    first = data[0] if data else 0
    return choices[(first - ord("a")) % len(choices)], data[1:]


def text_of(data: bytes) -> str:
    """Return bytes as text; what is no UTF-8 becomes halves of surrogate pairs, which JSON can hold too."""
    return data.decode("utf-8", "surrogateescape")


@contextmanager
def refused() -> Iterator[None]:
    """Let podfeed refuse what it is given, in words that can be printed."""
    try:
        yield
    except ProblemsError as error:
        assert error.problems, "an error without a problem"
        tellable(error.problems)
    except PodfeedError as error:
        assert str(error).strip(), "an error without words"


def tellable(problems: Iterable[Problem], *, file: str = "", lines: int | None = None) -> None:
    """Hold problems to what people and programs need: each can be told, and stands where its file has a line."""
    problems = list(problems)
    for problem in problems:
        assert problem.message.strip(), problem
        assert all(line.isprintable() or "\t" in line or "\x1b" in line for line in describe(problem)), (
            problem
        )
        place = problem.place
        if place is not None:
            assert place.line is None or place.line >= 1, problem
            assert place.column is None or place.column >= 1, problem
        if place is not None and place.file == file and lines is not None:
            assert (place.line or 1) <= max(lines, 1), (problem, lines)
    for text in (as_json(problems), as_github(problems), as_sarif(problems)):
        text.encode()
    ElementTree.fromstring(as_junit(problems, []).encode())


def sound(show: Show) -> bytes:
    """Hold a show to what a feed must be: well-formed, and read back equal; return its bytes."""
    feed = render(show)
    etree.fromstring(feed, etree.XMLParser(huge_tree=True))
    back = parse(feed)
    assert back == show, "the feed is read back otherwise"
    assert render(back) == feed, "the feed that was read back is written otherwise"
    return feed


@cache
def folder() -> Path:
    """Return a folder of this process for files that a target needs, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a place, and a name of our own in it
    place = (
        memory if memory.is_dir() and os.access(memory, os.W_OK) and not os.environ.get("TMPDIR") else None
    )
    made = Path(tempfile.mkdtemp(prefix="podfeed-fuzz-", dir=place)).resolve()
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def place(name: str, data: bytes) -> Path:
    """Write a file into the folder and return its path."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def lines_of(data: bytes) -> int:
    """Return the number of lines of a file."""
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.count(b"\n") + 1
