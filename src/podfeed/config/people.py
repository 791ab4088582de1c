"""A data file of people: ids, and who they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from podfeed.files import read_text
from podfeed.limits import Limits
from podfeed.posts.data import SYNTAX, read_data
from podfeed.problems import Place, Problem, ProblemsError


def read_people(path: Path, limits: Limits) -> Mapping[str, Any]:
    """Return id to person; a list of people with an ``id`` each is taken too."""
    if path.suffix.lower() not in SYNTAX:
        raise _failed(path, "people stand in a .yml, .toml or .json file")
    value, _text = read_data(path, read_text(path, limits.of("data")), limits.for_data())
    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if len(rows) < len(value):
            raise _failed(path, "an entry of the list is no person: each has an id and a name")
        return {str(row.get("id") or row.get("slug") or row.get("name")): row for row in rows}
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    raise _failed(path, "this holds no people")


def _failed(path: Path, message: str) -> ProblemsError:
    place = Place(file=str(path))
    return ProblemsError([Problem(rule="people-invalid", severity="error", message=message, place=place)])
