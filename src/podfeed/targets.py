"""What people hand over to be validated: feeds, folders of posts, settings, posts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.assets import assets_of, beside_feed, is_asset, linked_from, problems_of_asset, replaced
from podfeed.check import Choice, Outcome, demanders, examine, grouped, tell
from podfeed.files import read_bytes, read_start
from podfeed.lazily import dataclass
from podfeed.limits import DEFAULT, Limits
from podfeed.model import Show
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.rules.node import Feed
from podfeed.rules.registry import level
from podfeed.storage import is_stored

_FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf"})
_SETTINGS = frozenset({"podfeed.toml", "pyproject.toml"})

if TYPE_CHECKING:
    from podfeed.check.diff import Change
    from podfeed.check.moving import Moved
    from podfeed.web.asking import Asker

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
    private: bool = False
    limits: Limits | None = None
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
            limits=self.limits or choice.limits,
        )


def validate(
    feed: Source | Iterable[Source],
    *,
    config: str | Path | None = None,
    profiles: Iterable[str] | None = None,
    only: Iterable[str] = (),
    ignore: Iterable[str] = (),
    every: bool = False,
    against: str | Path | None = None,
    online: bool = False,
    now: datetime | None = None,
    limits: Limits | None = None,
) -> list[Problem]:
    """Return the problems of a feed, or of several.

    A feed is a `Show`, XML (bytes), or a path: of a feed, a folder of posts, a settings file, or a post,
    which stands for its whole folder. ``profiles`` names whose rules are asked (``rss``, ``apple``,
    ``spotify``, ``youtube``, ``psp1``, ``p20``), ``only`` and ``ignore`` name rules, or beginnings of their
    names. A mistake that is made more than three times is one problem with a ``count``, unless ``every``
    asks for each. ``against`` is the feed as it was published, or the folder that it was made of, to compare
    with; ``online`` says that what a feed links to is looked at on its servers. ``now`` (with a zone) takes
    the place of the clock, ``limits`` that of the settings' bounds. A file that cannot be read is a problem
    like any other.
    """
    told = Told(
        profiles=tuple(profiles) if profiles is not None else None,
        only=tuple(only),
        ignore=tuple(ignore),
        every=every,
        against=str(against) if against is not None else None,
        online=online,
        limits=limits,
    )
    many = [feed] if isinstance(feed, (Show, bytes, str, Path)) else list(feed)
    return list(problems_of(many, told, config=Path(config) if config else None, now=now))


def problems_of(
    sources: Iterable[Source],
    told: Told,
    *,
    config: Path | None = None,
    now: datetime | None = None,
    seen: list[Choice] | None = None,
) -> Iterator[Problem]:
    """Yield the problems of everything that was named; a folder of posts is looked at once.

    ``seen`` takes what was asked of each, which settings may say too.
    """
    targets = _Targets(told, config, now, seen)
    for source in sources:
        if isinstance(source, Show):
            yield from _caught(targets.show(source))
        elif isinstance(source, bytes):
            yield from _caught(targets.data(source, "feed.xml", told.over(Choice())))
        else:
            yield from _caught(targets.path(str(source)))


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
    seen: list[Choice] | None
    folders: set[tuple[Path, Path | None]] = field(default_factory=set)
    olds: dict[str, Feed] = field(default_factory=dict)
    askers: list[Asker] = field(default_factory=list)

    def path(self, name: str) -> Iterator[Problem]:
        """Yield the problems of one path."""
        if name == "-":
            choice = self._beside(Path.cwd())
            yield from self.data(sys.stdin.buffer.read(choice.limits.feed), "<stdin>", choice)
            return
        if name.startswith(("http://", "https://")):
            yield from self._address(name)
            return
        if is_feed(name):
            choice = self._beside(Path(name))
            yield from self.data(
                read_bytes(Path(name), choice.limits.of("feed")), name, choice, Path(name).parent
            )
            return
        if is_asset(name):
            choice = self._beside(Path(name))
            yield from _chosen(problems_of_asset(Path(name), choice), choice)
            return
        from podfeed.api import choice_of  # noqa: PLC0415 - feeds need none of it
        from podfeed.folders import content_problems, settings_for  # noqa: PLC0415

        settings = settings_for(name, self.config)
        self._asked(self.told.over(choice_of(settings)))
        key = (settings.content.path.absolute(), settings.file)
        if key not in self.folders:
            self.folders.add(key)
            yield from content_problems(settings, self.told.over, self.now, self.old(), self._looks())

    def _asked(self, choice: Choice) -> Choice:
        """Return a choice, and keep it for who has to say whether the whole fails."""
        if self.seen is not None:
            self.seen.append(choice)
        return choice

    def _beside(self, path: Path) -> Choice:
        return self._asked(choice_beside(path, self.config, self.told))

    def show(self, show: Show) -> Iterator[Problem]:
        """Yield the problems of a show."""
        from podfeed.check.shows import check  # noqa: PLC0415 - XML alone needs no writer

        choice = self.told.over(Choice())
        yield from check(show, choice=choice, now=self.now, old=self.old(), look=self._look(choice))

    def data(self, data: bytes, name: str, choice: Choice, folder: Path | None = None) -> Iterator[Problem]:
        """Yield the problems of the bytes of a feed, and of the files that lie beside it in a folder."""
        compared = self.told.against is not None
        outcome = examine(data, name=name, profiles=choice.profiles, now=self.now, compared=compared)
        self._compared(outcome, choice)
        look = self._look(choice)
        if look is not None:
            look(outcome)
        yield from tell(outcome, choice)
        if folder is not None:
            found = assets_of(linked_from(outcome), beside_feed(outcome, folder), choice)
            yield from _chosen(found, choice)
            yield from _chosen(self._replaced(outcome, folder, choice), choice)

    def _replaced(self, outcome: Outcome, folder: Path, choice: Choice) -> Iterator[Problem]:
        """Yield the pictures that changed since a feed file that was published, and that lies here too."""
        against = self.told.against
        if against is not None and "://" not in against and is_feed(against):
            old = self.old()
            if old is not None:
                yield from replaced(outcome, folder, Outcome(old), Path(against).parent, choice)

    def _look(self, choice: Choice) -> Callable[[Outcome], None] | None:
        """Return what looks at the servers that a feed links to, where that is asked for."""
        if not self.told.online:
            return None
        from podfeed.online import look  # noqa: PLC0415 - the network, where it is asked for

        return lambda outcome: look(outcome, self.asker(), demanders(choice.profiles))

    def _address(self, url: str) -> Iterator[Problem]:
        """Yield the problems of a feed on its server."""
        if not self.told.online:
            message = "an address is looked at only with --online (in the library: online=True)"
            hint = "add it, or name a file"
            raise ProblemsError(
                [
                    Problem(
                        rule="online-not-asked",
                        severity="error",
                        message=message,
                        place=Place(file=url),
                        hint=hint,
                    )
                ]
            )
        from podfeed.online import look  # noqa: PLC0415 - the network, where it is asked for
        from podfeed.online.feeds import fetched, unusable  # noqa: PLC0415
        from podfeed.online.look import add  # noqa: PLC0415

        choice = self._beside(Path.cwd())
        asked = demanders(choice.profiles)
        answer = fetched(self.asker(), url)
        bad = list(unusable(answer))
        outcome = (
            Outcome(Feed(name=url))
            if bad
            else examine(answer.body, name=url, profiles=choice.profiles, now=self.now)
        )
        add(outcome, bad, asked)
        self._compared(outcome, choice)
        look(outcome, self.asker(), asked, answer=answer)
        yield from tell(outcome, choice)

    def asker(self) -> Asker:
        """Return what asks servers, the same for all targets of a run."""
        from podfeed.web.asking import Asker  # noqa: PLC0415 - the network, where it is asked for

        if not self.askers:
            self.askers.append(Asker(private=self.told.private))
        return self.askers[0]

    def _compared(self, outcome: Outcome, choice: Choice) -> None:
        old = self.old()
        if old is not None:
            from podfeed.check.history import compare  # noqa: PLC0415 - only where it is asked for

            compare(outcome, old, demanders(choice.profiles))

    def _looks(self) -> Asker | None:
        return self.asker() if self.told.online else None

    def old(self) -> Feed | None:
        """Return the feed as it was published, if it was named: a feed file, or a content folder."""
        name = self.told.against
        if name is None:
            return None
        if name not in self.olds:
            limits = self.told.limits or self._beside(Path.cwd()).limits
            self.olds[name] = whole_feed(name, self.config, self.now, limits)
        return self.olds[name]


def published(name: str, config: Path | None, now: datetime | None, limits: Limits = DEFAULT) -> bytes:
    """Return the bytes of a feed to compare with: of a file, of an address, or as a folder would render."""
    if name.startswith(("http://", "https://")):
        from podfeed.web import Client  # noqa: PLC0415 - the network, where it is asked for

        return Client().fetch(name, limit=limits.feed)
    if is_feed(name):
        return read_bytes(Path(name), limits.of("feed"))
    from podfeed.folders import rendered  # noqa: PLC0415 - feeds need none of it

    return rendered(name, config, now)


def compared(old: str, new: str, *, config: Path | None = None, now: datetime | None = None) -> list[Change]:
    """Return what is otherwise in ``new``: each is a feed file, an address, or a content folder."""
    from podfeed.check.diff import changes  # noqa: PLC0415 - only where it is asked for

    limits = choice_beside(Path(), config, Told()).limits
    before, after = (whole_feed(name, config, now, limits) for name in (old, new))
    return changes(before, after)


def move_of(
    old: str, new: str, *, config: Path | None = None, now: datetime | None = None
) -> tuple[list[Change], list[Problem]]:
    """Return what a move from one feed to another changes, and what stands in its way.

    ``old`` and ``new`` are as for `compared`. Where the old address redirects to the new feed there is
    nothing to compare but where it leads; a copy of the old feed in a file tells more.
    """
    from podfeed.build.identity import show_guid  # noqa: PLC0415 - only where it is asked for
    from podfeed.check.diff import changes  # noqa: PLC0415
    from podfeed.check.moving import check_move  # noqa: PLC0415

    limits = choice_beside(Path(), config, Told()).limits
    before, after = (_placed(name, config, now, limits) for name in (old, new))
    first = before.name if "://" in before.name else before.feed.self_url
    outcomes = check_move(before, after, derived=show_guid(first) if first else "")
    problems = [each for outcome in outcomes for each in tell(outcome, Choice(every=True))]
    return changes(before.feed, after.feed), problems


def _placed(name: str, config: Path | None, now: datetime | None, limits: Limits) -> Moved:
    """Return a feed with the redirects that lead to it."""
    from podfeed.check.moving import Moved  # noqa: PLC0415 - only where it is asked for

    if not name.startswith(("http://", "https://")):
        return Moved(feed=whole_feed(name, config, now, limits), name=name)
    from podfeed.online.feeds import fetched, unusable  # noqa: PLC0415 - the network, where it is asked for
    from podfeed.online.look import add  # noqa: PLC0415
    from podfeed.web.asking import Asker  # noqa: PLC0415

    answer = fetched(Asker(private=True), name)
    bad = list(unusable(answer))
    if bad:
        outcome = Outcome(Feed(name=name))
        add(outcome, bad, None)
        raise ProblemsError(tell(outcome, Choice()))
    return Moved(feed=_whole(answer.body, name, now), name=name, hops=tuple(answer.hops))


def whole_feed(name: str, config: Path | None, now: datetime | None, limits: Limits = DEFAULT) -> Feed:
    """Return a feed that can be read to its end; one that cannot is a `ProblemsError`."""
    return _whole(published(name, config, now, limits), name, now)


def _whole(data: bytes, name: str, now: datetime | None) -> Feed:
    outcome = examine(data, name=name, now=now)
    if not outcome.whole or outcome.feed.root.name != "rss":
        raise ProblemsError(tell(outcome, Choice(min_severity="error")))
    return outcome.feed


def _chosen(problems: Iterable[Problem], choice: Choice) -> list[Problem]:
    chosen = choice.chosen(problems)
    return chosen if choice.every else grouped(chosen)


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
        head = read_start(path, 512).lstrip(b"\xef\xbb\xbf \t\r\n")
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
