"""Folders of posts that are validated: which one a path stands for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import storage
from podfeed.api import brief_of, choice_of, distinct, feeds_of, lock_path, settings_of
from podfeed.assets import Linked, assets_of
from podfeed.build.known import Known
from podfeed.check import Choice, grouped
from podfeed.config import Config
from podfeed.files import read_start
from podfeed.lock import read_lock
from podfeed.model import Show
from podfeed.problems import Problem, ProblemsError
from podfeed.rules.node import Feed as Published
from podfeed.write import render

if TYPE_CHECKING:
    from podfeed.web.asking import Asker  # the network, where it is asked for

SETTINGS = frozenset({"podfeed.toml", "pyproject.toml"})


def settings_for(name: str, config: Path | None) -> Config:
    """Return the settings of a folder, of the file itself, or of the folder that a post is in."""
    path = Path(name)
    if config is not None:
        return settings_of(name if path.is_dir() else None, config)
    if path.name in SETTINGS or (path.suffix == ".toml" and path.is_file() and not _is_post(path)):
        return settings_of(None, path)
    if path.is_dir() or storage.is_stored(name):
        return settings_of(name, None)
    if not path.exists():
        read_start(path, 1)  # tells what is wrong with it
    if path.suffix.lower() in (".yaml", ".yml", ".json", ".csv"):
        found = settings_of(path.parent, None)
        own = found.file is not None and settings_of(None, found.file).content.path.is_dir()
        return settings_of(None, found.file) if own else settings_of(name, None)
    found = settings_of(path.parent, None)
    return settings_of(None, found.file) if found.file is not None and found.file.suffix == ".toml" else found


def _is_post(path: Path) -> bool:
    return read_start(path, 3) == b"+++"


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
    settings: Config,
    over: Callable[[Choice], Choice],
    now: datetime | None,
    old: Published | None = None,
    asker: Asker | None = None,
) -> Iterator[Problem]:
    """Yield the problems of a folder of posts: those of building its feeds, and those of the feeds.

    ``over`` puts what a command was told over what the settings say.
    """
    choice = over(choice_of(settings))
    known = Known(lock=read_lock(lock_path(settings)))
    problems: list[Problem] = []
    try:
        brief = brief_of(now, known)
        for feed in feeds_of(settings, brief, choice=replace(choice, every=True), old=old, asker=asker):
            problems.extend(feed.problems)
            problems.extend(assets_of(_linked(feed.show), _roots(settings, feed.show), choice))
    finally:
        known.close()
    chosen = choice.chosen(distinct(problems))
    yield from chosen if choice.every else grouped(chosen)


def _linked(show: Show) -> Iterator[Linked]:
    """Yield the addresses of the files that go with a show."""
    if show.image:
        yield Linked(show.image, "image")
    for episode in show.episodes:
        seconds = episode.duration.total_seconds() if episode.duration else None
        if episode.enclosure is not None:
            yield Linked(episode.enclosure.url or "", "form")
        if episode.image:
            yield Linked(episode.image, "image")
        for transcript in episode.transcripts:
            yield Linked(transcript.url or "", "transcript", seconds)
        if episode.chapters_file is not None:
            yield Linked(episode.chapters_file.url or "", "chapters", seconds)


def _roots(settings: Config, show: Show) -> list[tuple[str, Path]]:
    """Return where the site's files lie: the base of their addresses, and the folder."""
    media, static = settings.media, settings.content.static
    link = f"{(show.link or '').rstrip('/')}/"
    base = f"{(media.base_url or link).rstrip('/')}/"
    pairs = (
        (f"{(media.chapters_url or '').rstrip('/')}/" if media.chapters_url else None, media.chapters),
        (base, media.root),
        (base, static),
        (link, static),
        (link, media.root),
        (link, settings.content.root),
        (link, settings.folder),
    )
    return [(url, folder) for url, folder in pairs if url and folder is not None]


def rendered(name: str, config: Path | None, now: datetime | None) -> bytes:
    """Return the feed that a content folder would render; of several the first."""
    settings = settings_for(name, config)
    known = Known(lock=read_lock(lock_path(settings)))
    try:
        return render(next(feeds_of(settings, brief_of(now, known))).show)
    finally:
        known.close()
