"""What a site's own configuration says of the show: Jekyll's, Hugo's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Literal

from podfeed import looking
from podfeed.files import read_text
from podfeed.lazily import dataclass
from podfeed.places import locate
from podfeed.posts.data import SYNTAX, read_data
from podfeed.problems import Place, ProblemsError

_JEKYLL = ("_config.yml", "_config.yaml")
_HUGO = tuple(
    f"{name}{suffix}" for name in ("hugo", "config") for suffix in (".toml", ".yaml", ".yml", ".json")
)
_HUGO_FOLDER = "config/_default"

# Where a field of the show stands, the first that says something: keys below one another.
_FROM_JEKYLL: dict[str, tuple[tuple[str, ...], ...]] = {
    "title": (("podcast", "title"), ("title",), ("name",)),
    "description": (("podcast", "description"), ("description",), ("tagline",), ("subtitle",)),
    "author": (("podcast", "author"), ("author", "name"), ("author",), ("itunes_author",)),
    "language": (("podcast", "language"), ("lang",), ("language",), ("locale",)),
    "email": (
        ("podcast", "email"),
        ("email",),
        ("author", "email"),
        ("owner", "email"),
        ("itunes_email",),
    ),
}
_FROM_HUGO: dict[str, tuple[tuple[str, ...], ...]] = {
    "title": (("title",), ("params", "title")),
    "description": (("params", "description"), ("params", "feed", "description"), ("description",), ("params", "subtitle")),
    "author": (("params", "author", "name"), ("params", "author"), ("author", "name"), ("author",), ("params", "itunes", "author")),
    "language": (("languageCode",), ("locale",), ("defaultContentLanguage",), ("language",)),
    "email": (("params", "author", "email"), ("params", "email"), ("author", "email"), ("email",), ("params", "itunes", "email")),
    "link": (("baseURL",), ("baseUrl",), ("baseurl",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A site's configuration: its generator, the show fields it gives, and further settings."""

    path: Path
    dialect: Literal["jekyll", "hugo"]
    show: Mapping[str, Any]
    permalink: str | None = None
    timezone: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""

    def place(self, field_name: str) -> Place:
        """Return where a field of the show stands."""
        keys = self.keys.get(field_name, ())
        found = locate(self.text, SYNTAX[self.path.suffix.lower()], keys) if keys else None
        line, column = found or (1, 1)
        return Place(file=str(self.path), line=line, column=column)


def find_site(folder: Path) -> Site | None:
    """Return the configuration of the site that a folder belongs to, or None."""
    for each in (folder, *folder.parents):
        for name in _JEKYLL:
            if looking.is_file(each / name):
                return _jekyll(each / name)
        for name in (*_HUGO, *(f"{_HUGO_FOLDER}/{file}" for file in _HUGO)):
            path = each / name
            if looking.is_file(path) and (site := _hugo(path)) is not None:
                return site
    return None


def _read(path: Path) -> tuple[dict[str, Any], str]:
    """Read a configuration; one that cannot be read says nothing of the show."""
    try:
        value, text = read_data(path, read_text(path))
    except ProblemsError:
        return {}, ""
    return (value, text) if isinstance(value, dict) else ({}, "")


def _jekyll(path: Path) -> Site:
    tables, text = _read(path)
    show, keys = _fields(tables, _FROM_JEKYLL)
    url = _text(tables.get("url"))
    if url and "://" in url:
        base = _text(tables.get("baseurl")) or ""
        show["link"] = url.rstrip("/") + "/" + base.strip("/") + ("/" if base.strip("/") else "")
        keys["link"] = ("url",)
    return Site(
        path,
        "jekyll",
        show,
        permalink=_text(tables.get("permalink")),
        timezone=_text(tables.get("timezone")),
        keys=keys,
        text=text,
    )


def _hugo(path: Path) -> Site | None:
    """Read Hugo's configuration, whose parts may stand in files beside it."""
    tables, text = _read(path)
    if not {key.lower() for key in tables} & {
        "baseurl",
        "title",
        "languagecode",
        "params",
        "theme",
    }:
        return None
    for suffix in SYNTAX:
        beside = path.parent / f"params{suffix}"
        if path.parent.name == "_default" and looking.is_file(beside):
            tables["params"] = {**tables.get("params", {}), **_read(beside)[0]}
    show, keys = _fields(_folded(tables), {name: _fold_paths(paths) for name, paths in _FROM_HUGO.items()})
    return Site(path, "hugo", show, timezone=_text(tables.get("timeZone")), keys=keys, text=text)


def _folded(value: Any) -> Any:
    """Return tables with keys in lower case: Hugo reads them without case."""
    if isinstance(value, dict):
        return {str(key).lower(): _folded(item) for key, item in value.items()}
    return value


def _fold_paths(paths: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(step.lower() for step in path) for path in paths)


def _fields(
    tables: Mapping[str, Any], wanted: Mapping[str, tuple[tuple[str, ...], ...]]
) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Return the show fields that the tables give, and where each stands."""
    show: dict[str, Any] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, paths in wanted.items():
        for path in paths:
            value = _text(_at(tables, path))
            if value:
                show[name], keys[name] = value, path
                break
    email = show.pop("email", None)
    if email and "@" in email:
        show["owner"] = {"email": email} | ({"name": show["author"]} if "author" in show else {})
        keys["owner"] = keys["email"]
    if "language" in show:
        show["language"] = show["language"].replace("_", "-")
    return show, keys


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
