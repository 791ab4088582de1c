"""The posts of a run, spread over processes: what was made before is taken, the rest is made side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed import collector
from podfeed.build.bundles import Bundle, bundled
from podfeed.build.card import Card
from podfeed.build.cards import Job, Maker
from podfeed.build.known import Known
from podfeed.cache import Cache
from podfeed.lazily import dataclass
from podfeed.lock import Lock

if TYPE_CHECKING:
    from concurrent.futures import Executor

_WORTH_IT = 150  # posts from which on other processes pay, where they are copies of this one
_WORTH_A_START = 1500  # the same, where they begin from nothing

Made = Callable[[int, int], None]  # told how many posts were made, and of how many


@dataclass(frozen=True, slots=True)
class _Context:
    """What another process needs beside the job."""

    job: Job
    lock: Lock | None
    locked: bool
    cache: Path | None

    def maker(self) -> Maker:
        """Return what makes cards in this process."""
        cache = Cache(self.cache) if self.cache is not None else None
        return Maker(self.job, Known(cache=cache, lock=self.lock, locked=self.locked))


# The maker of a process of its own, and what it was made of.
_OWN: list[tuple[_Context, Maker]] = []


def _prepare(context: _Context) -> None:
    collector.seldom()
    _OWN[:] = [(context, context.maker())]


def _make(names: Sequence[str]) -> list[tuple[bytes, ...]]:
    """Make the cards of some posts in another process, for each feed a bundle of them."""
    maker = _OWN[0][1]
    return [tuple(bundled(cards, maker.folders, _same)) for cards in zip(*maker.cards(names), strict=True)]


def _same(value: Any) -> Any:
    return value


class TooManyError(Exception):
    """Of a show more posts are to be made than those may make who were asked for it."""


class Handed(NamedTuple):
    """Some posts, and their cards, of each post one for each feed; from another process, bundles of them."""

    names: Sequence[str]
    cards: Sequence[tuple[Card, ...]] = ()
    bundles: Sequence[Bundle] = ()


@dataclass(slots=True)
class Workers:
    """Those who make cards: ``jobs`` processes (None: one for each core), or the caller's ``executor``.

    Where more than ``most`` posts are to be made they leave the show to others.
    """

    jobs: int | None = None
    executor: Executor | None = None
    most: int | None = None
    made: Made | None = None
    _done: int = 0
    _all: int = 0

    def refuse(self, posts: int) -> None:
        """Raise a `TooManyError` where more posts are to be made than these may make."""
        if self.most is not None and posts > self.most:
            raise TooManyError(f"{posts} posts")

    def make(self, maker: Maker, groups: Sequence[Sequence[str]]) -> Iterator[Handed]:
        """Yield the cards of posts: of each group together where it can be, in their order."""
        number = self.jobs or _cores()
        names = [name for group in groups for name in group]
        self._all += len(names)
        if self.executor is not None:
            yield from self._by_others(self.executor, maker, names)
        elif maker.known.mirror is not None and not maker.job.keep and _is_worth_a_start(number, names):
            # Not copies of this process: what asks a store has threads.
            with _pool(number) as pool:
                yield from self._by_others(pool, maker, names)
        elif _far(maker) or number == 1 or len(names) < _least():
            # What is on servers is asked for together; else a few posts at a time are enough.
            yield from self._alone(maker, [names] if maker.job.config.media.probe_remote else groups)
        else:
            yield from self._together(maker, groups, number)

    def _by_others(self, executor: Executor, maker: Maker, names: Sequence[str]) -> Iterator[Handed]:
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - few posts need no other process

        from podfeed.build import others  # noqa: PLC0415

        done = 0
        try:
            for chunk in others.cards(executor, maker, names):
                yield Handed(names[done : done + len(chunk)], chunk)
                done += len(chunk)
                self._tell(len(chunk))
        except BrokenExecutor:  # a process was killed: what is left is made here
            yield from self._alone(maker, [names[done:]])

    def _alone(self, maker: Maker, groups: Sequence[Sequence[str]]) -> Iterator[Handed]:
        for names in groups:
            yield Handed(names, maker.cards(names))
            self._tell(len(names))

    def _together(self, maker: Maker, groups: Sequence[Sequence[str]], number: int) -> Iterator[Handed]:
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - few posts need no other process

        known = maker.known
        cache = known.cache.folder if known.cache is not None else None
        context = _Context(maker.job, known.lock, known.locked, cache)
        done = 0
        try:
            with ExitStack() as stack:
                for result in self._results(stack, context, groups, number):
                    yield Handed(groups[done], bundles=[Bundle(*each) for each in result])
                    self._tell(len(groups[done]))
                    done += 1
        except BrokenProcessPool:  # a process was killed: what is left is made here
            yield from self._alone(maker, groups[done:])

    def _results(
        self, stack: ExitStack, context: _Context, chunks: Sequence[Sequence[str]], number: int
    ) -> Iterator[Any]:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

        pool = ProcessPoolExecutor(
            min(number, len(chunks)), _processes(), initializer=_prepare, initargs=(context,)
        )
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        return pool.map(_make, chunks)

    def _tell(self, number: int) -> None:
        self._done += number
        if self.made is not None:
            self.made(self._done, self._all)


def _is_worth_a_start(number: int, names: Sequence[str]) -> bool:
    return number > 1 and len(names) >= _WORTH_A_START


def _pool(number: int) -> Executor:
    import multiprocessing  # noqa: PLC0415 - as above
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"))


def _far(maker: Maker) -> bool:
    """Say whether what is asked for is far away, or needs all that leads to a value."""
    return maker.job.config.media.probe_remote or maker.job.keep or maker.known.mirror is not None


def _processes() -> Any:
    """Return how processes begin: as copies of this one, where that is safe."""
    import multiprocessing  # noqa: PLC0415 - as above

    return multiprocessing.get_context("fork" if _forks() else "spawn")


def _forks() -> bool:
    import threading  # noqa: PLC0415 - a copy of a process with threads may hold their locks for ever

    return sys.platform.startswith("linux") and threading.active_count() == 1


def _least() -> int:
    return _WORTH_IT if _forks() else _WORTH_A_START


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
