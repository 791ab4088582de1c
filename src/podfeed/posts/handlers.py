"""What python-frontmatter is told of each kind of front matter: where it ends, and what an error in it is."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import Any

from frontmatter.default_handlers import BaseHandler

from podfeed.lazily import pattern
from podfeed.limits import Limits, sized, way_out
from podfeed.posts.bounded import load_json, load_toml
from podfeed.posts.front_matter import Syntax, toml_message, toml_place
from podfeed.posts.mend import load_mended
from podfeed.posts.yaml_error import YamlError
from podfeed.problems import Place, Problem, ProblemsError

_KEY = pattern(r"^\s*[\"']?[\w(][\w .()-]*[\"']?\s*:(\s|$)", re.MULTILINE)
# The base class wants one; the handlers split by themselves.
_BOUNDARY = pattern("")


@cache
def _closing(fences: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that ends a block."""
    return re.compile(rf"^(?:{'|'.join(map(re.escape, fences))})[^\S\n]*$", re.MULTILINE)


def handler_of(text: str, file: str, limits: Limits) -> _Handler | None:
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
