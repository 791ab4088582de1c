"""What people hand over to be validated: feeds, folders of posts, settings, posts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.check import Choice, examine, tell
from podfeed.files import read_limited
from podfeed.model import Show
from podfeed.problems import Problem, ProblemsError
from podfeed.rules.registry import level
from podfeed.storage import is_stored

_FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf"})
_SETTINGS = frozenset({"podfeed.toml", "pyproject.toml"})
# No feed is larger; one that is would fill the memory.
LONGEST = 512 << 20

if TYPE_CHECKING:
    from podfeed.config import Config

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
            from podfeed.check.shows import check  # noqa: PLC0415 - XML alone needs no writer

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
        from podfeed.folders import content_problems, settings_for  # noqa: PLC0415 - feeds need none of it

        settings = settings_for(name, self.config)
        if self.seen is not None:
            self.seen.append(settings)
        key = (settings.content.path.absolute(), settings.file)
        if key not in self.folders:
            self.folders.add(key)
            yield from content_problems(settings, self.told.over, self.now)


def is_feed(name: str) -> bool:
    """Say whether a path is that of a feed: by its name, else by its first bytes."""
    path = Path(name)
    if is_stored(name) or path.is_dir() or path.name in _SETTINGS:
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


def choice_beside(path: Path, config: Path | None, told: Told) -> Choice:
    """Return what the settings beside a feed say of the rules, and what was told over it."""
    if config is None and not any(
        (each / name).is_file() for each in path.absolute().parents for name in _SETTINGS
    ):
        return told.over(Choice())
    from podfeed.folders import choice_in  # noqa: PLC0415 - a feed alone needs nothing of it

    return told.over(choice_in(path, config))


def _feed(data: bytes, name: str, choice: Choice, now: datetime | None) -> list[Problem]:
    return tell(examine(data, name=name, profiles=choice.profiles, now=now), choice)
