"""Front matter: python-frontmatter splits and loads, with handlers that lose nothing in silence.

By itself python-frontmatter takes a TOML block, a byte order mark, an unclosed block and JSON on one line as
body without metadata, and YAML's scalars by YAML 1.1. The handlers here know where the block ends, and an
error in it is a problem with its place.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import field
from functools import cache
from typing import Any, Literal

import frontmatter
from frontmatter.default_handlers import BaseHandler

from podfeed.lazily import dataclass, pattern
from podfeed.limits import DEFAULT, Limits, sized, way_out
from podfeed.posts.bounded import load_json, load_toml
from podfeed.posts.mend import load_mended
from podfeed.posts.plain_lines import read_plain
from podfeed.posts.yaml_text import YamlError
from podfeed.problems import Place, Problem, ProblemsError

Syntax = Literal["yaml", "toml", "json", "loose", "none"]

_KEY = pattern(r"^\s*[\"']?[\w(][\w .()-]*[\"']?\s*:(\s|$)", re.MULTILINE)
_LOOSE = pattern(r"^[A-Za-z][\w -]{0,40}:[ \t]+\S")
# The base class wants one; the handlers split by themselves.
_BOUNDARY = pattern("")


@cache
def _closing(fences: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that ends a block."""
    return re.compile(rf"^(?:{'|'.join(map(re.escape, fences))})[^\S\n]*$", re.MULTILINE)


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
    handler = _handler(text, file, limits)
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


def _plain(text: str, limits: Limits) -> FrontMatter | None:
    """Read a file as most are, without a library: plain lines of YAML between ``---``, and a body."""
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    if end < len("---\n") or end - len("---\n") > limits.front_matter:
        return None
    meta = read_plain(text[3 : end + 1], limits)  # which knows no other fence: a line of it is a key's
    rest = text[end + len("\n---\n") :]
    body = rest.strip()
    if meta is None or not body:
        return None
    return FrontMatter(
        meta=meta,
        body=body,
        syntax="yaml",
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


def _handler(text: str, file: str, limits: Limits) -> _Handler | None:
    """Choose by the first line that is not blank."""
    start = text.lstrip()
    first = start.partition("\n")[0].rstrip()
    for fence, handler in _FENCES.items():
        if first == fence:
            chosen = handler(file, text, fence, limits)
            return chosen if chosen.is_meant(start) else None
    if re.match(r"\{\s*(\"|\})", start):
        return _BareJson(file, text, "{", limits)
    return None


class _Handler(BaseHandler):
    """A block between two fences."""

    syntax: Syntax = "yaml"
    closers: tuple[str, ...] = ()

    def __init__(self, file: str, whole: str, fence: str, limits: Limits) -> None:
        super().__init__(fm_boundary=_BOUNDARY, start_delimiter=fence, end_delimiter=fence)
        self._file = file
        self._fence = fence
        self._limits = limits
        self._blank = whole[: len(whole) - len(whole.lstrip())].count("\n")
        self.first = 2
        self.found = ""
        self.rest = ""
        self.problems: list[Problem] = []

    def is_meant(self, _text: str) -> bool:
        return True

    def split(self, text: str) -> tuple[str, str]:
        ends = self.closers or (self._fence,)
        start = text.find("\n") + 1
        end = _closing(ends).search(text, start) if start else None
        if end is None:
            raise self.error(
                f"the front matter begins with {self._fence} and never ends",
                0,
                0,
                hint=f"close it with a line {ends[0]} before the body",
            )
        self.found = text[start : max(start, end.start() - 1)]
        self.rest = text[end.end() + 1 :]
        return self.found, self.rest

    def load(self, fm: str) -> dict[str, Any]:
        most = self._limits.front_matter
        if len(fm) > most:
            message = f"the front matter has more than {sized(most)}"
            raise self.error(message, 0, 0, hint=way_out("front_matter"))
        value = self.read(fm)
        if value is None:
            return {}
        if not isinstance(value, dict):
            kind = "a list" if isinstance(value, list) else "a text"
            raise self.error(f"the front matter is {kind} and not keys with values", 1, 0)
        return value

    def read(self, fm: str) -> Any:
        raise NotImplementedError

    def error(self, message: str, line: int, column: int, *, hint: str = "") -> ProblemsError:
        """Return a problem at a line and column counted from the first fence and from 0."""
        place = self.place(line, column)
        return ProblemsError(
            [Problem(rule="front-matter-invalid", severity="error", message=message, place=place, hint=hint)]
        )

    def warn(self, rule: str, message: str, place: Place, *, hint: str = "") -> None:
        """Keep a warning."""
        self.problems.append(Problem(rule=rule, severity="warning", message=message, place=place, hint=hint))

    def place(self, line: int, column: int) -> Place:
        """Return the place of a line and column counted from the first fence and from 0."""
        return Place(file=self._file, line=self._blank + line + 1, column=column + 1)


class _Yaml(_Handler):
    """YAML between ``---`` and ``---`` or ``...``."""

    closers = ("---", "...")

    def is_meant(self, text: str) -> bool:
        """Say whether the first line opens a block, and is no rule above a text without keys."""
        start = text.find("\n") + 1
        return bool(start and (_closing(self.closers).search(text, start) or _KEY.match(text, start)))

    def read(self, fm: str) -> Any:
        try:
            mended = load_mended(fm, self._limits)
        except YamlError as error:
            raise self.error(
                f"the front matter is not YAML: {error.message}",
                error.line + 1,
                error.column,
                hint="put the value in quotes, or mend the indentation",
            ) from error
        self.found = mended.text
        if mended.lines:
            self._tell_mended(mended.lines, fm)
        for key in mended.repeated:
            message = f"the key {key.key!r} stands here a second time; the last one counts"
            self.warn("front-matter-repeated-key", message, self.place(key.line + 1, key.column))
        return mended.value

    def _tell_mended(self, lines: tuple[int, ...], fm: str) -> None:
        number = min(lines)
        others = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
        line = fm.split("\n")[number].strip()
        self.warn(
            "front-matter-mended",
            f"this line is not YAML; its value is taken as it stands: {line}{others}",
            self.place(number + 1, 0),
            hint="put the value in quotes",
        )


class _Toml(_Handler):
    """TOML between ``+++`` and ``+++``."""

    syntax: Syntax = "toml"

    def read(self, fm: str) -> Any:
        try:
            return load_toml(fm, self._limits)
        except tomllib.TOMLDecodeError as error:
            line, column = toml_place(error)
            message = f"the front matter is not TOML: {toml_message(error)}"
            raise self.error(message, line, column - 1) from error


def toml_place(error: tomllib.TOMLDecodeError) -> tuple[int, int]:
    """Return the line and column of a TOML error, counted from 1."""
    match = re.search(r"at line (\d+), column (\d+)", str(error))
    return (int(match[1]), int(match[2])) if match else (1, 1)


def toml_message(error: tomllib.TOMLDecodeError) -> str:
    """Return what a TOML error says, without its place."""
    return re.sub(r" \(at .*\)$", "", str(error))


class _Json(_Handler):
    """JSON between fences."""

    syntax: Syntax = "json"

    def read(self, fm: str) -> Any:
        return self._decoded(fm, 1)[0]

    def _decoded(self, text: str, line: int) -> tuple[Any, int]:
        start = len(text) - len(text.lstrip())
        try:
            return load_json(text, self._limits, start=start)
        except json.JSONDecodeError as error:
            raise self.error(
                f"the front matter is not JSON: {error.msg}",
                error.lineno - 1 + line,
                error.colno - 1,
            ) from error


class _BareJson(_Json):
    """A JSON object at the top of a file, without fences."""

    def __init__(self, file: str, whole: str, fence: str, limits: Limits) -> None:
        super().__init__(file, whole, fence, limits)
        self.first = 1
        self._value: Any = None

    def split(self, text: str) -> tuple[str, str]:
        self._value, end = self._decoded(text, 0)
        self.found, self.rest = text[:end], text[end:]
        return self.found, self.rest

    def read(self, fm: str) -> Any:
        return self._value


_FENCES: dict[str, type[_Handler]] = {
    "---": _Yaml,
    "---yaml": _Yaml,
    "+++": _Toml,
    "---toml": type("_FencedToml", (_Toml,), {"closers": ("---",)}),
    "---json": type("_FencedJson", (_Json,), {"closers": ("---",)}),
    ";;;": _Json,
}
