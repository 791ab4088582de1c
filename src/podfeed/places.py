"""Line and column of a value in YAML, TOML or JSON: worked out only when a problem needs it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal

from podfeed.lazily import pattern

Keys = tuple[str | int, ...]
Position = tuple[int, int]


def locate(
    text: str,
    syntax: Literal["yaml", "toml", "json", "loose"],
    keys: Sequence[str | int],
    *,
    first_line: int = 1,
) -> Position | None:
    """Return line and column, counted from 1, of the value that the keys lead to.

    Where the value is not there the nearest thing above it that is stands for it; None is nothing.
    ``first_line`` is the line on which the text begins.
    """
    offsets, starts = _index(text, syntax)
    return _nearest(offsets, starts, tuple(keys), first_line)


@lru_cache(maxsize=4)
def _index(text: str, syntax: str) -> tuple[dict[Keys, int], list[int]]:
    """Return where each value stands, and where each line begins: a list may hold a problem in each row."""
    return _OFFSETS[syntax](text), _lines(text)


def _lines(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def locate_key(text: str, keys: Sequence[str | int]) -> Position | None:
    """Return line and column, counted from 1, of a key in TOML: of its name, not of its value."""
    scanner = _Toml(text)
    scanner.document()
    return _nearest(scanner.names, _lines(text), tuple(keys), 1)


def _nearest(offsets: dict[Keys, int], starts: list[int], path: Keys, first_line: int) -> Position | None:
    while path:
        if path in offsets:
            line = bisect_right(starts, offsets[path]) - 1
            return line + first_line, offsets[path] - starts[line] + 1
        path = path[:-1]
    return None


def _yaml(text: str) -> dict[Keys, int]:
    from podfeed.posts.yaml_text import compose, offset  # noqa: PLC0415 - only where there is YAML

    walker = _YamlWalker(lambda mark: offset(text, mark))
    root = compose(text)
    if root is not None:
        walker.walk(root, ())
    return walker.offsets


class _YamlWalker:
    """Goes through a tree of nodes, which know where they stand."""

    def __init__(self, offset: Callable[[Any], int]) -> None:
        self.offsets: dict[Keys, int] = {}
        self._offset = offset

    def walk(self, node: Any, path: Keys) -> None:
        self.offsets[path] = self._offset(node.start_mark)
        if not isinstance(node.value, list):
            return
        for index, item in enumerate(node.value):
            if isinstance(item, tuple):
                key, value = item
                # Where there is no value, its key is the place to look.
                self.walk(value if _is_written(value) else key, (*path, str(getattr(key, "value", ""))))
            else:
                self.walk(item, (*path, index))


def _is_written(node: Any) -> bool:
    return isinstance(node.value, list) or node.start_mark.index != node.end_mark.index


class _Scanner:
    """What TOML and JSON share: a text, a position in it, and the offsets found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.offsets: dict[Keys, int] = {}

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]


_JSON_BLANK = pattern(r"[\s,:]*")
_JSON_STRING = pattern(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_JSON_BARE = pattern(r"[^\s,\]}]+")


class _Json(_Scanner):
    """Walks valid JSON."""

    def value(self, path: Keys) -> None:
        self.skip(_JSON_BLANK)
        self.offsets[path] = self.at
        if self.peek() in "{[" and self.peek():
            self._inside(path, self.peek())
        elif self.peek() == '"':
            self.skip(_JSON_STRING)
        else:
            self.skip(_JSON_BARE)

    def _inside(self, path: Keys, opener: str) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_JSON_BLANK)
            if self.peek() in "}]":
                self.at += 1
                return
            if opener == "[":
                self.value((*path, index))
                index += 1
                continue
            start = self.at
            self.skip(_JSON_STRING)
            if self.at == start:
                return
            self.value((*path, str(json.loads(self.text[start : self.at]))))


def _json(text: str) -> dict[Keys, int]:
    scanner = _Json(text)
    scanner.value(())
    return scanner.offsets


_BLANK = pattern(r"(?:\s|#[^\n]*)*")
_BLANK_COMMA = pattern(r"(?:[\s,]|#[^\n]*)*")
_INLINE = pattern(r"[ \t]*")
_KEY_PART = pattern(r"[ \t]*(?:([A-Za-z0-9_-]+)|\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)')[ \t]*")
_LONG = pattern(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}', re.DOTALL)
_SHORT = pattern(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_BARE = pattern(r"[^\s,\]}#]+(?:[ ][0-9:.]+[^\s,\]}#]*)?")


class _Toml(_Scanner):
    """Walks valid TOML; ``names`` are the offsets of the keys, where ``offsets`` are those of values."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.names: dict[Keys, int] = {}

    def document(self) -> None:
        table: Keys = ()
        arrays: dict[Keys, int] = {}
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return
            if self.peek() == "[":
                table = self._header(arrays)
            else:
                self._pair(table)

    def _header(self, arrays: dict[Keys, int]) -> Keys:
        start = self.at
        many = self.peek(2) == "[["
        self.at += 2 if many else 1
        path = self._settled(self._key(), arrays)
        if many:
            index = arrays.get(path, -1) + 1
            arrays[path] = index
            path = (*path, index)
        self.at += 2 if many else 1
        self.offsets.setdefault(path, start)
        self.names.setdefault(path, start)
        return path

    def _settled(self, key: Keys, arrays: dict[Keys, int]) -> Keys:
        """Put the index of the last table of an array where a header passes through one."""
        path: Keys = ()
        for number, part in enumerate(key):
            path = (*path, part)
            if path in arrays and number < len(key) - 1:
                path = (*path, arrays[path])
        return path

    def _key(self) -> Keys:
        parts: list[str] = []
        while match := _KEY_PART.match(self.text, self.at):
            parts.append(next(group for group in match.groups() if group is not None))
            self.at = match.end()
            if self.peek() != ".":
                break
            self.at += 1
        return tuple(parts)

    def _pair(self, table: Keys) -> None:
        start = self.at
        key = self._key()
        if not key or self.peek() != "=":
            self.at += 1  # what is no pair cannot be in valid TOML; go on all the same
            return
        path = table
        for part in key:
            path = (*path, part)
            self.names.setdefault(path, start)
        self.at += 1
        self.skip(_INLINE)
        self.value(path)

    def value(self, path: Keys) -> None:
        self.offsets[path] = self.at
        if self.peek() == "[":
            self._array(path)
        elif self.peek() == "{":
            self._inline_table(path)
        else:
            for pattern in (_LONG, _SHORT, _BARE):
                start = self.at
                self.skip(pattern)
                if self.at > start:
                    return
            self.at += 1

    def _array(self, path: Keys) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_BLANK_COMMA)
            if self.at >= len(self.text) or self.peek() == "]":
                self.at += 1
                return
            self.value((*path, index))
            index += 1

    def _inline_table(self, path: Keys) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK_COMMA)
            if self.at >= len(self.text) or self.peek() == "}":
                self.at += 1
                return
            self._pair(path)


def _toml(text: str) -> dict[Keys, int]:
    scanner = _Toml(text)
    scanner.document()
    return scanner.offsets


_PAIR = pattern(r"^[ \t]*([^:\n]*?)[ \t]*:[ \t]*", re.MULTILINE)


def _loose(text: str) -> dict[Keys, int]:
    """Return where the values of `Title: x` lines stand."""
    return {(match[1],): match.end() for match in _PAIR.finditer(text)}


_OFFSETS = {"yaml": _yaml, "toml": _toml, "json": _json, "loose": _loose}
