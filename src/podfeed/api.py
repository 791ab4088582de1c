"""The library's verb that goes through several rooms: load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import storage
from podfeed.build import Brief, Feed, build
from podfeed.build.identity import show_guid
from podfeed.build.judging import judged
from podfeed.build.known import Known
from podfeed.build.show import EPISODE_FIELDS, SHOW_FIELDS
from podfeed.build.work import Workers
from podfeed.check import Choice, Outcome, demanders
from podfeed.config import Config, load_config
from podfeed.lock import NAME as LOCK
from podfeed.lock import read_lock
from podfeed.model import Show
from podfeed.problems import Place, Problem, ProblemsError, has_errors
from podfeed.rules.node import Feed as Published

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from podfeed.mirror import Mirror
    from podfeed.web.asking import Asker  # the network, where it is asked for


def load(
    content: str | Path | None = None,
    *,
    config: str | Path | None = None,
    feed: str | None = None,
    now: datetime | None = None,
    executor: Executor | None = None,
) -> Show:
    """Return the show of a folder of posts.

    ``content`` is the folder, or a list of episodes, also in a store that fsspec reads (``s3://…``);
    without it, ``[content] path`` of the settings is. ``config`` names the settings file, which is else
    looked for in the folder and above it. ``feed`` names one of several feeds, ``now`` (with a zone) is
    the time up to which posts are published. ``executor`` is any `concurrent.futures.Executor`, that of a
    cluster, too, whose workers read the posts and probe their media. Warnings stand in ``Show.problems``.
    Any error is a `ProblemsError`, which holds all of them, and as ``show`` what could be built.
    """
    copy = _copied(content)
    known = Known(mirror=copy)
    try:
        settings = settings_of(copy.folder if copy else content, config)
        known.lock = read_lock(lock_path(settings))
        brief = brief_of(now, known)
        brief.workers = Workers(executor=executor)
        feeds = list(feeds_of(settings, brief, feed=feed))
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


def _copied(content: str | Path | None) -> Mirror | None:
    if not isinstance(content, str) or not storage.is_stored(content):
        return None
    from podfeed.mirror import mirror  # noqa: PLC0415 - what lies in a store, alone

    return mirror(content)


def settings_of(content: str | Path | None, config: str | Path | None) -> Config:
    """Find and read the settings of a content folder; a folder that has them is that of the whole site.

    Its content is then what they name, so that every way to name it gives the same guids.
    """
    folder = Path(content) if content is not None else None
    named = Path(config) if config is not None else None
    if folder is not None and named is None and (folder / "podfeed.toml").is_file():
        found = settings_of(None, folder / "podfeed.toml")
        if found.content.path.absolute() != folder.absolute():
            return found
    return load_config(
        folder,
        config=named,
        known_show_fields=SHOW_FIELDS,
        known_episode_fields=EPISODE_FIELDS,
    )


# Settings whose folder is one show's; those of another name may share theirs with others.
_ALONE = frozenset({"podfeed.toml", "pyproject.toml", "hugo.toml", "config.toml"})


def lock_path(settings: Config) -> Path:
    """Return where podfeed.lock stands: beside podfeed.toml, else in the content folder.

    Settings of another name, ``sea.toml``, have a ``sea.podfeed.lock``, unless a ``podfeed.lock`` of this
    very show is there already.
    """
    file = settings.file
    if file is None or file.suffix != ".toml":
        return settings.content.root / LOCK
    own = file.with_name(f"{file.stem}.{LOCK}")
    shared = settings.folder / LOCK
    if file.name in _ALONE or (not own.is_file() and _is_lock_of(settings, shared)):
        return shared
    return own


def _is_lock_of(settings: Config, path: Path) -> bool:
    """Say whether a lock is that of a show, and of no other in its folder."""
    if (path.parent / "podfeed.toml").is_file():
        return False
    lock = read_lock(path)
    if lock is None:
        return False
    url = settings.show.get("feed_url")
    guid = settings.show.get("guid") or (show_guid(url) if isinstance(url, str) else None)
    return lock.guid in (None, guid)


def brief_of(now: datetime | None, known: Known | None = None) -> Brief:
    """Return what a build is told where it is told little."""
    brief = Brief(known=known or Known())
    brief.now = now or brief.now
    return brief


def feeds_of(
    settings: Config,
    brief: Brief,
    *,
    feed: str | None = None,
    choice: Choice | None = None,
    old: Published | None = None,
    asker: Asker | None = None,
) -> Iterator[Feed]:
    """Build the feeds of the settings, or the one named, and hold each to the rules.

    ``choice`` says which problems are told, in place of the settings; ``old`` is the feed as it was
    published, to compare with, and ``asker`` asks the servers that the feed links to.
    """
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
    if choice is None:  # what is no more than advice is told by podfeed validate
        choice = choice_of(settings)
        choice = replace(choice, min_severity="warning") if choice.min_severity == "info" else choice
    brief.choice = choice
    copy = brief.known.mirror
    for built in build(settings, brief, only=only):
        with brief.stopwatch.timed("rules"):
            rules = judged(built, choice, brief.now, old, _look(asker, choice))
        told = [problem for problem in built.problems if not _ignored(problem, settings)]
        problems = [*told, *_from_base(_new(rules, built), settings)]
        if copy is not None:
            problems = [copy.told(problem) for problem in problems]
        built.problems = distinct(problems)
        if brief.keep:  # the episodes are there
            for card in built.cards:
                card.item = None
        yield built


def _look(asker: Asker | None, choice: Choice) -> Callable[[Outcome], None] | None:
    """Return what looks at the servers that a feed links to, where that is asked for."""
    if asker is None:
        return None
    from podfeed.online import look  # noqa: PLC0415 - the network, where it is asked for

    return lambda outcome: look(outcome, asker, demanders(choice.profiles))


def choice_of(settings: Config) -> Choice:
    """Return what the settings say of the rules."""
    said = settings.validate
    return Choice(
        profiles=said.profiles,
        only=said.only,
        ignore=said.ignore,
        paths=tuple(said.paths.items()),
        min_severity=said.min_severity,
        strict=said.strict,
        base=str(settings.folder),
        limits=settings.limits,
    )


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
        and not any((cause, _file(problem)) in told for cause in _TOLD_BY.get(problem.rule, ()))
        and not _echoes(problem, told)
        and not (problem.rule in _NO_EPISODES and broken)  # the episodes that failed are told
        and not (problem.severity == "error" and problem.place in broken and problem.place)
    ]


# The rules whose breach the error of an incomplete show has told.
_IN_ONE = frozenset(
    "channel-title-missing channel-link-missing channel-description-missing channel-language-missing "
    "itunes-category-missing itunes-explicit-missing itunes-image-missing itunes-author-missing "
    "atom-self-missing podcast-guid-missing channel-image-missing".split()
)


def _from_base(problems: list[Problem], settings: Config) -> list[Problem]:
    """Tell of a base URL without https once, where it is set, and not of each address that begins with it."""
    base = settings.media.base_url or ""
    if not base.startswith("http:"):
        return problems
    same = [problem for problem in problems if _is_of(base, problem)]
    others = [problem for problem in problems if not _is_of(base, problem)]
    files = [problem for problem in same if problem.rule == "enclosure-not-https"] or same
    if not files:
        return problems
    message = "[media] base_url begins with http, and so does every address that is made of it"
    place = settings.place("media", "base_url")
    return [*others, replace(files[0], message=message, place=place, value=base)]


def _is_of(base: str, problem: Problem) -> bool:
    return problem.rule.endswith("-not-https") and (problem.value or "").startswith(base)


def _echoes(problem: Problem, told: set[tuple[str, str | None]]) -> bool:
    """Say whether a tag is missing because its value could not be read, which is told."""
    stem = problem.rule.removesuffix("-missing")
    return stem != problem.rule and any(
        rule.startswith(f"{stem}-") and file == _file(problem) for rule, file in told
    )


# What a rule of feeds says again of a value that the build has told of.
_UNKNOWN = (
    "enclosure-length-unknown",
    "fetch-failed",
    "audio-truncated",
    "audio-growing",
    "duration-unknown",
    "audio-not-understood",
)
_DIFFERS = ("media-duration-mismatch", "enclosure-length-mismatch")
_TOLD_BY = {
    "enclosure-length-zero": _UNKNOWN,
    "enclosure-length-implausible": _DIFFERS,
    "enclosure-length-bitrate-implausible": _DIFFERS,
    "duration-implausible": _DIFFERS,
    "duration-missing": _UNKNOWN,
    "psc-beyond-duration": ("chapters-beyond-duration",),
    "psc-order": ("chapters-order",),
    "date-future": ("post-future",),
    "guid-equals-title": ("guid-from-title",),
    "itunes-image-extension": ("image-missing",),
    "itunes-category-missing": ("itunes-category-unknown", "itunes-category-obsolete"),
    "locked-owner-missing": ("itunes-owner-email-invalid",),
    "season-partial": ("season-number-invalid",),
}
# What the episodes that failed would have made otherwise.
_NO_EPISODES = (
    "feed-no-items",
    "trailer-missing",
    "episode-number-gap",
    "season-partial",
    "feed-items-truncated",
    "date-all-identical",
)


def _file(problem: Problem) -> str | None:
    return problem.place.file if problem.place else None


def distinct(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, in the order in which they came."""
    return tuple(dict.fromkeys(problems))
