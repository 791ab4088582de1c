"""One show of a network, rendered wherever the job arrives; what became of it, as data that travels."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import Literal

from podfeed import storage
from podfeed._version import __version__
from podfeed.api import settings_of
from podfeed.build import Feed
from podfeed.build.work import TooManyError
from podfeed.config import Config
from podfeed.lazily import dataclass
from podfeed.looking import Looked
from podfeed.mirror import Mirror
from podfeed.network.find import Listed
from podfeed.network.settings import filled
from podfeed.problems import Place, Problem, ProblemsError, Severity, has_errors
from podfeed.publish import Order, Run, Written, begin, copied
from podfeed.stopwatch import Stopwatch

_TOLD = 100  # problems of one show that are kept; the rest is counted
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A show to render, with all that the result depends on: the same wherever it is rendered.

    ``version`` is that of the podfeed that asks, ``epoch`` its ``SOURCE_DATE_EPOCH``.
    """

    show: Listed
    output: str | None
    order: Order
    version: str
    epoch: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What became of a feed of a show; ``feed`` is its name, None where a show has but one.

    ``state`` is ``written``, ``unchanged`` or ``refused``; ``size`` is in bytes.
    """

    feed: str | None
    output: str
    state: Literal["written", "unchanged", "refused"]
    episodes: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReport:
    """What became of a show of a network.

    ``status`` is ``rendered``, ``unchanged`` or ``failed``. ``problems`` are the worst hundred, ``counts``
    says how many of each severity there are. ``seconds`` is how long it took where it was rendered.
    """

    name: str
    settings: str
    status: Literal["rendered", "unchanged", "failed"]
    feeds: tuple[FeedReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    posts: int = 0
    episodes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Large:
    """What a job ends in where more posts are to be made than one job makes."""


@dataclass(slots=True)
class _Done:
    """What is known of a show so far, whatever happens next."""

    feeds: list[FeedReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    posts: int = 0
    guids: set[str | None] = field(default_factory=set)


def render_show(job: Job) -> ShowReport | Large:
    """Render a show; whatever goes wrong stands in the report. Of one that is too large no post is made."""
    started = time.perf_counter()
    done = _Done()
    try:
        _check_version(job)
        with _epoch(job.epoch):
            _render(job, done)
    except TooManyError:
        return Large()
    except ProblemsError as error:
        done.problems += error.problems
    except Exception as error:
        done.problems.append(crashed(job, error))
    return _report(job, done, time.perf_counter() - started)


def lost(job: Job, error: BaseException) -> ShowReport:
    """Return the report of a show that never came back: its process was killed, its cluster gave up."""
    return _report(job, _Done(problems=[crashed(job, error)]), 0.0)


def killed(job: Job) -> ShowReport:
    """Return the report of a show whose process ended in the middle."""
    problem = Problem(
        rule="show-killed",
        severity="error",
        message="the process that rendered this show was ended, twice",
        place=Place(file=job.show.settings),
        hint="was there enough memory? try fewer with --jobs, or podfeed render for this show alone",
    )
    return _report(job, _Done(problems=[problem]), 0.0)


def crashed(job: Job, error: BaseException) -> Problem:
    """Return the error of a show that ended in an exception that nobody expected."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    said = " ".join(str(error).split())
    return Problem(
        rule="show-crashed",
        severity="error",
        message=f"the show could not be rendered: {type(error).__name__}{at}: {said}",
        place=Place(file=job.show.settings),
        hint="podfeed render for this show alone says more",
    )


def _report(job: Job, done: _Done, seconds: float) -> ShowReport:
    refused = any(feed.state == "refused" for feed in done.feeds)
    written = any(feed.state == "written" for feed in done.feeds)
    failed = refused or has_errors(done.problems)
    problems = sorted(dict.fromkeys(done.problems), key=lambda each: _ORDER.index(each.severity))
    return ShowReport(
        name=job.show.name,
        settings=job.show.settings,
        status="failed" if failed else "rendered" if written else "unchanged",
        feeds=tuple(done.feeds),
        problems=tuple(problems[:_TOLD]),
        counts={each: sum(problem.severity == each for problem in problems) for each in _ORDER},
        posts=done.posts,
        episodes=len(done.guids),
        seconds=seconds,
    )


def _render(job: Job, done: _Done) -> None:
    with _at_hand(job.show.settings, job.order) as (path, mirror):
        settings = settings_of(None, path)
        run = begin(settings, _order(job, settings), mirror=mirror)
        try:
            _write(run, done)
        finally:
            run.close()


def _write(run: Run, done: _Done) -> None:
    done.problems += run.problems
    for feed in run.feeds:
        done.problems += feed.problems
        done.posts = feed.posts
        done.guids |= {card.guid for card in feed.cards}
    try:
        outcomes = [(feed, run.write(feed)) for feed in run.feeds]
        run.finish()
        run.keep()
    except ProblemsError:
        done.feeds += [_feed(feed, Written(state="refused", target=run.target(feed))) for feed in run.feeds]
        raise
    done.feeds += [_feed(feed, written) for feed, written in outcomes]
    if run.known.cache is not None and run.known.cache.warning:
        done.problems.append(
            Problem(rule="cache-unused", severity="warning", message=run.known.cache.warning)
        )


def _feed(feed: Feed, written: Written) -> FeedReport:
    return FeedReport(
        feed=feed.settings.name if feed.settings is not None else None,
        output=written.target,
        state=written.state,
        episodes=len(feed.cards),
        size=written.size,
    )


def _order(job: Job, settings: Config) -> Order:
    """Return the order of one show: where its feeds go, and nothing of what the show before has looked at."""
    own = replace(job.order, looked=Looked(), stopwatch=Stopwatch())
    if job.output is None:
        return own
    names: Sequence[str | None] = [feed.name for feed in settings.feeds] or [None]
    return replace(own, outputs={name: filled(job.output, job.show.name, name) for name in names})


@contextmanager
def _at_hand(settings: str, order: Order) -> Iterator[tuple[Path, Mirror | None]]:
    """Give the settings of a show, and all that lies beside them, a path for a while."""
    if not storage.is_stored(settings):
        yield _there(Path(settings), settings), None
        return
    folder, _, name = settings.rpartition("/")
    mirror = copied(folder, order)
    try:
        yield _there(mirror.folder / name, settings), mirror
    except ProblemsError as error:
        raise ProblemsError(mirror.told(problem) for problem in error.problems) from error
    finally:
        mirror.close()


def _there(path: Path, settings: str) -> Path:
    """Return the path of a settings file that is there; a folder without any is no show."""
    if not path.exists():
        raise ProblemsError(
            [
                Problem(
                    rule="settings-missing",
                    severity="error",
                    message=f"there is no {path.name} in this folder, which makes it no show",
                    place=Place(file=settings.rpartition("/")[0] or settings),
                    hint="write one (podfeed init), or leave the folder out with [network] exclude",
                )
            ]
        )
    return path


def _check_version(job: Job) -> None:
    if job.version != __version__:
        raise ProblemsError(
            [
                Problem(
                    rule="worker-other-version",
                    severity="error",
                    message=f"this worker has podfeed {__version__}, and was asked by podfeed {job.version}",
                    place=Place(file=job.show.settings),
                    hint="install the same version on all machines: feeds would differ",
                )
            ]
        )


@contextmanager
def _epoch(seconds: str | None) -> Iterator[None]:
    """Let the build see the SOURCE_DATE_EPOCH of the one who asks, wherever it runs."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    if before == seconds:
        yield
        return
    _set(name, seconds)
    try:
        yield
    finally:
        _set(name, before)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
