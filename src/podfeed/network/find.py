"""The shows of a network: what its globs find, here and in object stores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path, PurePosixPath

from podfeed import storage
from podfeed.lazily import dataclass
from podfeed.network.settings import Network, joined
from podfeed.problems import Problem, ProblemsError

SETTINGS = ("podfeed.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A show of a network: its name, and its settings file as a path or an address in a store."""

    name: str
    settings: str


def find(network: Network) -> list[Listed]:
    """Return the shows of a network, sorted; a glob that finds none is a `ProblemsError`."""
    problems: list[Problem] = []
    found: dict[str, str] = {}  # settings by what was found
    for pattern in network.shows:
        matched = dict(_matches(network.base, pattern))
        if not matched:
            message = f"{pattern!r} finds no show"
            hint = f"folders, or settings files that end with .toml, are looked for from {network.base}"
            problems.append(network.problem("network-glob-empty", message, "shows", hint))
        found |= matched
    if problems:
        raise ProblemsError(problems)
    out = {path for pattern in network.exclude for path, _settings in _matches(network.base, pattern)}
    own = network.file if storage.is_stored(network.file) else str(Path(network.file).absolute())
    found = {path: settings for path, settings in found.items() if settings != own}
    kept = {settings for path, settings in found.items() if not _is_out(path, settings, out)}
    if not kept:
        message = "exclude leaves no show"
        raise ProblemsError([network.problem("network-glob-empty", message, "exclude", "leave one in")])
    listed = [Listed(name=_name(settings), settings=settings) for settings in kept]
    return sorted(listed, key=lambda each: (each.name, each.settings))


def _is_out(path: str, settings: str, out: set[str]) -> bool:
    """Say whether a show, its settings, or a folder above them is left out."""
    return bool(out & {path, settings, *_parents(path), *_parents(settings)})


def _parents(path: str) -> Iterator[str]:
    scheme, mark, rest = path.rpartition("://")
    for parent in PurePosixPath(Path(rest).as_posix() if not mark else rest).parents:
        yield f"{scheme}{mark}{parent}"


def _name(settings: str) -> str:
    """Return the name of a show: that of its folder, or of a settings file with a name of its own."""
    path = PurePosixPath(Path(settings).as_posix())
    return path.parent.name or "show" if path.name in SETTINGS else path.stem


def _matches(base: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield what a glob finds, and the settings file of each.

    That is folders, and files where the glob asks for settings files. A folder without settings is told when
    it is to be rendered; where folders at any depth are asked for, it is none of them.
    """
    whole = joined(base, pattern)
    found = dict(_stored(whole) if storage.is_stored(whole) else _local(base, pattern))
    for path, settings in found.items():
        is_file = path == settings
        if is_file and not (pattern.endswith(".toml") or PurePosixPath(path).name in SETTINGS):
            continue
        if not is_file and "**" in pattern and settings not in found and not Path(settings).is_file():
            continue
        yield path, settings


def _local(base: str, pattern: str) -> Iterator[tuple[str, str]]:
    root = None if Path(pattern).is_absolute() else base
    found = glob(pattern, root_dir=root, recursive=True) if has_magic(pattern) else [pattern]  # noqa: PTH207
    for name in found:
        path = Path(os.path.normpath(Path(base, name)))
        if path.is_dir():
            own = [path / each for each in SETTINGS if (path / each).is_file()]
            yield str(path), str((own or [path / SETTINGS[0]])[0])
        elif path.is_file() and path.suffix == ".toml":
            yield str(path), str(path)


def _stored(url: str) -> Iterator[tuple[str, str]]:
    with storage.told(url):
        system, path = storage.located(url)
        scheme = url.partition("://")[0]
        for name, detail in system.glob(path, detail=True).items():
            address = f"{scheme}://{name.strip('/')}"
            if detail.get("type") == "directory":
                yield address, f"{address}/{SETTINGS[0]}"
            elif name.endswith(".toml"):
                yield address, address
