"""Folders of posts that are validated: which one a path stands for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from podfeed import storage
from podfeed.api import choice_of, distinct, feeds_of, lock_path, settings_of
from podfeed.build.known import Known
from podfeed.check import Choice, grouped
from podfeed.config import Config
from podfeed.files import read_limited
from podfeed.lock import read_lock
from podfeed.problems import Problem, ProblemsError

SETTINGS = frozenset({"podfeed.toml", "pyproject.toml"})


def settings_for(name: str, config: Path | None) -> Config:
    """Return the settings of a folder, of the file itself, or of the folder that a post is in."""
    path = Path(name)
    if config is not None:
        return settings_of(name if path.is_dir() else None, config)
    if path.name in SETTINGS or (path.suffix == ".toml" and path.is_file() and not _is_post(path)):
        return settings_of(None, path)
    if path.is_dir() and (path / "podfeed.toml").is_file():
        return settings_of(None, path / "podfeed.toml")
    if path.is_dir() or storage.is_stored(name):
        return settings_of(name, None)
    if not path.exists():
        read_limited(path, 1)  # tells what is wrong with it
    if path.suffix.lower() in (".yaml", ".yml", ".json", ".csv"):
        found = settings_of(path.parent, None)
        own = found.file is not None and settings_of(None, found.file).content.path.is_dir()
        return settings_of(None, found.file) if own else settings_of(name, None)
    found = settings_of(path.parent, None)
    return settings_of(None, found.file) if found.file is not None and found.file.suffix == ".toml" else found


def _is_post(path: Path) -> bool:
    return read_limited(path, 1 << 30, first=3) == b"+++"


def choice_in(path: Path, config: Path | None) -> Choice:
    """Return what the settings beside a feed say of the rules, where there are any."""
    try:
        settings = settings_of(path if path.is_dir() else path.parent, config)
    except ProblemsError:
        if config is not None:
            raise
        return Choice()
    return choice_of(settings) if settings.file is not None else Choice()


def content_problems(
    settings: Config, over: Callable[[Choice], Choice], now: datetime | None
) -> Iterator[Problem]:
    """Yield the problems of a folder of posts: those of building its feeds, and those of the feeds.

    ``over`` puts what a command was told over what the settings say.
    """
    choice = over(choice_of(settings))
    known = Known(lock=read_lock(lock_path(settings)))
    problems: list[Problem] = []
    try:
        for feed in feeds_of(settings, now=now, known=known, choice=replace(choice, every=True)):
            problems.extend(feed.problems)
    finally:
        known.close()
    chosen = choice.chosen(distinct(problems))
    yield from chosen if choice.every else grouped(chosen)
