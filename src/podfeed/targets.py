"""What people hand over to be validated: feeds, folders of posts, settings, posts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from podfeed import storage
from podfeed.api import choice_of, distinct, feeds_of, lock_path, settings_of
from podfeed.build.known import Known
from podfeed.check import Choice, check, examine, grouped, tell
from podfeed.config import Config
from podfeed.files import read_limited
from podfeed.lock import read_lock
from podfeed.model import Show
from podfeed.problems import Problem, ProblemsError
from podfeed.rules.registry import level

_FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf"})
_SETTINGS = frozenset({"podfeed.toml", "pyproject.toml"})
# No feed is larger; one that is would fill the memory.
LONGEST = 512 << 20

Source = Show | bytes | str | Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command says of the rules; None leaves it to the settings."""

    profiles: tuple[str, ...] | None = None
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str | None = None
    strict: bool = False
    every: bool = False
    online: bool = False
    against: str | None = None

    def over(self, choice: Choice) -> Choice:
        """Return a choice with what was said in place of what it holds."""
        return replace(
            choice,
            profiles=self.profiles or choice.profiles,
            only=self.only or choice.only,
            ignore=(*choice.ignore, *self.ignore),
            min_severity=level(self.min_severity) if self.min_severity else choice.min_severity,
            strict=self.strict or choice.strict,
            every=self.every,
        )


def validate(
    feed: Source | Iterable[Source],
    *,
    config: str | Path | None = None,
    profiles: Iterable[str] | None = None,
    only: Iterable[str] = (),
    ignore: Iterable[str] = (),
    every: bool = False,
    now: datetime | None = None,
) -> list[Problem]:
    """Return the problems of a feed, or of several.

    A feed is a `Show`, XML (bytes), or a path: of a feed, a folder of posts, a settings file, or a post,
    which stands for its whole folder. ``profiles`` names whose rules are asked (``rss``, ``apple``,
    ``spotify``, ``youtube``, ``psp1``, ``p20``), ``only`` and ``ignore`` name rules, or beginnings of their
    names. A mistake that is made more than three times is one problem with a ``count``, unless ``every``
    asks for each. ``now`` (with a zone) takes the place of the clock. A file that cannot be read is a
    problem like any other.
    """
    told = Told(
        profiles=tuple(profiles) if profiles is not None else None,
        only=tuple(only),
        ignore=tuple(ignore),
        every=every,
    )
    many = [feed] if isinstance(feed, (Show, bytes, str, Path)) else list(feed)
    return list(problems_of(many, told, config=Path(config) if config else None, now=now))


def problems_of(
    sources: Iterable[Source],
    told: Told,
    *,
    config: Path | None = None,
    now: datetime | None = None,
    seen: list[Config] | None = None,
) -> Iterator[Problem]:
    """Yield the problems of everything that was named; a folder of posts is looked at once.

    ``seen`` takes the settings that were read.
    """
    folders: set[tuple[Path, Path | None]] = set()
    for source in sources:
        if isinstance(source, Show):
            yield from check(source, choice=told.over(Choice()), now=now)
        elif isinstance(source, bytes):
            yield from _feed(source, "feed.xml", told.over(Choice()), now)
        else:
            yield from _caught(_Targets(told, config, now, seen, folders).path(str(source)))


def _caught(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield problems, the one that stops the rest like any other."""
    try:
        yield from problems
    except ProblemsError as error:
        yield from error.problems


@dataclass(frozen=True, slots=True)
class _Targets:
    """What one run was told, and the folders that it has looked at."""

    told: Told
    config: Path | None
    now: datetime | None
    seen: list[Config] | None
    folders: set[tuple[Path, Path | None]]

    def path(self, name: str) -> Iterator[Problem]:
        """Yield the problems of one path."""
        if name == "-":
            data = sys.stdin.buffer.read(LONGEST)
            yield from _feed(data, "<stdin>", choice_beside(Path.cwd(), self.config, self.told), self.now)
            return
        if is_feed(name):
            data = read_limited(Path(name), LONGEST)
            yield from _feed(data, name, choice_beside(Path(name), self.config, self.told), self.now)
            return
        settings = _settings(name, self.config)
        if self.seen is not None:
            self.seen.append(settings)
        key = (settings.content.path.absolute(), settings.file)
        if key not in self.folders:
            self.folders.add(key)
            yield from _content(settings, self.told, self.now)


def is_feed(name: str) -> bool:
    """Say whether a path is that of a feed: by its name, else by its first bytes."""
    path = Path(name)
    if storage.is_stored(name) or path.is_dir() or path.name in _SETTINGS:
        return False
    if path.suffix.lower() in _FEEDS:
        return True
    if path.suffix.lower() in (".html", ".htm", ".md", ".markdown", ".rst", ".toml", ".yaml", ".yml", ".csv"):
        return False
    try:
        head = read_limited(path, 1 << 30, first=512).lstrip(b"\xef\xbb\xbf \t\r\n")
    except ProblemsError:
        return False
    return head.startswith((b"<?xml", b"<rss"))


def _settings(name: str, config: Path | None) -> Config:
    """Return the settings of a folder, of the file itself, or of the folder that a post is in."""
    path = Path(name)
    if config is not None:
        return settings_of(name if path.is_dir() else None, config)
    if path.name in _SETTINGS or (path.suffix == ".toml" and path.is_file() and not _is_post(path)):
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


def choice_beside(path: Path, config: Path | None, told: Told) -> Choice:
    """Return what the settings beside a feed say of the rules, where there are any."""
    try:
        settings = settings_of(path if path.is_dir() else path.parent, config)
    except ProblemsError:
        if config is not None:
            raise
        return told.over(Choice())
    return told.over(choice_of(settings) if settings.file is not None else Choice())


def _feed(data: bytes, name: str, choice: Choice, now: datetime | None) -> list[Problem]:
    return tell(examine(data, name=name, profiles=choice.profiles, now=now), choice)


def _content(settings: Config, told: Told, now: datetime | None) -> Iterator[Problem]:
    """Yield the problems of a folder of posts: those of building its feeds, and those of the feeds."""
    choice = told.over(choice_of(settings))
    known = Known(lock=read_lock(lock_path(settings)))
    problems: list[Problem] = []
    try:
        for feed in feeds_of(settings, now=now, known=known, choice=replace(choice, every=True)):
            problems.extend(feed.problems)
    finally:
        known.close()
    chosen = choice.chosen(distinct(problems))
    yield from chosen if choice.every else grouped(chosen)
