"""The library's verbs that go through several rooms: load and validate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from podfeed import storage
from podfeed.build import Feed, build
from podfeed.build.far import Progress
from podfeed.build.known import Known
from podfeed.build.show import EPISODE_FIELDS, NEEDED, SHOW_FIELDS
from podfeed.check import check
from podfeed.config import Config, load_config
from podfeed.lock import NAME as LOCK
from podfeed.lock import read_lock
from podfeed.model import Show
from podfeed.problems import Place, Problem, ProblemsError, has_errors
from podfeed.tags import tags_of


def load(
    content: str | Path | None = None,
    *,
    config: str | Path | None = None,
    feed: str | None = None,
    now: datetime | None = None,
) -> Show:
    """Return the show of a folder of posts.

    ``content`` is the folder, or a list of episodes, also in a store that fsspec reads (``s3://…``);
    without it, ``[content] path`` of the settings is. ``config`` names the settings file, which is else
    looked for in the folder and above it. ``feed`` names one of several feeds, ``now`` (with a zone) is
    the time up to which posts are published. Warnings stand in ``Show.problems``. Any error is a
    `ProblemsError`, which holds all of them, and as ``show`` what could be built.
    """
    mirror = storage.mirror(content) if isinstance(content, str) and storage.is_stored(content) else None
    known = Known(mirror=mirror)
    try:
        settings = settings_of(mirror.folder if mirror else content, config)
        known.lock = read_lock(lock_path(settings))
        feeds = list(feeds_of(settings, feed=feed, now=now, known=known))
    finally:
        known.close()
    if len(feeds) > 1:
        names = ", ".join(item.settings.name for item in feeds if item.settings)
        message = f"the settings have several feeds: {names}"
        hint = f"name one, for example feed={names.split(', ')[0]!r}"
        raise ProblemsError([Problem(rule="feed-unnamed", severity="error", message=message, hint=hint)])
    built = feeds[0]
    problems = built.problems
    show = built.show.replace(problems=[item for item in problems if item.severity != "error"])
    if has_errors(problems):
        raise ProblemsError(problems, show=show)
    return show


def settings_of(content: str | Path | None, config: str | Path | None) -> Config:
    """Find and read the settings of a content folder."""
    return load_config(
        Path(content) if content is not None else None,
        config=Path(config) if config is not None else None,
        known_show_fields=SHOW_FIELDS,
        known_episode_fields=EPISODE_FIELDS,
    )


def lock_path(settings: Config) -> Path:
    """Return where podfeed.lock stands: beside podfeed.toml, else in the content folder."""
    own = settings.file is not None and settings.file.suffix == ".toml"
    return (settings.folder if own else settings.content.root) / LOCK


def feeds_of(
    settings: Config,
    *,
    feed: str | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
    known: Known | None = None,
) -> Iterator[Feed]:
    """Build the feeds of the settings, or the one named, and hold each to the rules."""
    names = [item.name for item in settings.feeds]
    if feed is not None and feed not in names:
        there = f"it has {', '.join(names)}" if names else "it has none"
        place = Place(file=str(settings.file)) if settings.file else None
        raise ProblemsError(
            [
                Problem(
                    rule="feed-unknown",
                    severity="error",
                    message=f"the settings have no feed {feed!r}: {there}",
                    place=place,
                    hint=f"add [feeds.{feed}], or name another",
                )
            ]
        )
    only = [feed] if feed is not None else None
    for built in build(settings, now=now, only=only, progress=progress, known=known):
        rules = check(
            built.show,
            locate=built.locate,
            profiles=settings.validate.profiles,
            ignore=settings.validate.ignore,
        )
        told = [problem for problem in built.problems if not _ignored(problem, settings)]
        problems = [*told, *_new(rules, built)]
        if known is not None and known.mirror is not None:
            problems = [known.mirror.told(problem) for problem in problems]
        built.problems = distinct(problems)
        yield built


def _ignored(problem: Problem, settings: Config) -> bool:
    """Say whether the settings leave out a warning; an error of the build cannot be left out."""
    return problem.severity != "error" and settings.validate.ignores(problem.rule)


def _new(rules: list[Problem], built: Feed) -> list[Problem]:
    """Leave out what the build has told already: one cause gives one problem."""
    incomplete = any(problem.rule == "show-incomplete" for problem in built.problems)
    told = {(problem.rule, _file(problem)) for problem in built.problems}
    broken = {problem.place for problem in built.problems if problem.severity == "error"}
    return [
        problem
        for problem in rules
        if not (incomplete and problem.rule in _IN_ONE)
        and (problem.rule, _file(problem)) not in told
        and not (problem.rule == "items-missing" and broken)  # the episodes that failed are told
        and not (problem.severity == "error" and problem.place in broken and problem.place)
    ]


# The rules whose breach the error of an incomplete show has told.
_IN_ONE = frozenset(f"{tag.rule}-missing" for tag in tags_of("channel") if tag.rule and tag.field in NEEDED)


def _file(problem: Problem) -> str | None:
    return problem.place.file if problem.place else None


def distinct(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, in the order in which they came."""
    return tuple(dict.fromkeys(problems))


def validate(feed: Show | bytes | str | Path) -> list[Problem]:
    """Return the problems of a feed: of a `Show`, of XML (bytes), or of a file (a text or a path)."""
    if isinstance(feed, Show):
        return check(feed)
    from podfeed.read import parse  # noqa: PLC0415 - not needed where a show is given

    try:
        show = parse(feed)
    except ProblemsError as error:
        return list(error.problems)
    return [*show.problems, *check(show)]
