"""TOML and JSON within bounds: nesting too deep, or a number too long, is an error with its place."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from podfeed.lazily import pattern
from podfeed.limits import DEFAULT, Limits

_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
# Python reads no longer numbers: reading them takes time that grows with the square of their length.
_LONG_NUMBER = pattern(r"[\d_]{4000,}+")
_HALF = pattern("[\ud800-\udfff]")


def load_toml(text: str, limits: Limits = DEFAULT) -> dict[str, Any]:
    """Return the tables of a TOML text; what is none, or is out of bounds, is a `TOMLDecodeError`."""
    if text.count(".") > limits.nesting:
        # `a.b.c = 1` is nested too, and tomllib takes time that grows with the square of the dots.
        found = re.search(rf"(?<![\w.-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{limits.nesting},}}+", text)
        if found:
            raise tomllib.TOMLDecodeError(_at(_deep(limits), text, found.start()))
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as error:
        raise tomllib.TOMLDecodeError(_at(_deep(limits), text, _bracket(text))) from error
    except ValueError as error:
        number = _LONG_NUMBER.search(text)
        raise tomllib.TOMLDecodeError(
            _at("a number has too many digits", text, number.start() if number else 0)
        ) from error
    if _may_be_deep(text, limits) and is_deep(value, limits.nesting):
        raise tomllib.TOMLDecodeError(_at(_deep(limits), text, _bracket(text)))
    return value


def load_json(text: str, limits: Limits = DEFAULT, *, start: int = 0) -> tuple[Any, int]:
    """Return a JSON value and where it ends; what is none, or is out of bounds, is a `JSONDecodeError`."""
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise json.JSONDecodeError(_deep(limits), text, start) from error
    except ValueError as error:
        number = _LONG_NUMBER.search(text, start)
        raise json.JSONDecodeError(
            "a number has too many digits", text, number.start() if number else start
        ) from error
    if _may_be_deep(text, limits) and is_deep(value, limits.nesting):
        raise json.JSONDecodeError(_deep(limits), text, start)
    return (_whole(value) if "\\ud" in text or "\\uD" in text else value), end


def _deep(limits: Limits) -> str:
    return f"more than {limits.nesting} levels ([limits] nesting)"


def _bracket(text: str) -> int:
    return max(text.find("[[["), 0)


def _at(message: str, text: str, place: int) -> str:
    """Return a message as tomllib words them."""
    line = text.count("\n", 0, place) + 1
    return f"{message} (at line {line}, column {place - text.rfind(chr(10), 0, place)})"


def _may_be_deep(text: str, limits: Limits) -> bool:
    return text.count("[") + text.count("{") + text.count(".") > limits.nesting


def is_deep(value: Any, most: int) -> bool:
    """Say whether lists and tables are nested more than so many levels deep."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(most):
        level = [inner for each in level for inner in _inside(each) if isinstance(inner, (dict, list))]
        if not level:
            return False
    return True


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _whole(value: Any) -> Any:
    """Return a value with the mark for what cannot be read in place of halves of surrogate pairs."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value
