"""Finding the settings: podfeed.toml or pyproject.toml, in a folder or the nearest above it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from podfeed import looking
from podfeed.files import read_text
from podfeed.lazily import dataclass
from podfeed.places import locate, locate_key
from podfeed.posts.bounded import load_toml
from podfeed.posts.front_matter import toml_message, toml_place
from podfeed.problems import Place, Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Found:
    """A settings file: its text, the tables in it, and the keys above them."""

    path: Path
    text: str
    tables: Mapping[str, Any]
    above: tuple[str, ...] = ()

    def place(self, keys: tuple[str | int, ...]) -> Place:
        """Return where a setting stands, or what is nearest above it."""
        return self._at(locate(self.text, "toml", (*self.above, *keys)))

    def place_of_key(self, keys: tuple[str | int, ...]) -> Place:
        """Return where the name of a setting stands."""
        return self._at(locate_key(self.text, (*self.above, *keys)))

    def _at(self, position: tuple[int, int] | None) -> Place:
        line, column = position or (1, 1)
        return Place(file=str(self.path), line=line, column=column)


def search(folder: Path) -> Found | None:
    """Return the nearest settings of a folder, or None."""
    for each in (folder, *folder.parents):
        for name in ("podfeed.toml", "pyproject.toml"):
            path = each / name
            if looking.is_file(path):
                found = read_settings(path)
                if found is not None:
                    return found
    return None


def read_settings(path: Path) -> Found | None:
    """Read a settings file; None is a pyproject.toml without [tool.podfeed]."""
    text = read_text(path)
    try:
        tables = load_toml(text)
    except tomllib.TOMLDecodeError as error:
        if path.name == "pyproject.toml" and "tool.podfeed" not in text:
            return None
        line, column = toml_place(error)
        place = Place(file=str(path), line=line, column=column)
        message = f"this is not TOML: {toml_message(error)}"
        raise ProblemsError(
            [Problem(rule="settings-invalid", severity="error", message=message, place=place)]
        ) from error
    except RecursionError as error:
        place = Place(file=str(path), line=1, column=1)
        message = "this is nested too deeply"
        raise ProblemsError(
            [Problem(rule="settings-invalid", severity="error", message=message, place=place)]
        ) from error
    if path.name != "pyproject.toml":
        return Found(path, text, tables)
    tool = tables.get("tool")
    own = tool.get("podfeed") if isinstance(tool, dict) else None
    return Found(path, text, own, ("tool", "podfeed")) if isinstance(own, dict) else None
