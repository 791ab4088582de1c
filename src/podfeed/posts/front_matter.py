"""Front matter: python-frontmatter splits and loads, with handlers that lose nothing in silence.

By itself python-frontmatter takes a TOML block, a byte order mark, an unclosed block and JSON on one line as
body without metadata, and YAML's scalars by YAML 1.1. The handlers here know where the block ends, and an
error in it is a problem with its place. Blocks of plain lines, as most are, need neither.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import field
from typing import Any, Literal

from podfeed.lazily import dataclass, pattern
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.plain_lines import read_toml_lines, read_yaml_lines
from podfeed.problems import Problem

Syntax = Literal["yaml", "toml", "json", "loose", "none"]

_LOOSE = pattern(r"^[A-Za-z][\w -]{0,40}:[ \t]+\S")


@dataclass(slots=True)
class FrontMatter:
    """What a file says before its body.

    ``text`` is the block as it was read, which begins on line ``line`` of the file, counted from 1;
    ``body_line`` is the body's first line.
    """

    meta: dict[str, Any]
    body: str
    syntax: Syntax = "none"
    text: str = ""
    line: int = 1
    body_line: int = 1
    problems: list[Problem] = field(default_factory=list)


def read_front_matter(text: str, file: str, limits: Limits = DEFAULT) -> FrontMatter:
    """Split a file; front matter that cannot be read is a `ProblemsError` with its place."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _plain(text, limits) or _by_library(text, file, limits)


def _by_library(text: str, file: str, limits: Limits) -> FrontMatter:
    import frontmatter  # noqa: PLC0415 - most posts need no library

    from podfeed.posts.handlers import handler_of  # noqa: PLC0415 - as above

    handler = handler_of(text, file, limits)
    if handler is None:
        return _without(text)
    meta, body = frontmatter.parse(text.lstrip(), handler=handler)
    found = handler.found
    blank = text[: len(text) - len(text.lstrip())].count("\n")
    before = handler.rest[: len(handler.rest) - len(handler.rest.lstrip())].count("\n")
    after = text.count("\n", 0, len(text.rstrip()) - len(handler.rest)) + 1
    return FrontMatter(
        meta=dict(meta),
        body=body,
        syntax=handler.syntax,
        text=found,
        line=handler.first + blank,
        body_line=after + before,
        problems=handler.problems,
    )


_READERS: dict[str, tuple[Syntax, Callable[[str, Limits], dict[str, Any] | None]]] = {
    "---\n": ("yaml", read_yaml_lines),
    "+++\n": ("toml", read_toml_lines),
}


def _plain(text: str, limits: Limits) -> FrontMatter | None:
    """Read a file as most are, without a library: plain lines between two fences, and a body."""
    fence = text[:4]
    end = text.find(f"\n{fence}", 3) if fence in _READERS else -1
    if end < len(fence) or end - len(fence) > limits.front_matter:
        return None
    syntax, read = _READERS[fence]
    meta = read(text[3 : end + 1], limits)  # which knows no other fence: a line of it is a key's
    rest = text[end + len("\n---\n") :]
    body = rest.strip()
    if meta is None or not body:
        return None
    return FrontMatter(
        meta=meta,
        body=body,
        syntax=syntax,
        text=text[4:end],
        line=2,
        body_line=text.count("\n", 0, len(text) - len(rest) + rest.index(body[0])) + 1,
    )


def _without(text: str) -> FrontMatter:
    """Return a file without a block; the plain `Title: x` lines of Markdown's own are read."""
    start = text.lstrip("\n")
    if _LOOSE.match(start):
        head, _, body = start.partition("\n\n")
        pairs = [line.partition(":") for line in head.split("\n")]
        meta = {key.strip(): value.strip() for key, colon, value in pairs if colon}
        if {key.lower() for key in meta} & {"title", "date"} and len(meta) == len(pairs):
            skipped = len(text) - len(start)
            return FrontMatter(
                meta=meta,
                body=body.strip(),
                syntax="loose",
                text=head,
                line=1 + skipped,
                body_line=head.count("\n") + 3 + skipped,
            )
    return FrontMatter(meta={}, body=text.strip(), body_line=1)


def toml_place(error: tomllib.TOMLDecodeError) -> tuple[int, int]:
    """Return the line and column of a TOML error, counted from 1."""
    match = re.search(r"at line (\d+), column (\d+)", str(error))
    return (int(match[1]), int(match[2])) if match else (1, 1)


def toml_message(error: tomllib.TOMLDecodeError) -> str:
    """Return what a TOML error says, without its place."""
    return re.sub(r" \(at .*\)$", "", str(error))
