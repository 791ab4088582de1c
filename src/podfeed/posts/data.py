"""A whole file of data: YAML, TOML or JSON, all scalars of YAML as text."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from podfeed.limits import DEFAULT, Limits
from podfeed.posts.bounded import load_json, load_toml
from podfeed.posts.front_matter import toml_message, toml_place
from podfeed.posts.mend import load_mended
from podfeed.posts.yaml_error import YamlError
from podfeed.problems import Place, Problem, ProblemsError

SYNTAX: dict[str, Literal["yaml", "toml", "json"]] = {
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".toml": "toml",
}


def read_data(path: Path, text: str, limits: Limits = DEFAULT) -> tuple[Any, str]:
    """Return the value of a data file and the text that its places count in."""
    try:
        return _READERS[SYNTAX[path.suffix.lower()]](text, limits)
    except YamlError as error:
        line = min(error.line, text.rstrip("\n").count("\n")) + 1
        raise _failed(path, f"this is not YAML: {error.message}", line, error.column + 1) from error
    except tomllib.TOMLDecodeError as error:
        raise _failed(path, f"this is not TOML: {toml_message(error)}", *toml_place(error)) from error
    except json.JSONDecodeError as error:
        raise _failed(path, f"this is not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise _failed(path, "this is nested too deeply", 1, 1) from error


def _failed(path: Path, message: str, line: int, column: int) -> ProblemsError:
    place = Place(file=str(path), line=line, column=column)
    return ProblemsError([Problem(rule="data-invalid", severity="error", message=message, place=place)])


def _yaml(text: str, limits: Limits) -> tuple[Any, str]:
    mended = load_mended(text, limits)
    return mended.value, mended.text


def _json(text: str, limits: Limits) -> tuple[Any, str]:
    start = len(text) - len(text.lstrip())
    value, end = load_json(text, limits, start=start)
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return value, text


_READERS: dict[str, Callable[[str, Limits], tuple[Any, str]]] = {
    "yaml": _yaml,
    "toml": lambda text, limits: (load_toml(text, limits), text),
    "json": _json,
}
