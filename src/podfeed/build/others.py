"""Cards made by the workers of an executor: threads, processes, or other machines.

A worker gets a few names with what podfeed.lock says of them, and reads these posts himself, from a folder
that he sees too or from an object store. What holds for all posts comes along as bytes, and is read once.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from pathlib import Path

from podfeed import mirror
from podfeed._version import __version__
from podfeed.build.card import Card
from podfeed.build.cards import Job, Maker
from podfeed.build.homes import MARK, moved, received, sent
from podfeed.build.known import Known
from podfeed.build.packing import Plain, packed, packed_trace, piece_data, unpacked
from podfeed.cache import Cache, default_folder
from podfeed.lazily import dataclass
from podfeed.lock import Entry, merged
from podfeed.looking import Trace
from podfeed.mirror import Listing
from podfeed.model import Episode
from podfeed.problems import Problem, ProblemsError

_CHUNK = 100  # posts that a worker makes at a time, at least
_CHUNKS = 64  # as which the posts of a show are handed out, at most: what holds for all travels with each

# A card with what it was made of and what the rules say, the item, and the episode where that is kept.
Made = tuple[Plain, bytes | None, Episode | None]
Chunk = tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Some posts to make: their names, what the lock says of them, and what holds for all posts."""

    names: Sequence[str]
    entries: Sequence[Entry] | None  # None: there is no lock
    token: str  # of the run
    version: str  # of podfeed
    common: bytes


@dataclass(frozen=True, slots=True)
class _Common:
    """What holds for all posts of a run; ``cache`` is a folder, "" the worker's own, None to keep nothing."""

    job: bytes  # in which nothing says where the asker's copy of a store lies
    locked: bool
    cache: str | None
    listing: Listing | None

    def maker(self) -> Maker:
        """Return what makes cards, with a copy of the store's folder of its own."""
        copy = mirror.mirror_of(self.listing, self._kept()) if self.listing is not None else None
        job: Job = received(self.job, copy.root if copy is not None else "")
        return Maker(job, Known(cache=self._kept(), locked=self.locked, mirror=copy))

    def _kept(self) -> Cache | None:
        return None if self.cache is None else Cache(Path(self.cache) if self.cache else default_folder())


class _Own(threading.local):
    """The maker of a thread, and the run for which it was made."""

    token = ""
    maker: Maker | None = None


_OWN = _Own()
_HERE: dict[str, list[Known]] = {}  # by the run: what workers know that are threads of this process


def tasks(maker: Maker, names: Sequence[str]) -> Iterator[Task]:
    """Yield the tasks that some posts are handed out as."""
    known, job = maker.known, maker.job
    common = _packed(_common(maker))
    size = max(_CHUNK, -(-len(names) // _CHUNKS))
    for start in range(0, len(names), size):
        some = names[start : start + size]
        found = [known.entry(name) for name in some]
        entries = None if known.lock is None else [entry for entry in found if entry is not None]
        yield Task(some, entries, job.token, __version__, common)


def _common(maker: Maker) -> _Common:
    known = maker.known
    cache = None if known.cache is None else known.cache.folder
    folder = None if cache is None else "" if cache == default_folder() else str(cache)
    listing = known.mirror.listing if known.mirror is not None else None
    return _Common(sent(maker.job, known.home), known.locked, folder, listing)


def _packed(common: _Common) -> bytes:
    return zlib.compress(pickle.dumps(common), 1)


def make(task: Task) -> list[Made]:
    """Make the cards of a task, of each post one for each feed; this runs where a worker is."""
    if task.version != __version__:
        raise ProblemsError([_other_version(task)])
    maker = _OWN.maker if _OWN.token == task.token else None
    if maker is None:
        maker = _begin(task)
    known = maker.known
    known.lock = None if task.entries is None else merged(None, task.entries)
    try:
        cards = [card for each in maker.cards(task.names) for card in each]
        return [(moved(_plain(card), known.home, MARK), card.item, card.episode) for card in cards]
    finally:
        known.rest()


def _plain(card: Card) -> Plain:
    return packed(card), None if card.trace is None else packed_trace(card.trace), piece_data(card)


def _begin(task: Task) -> Maker:
    """Return the maker of a run, which takes the place of that of the run before."""
    _end()
    common: _Common = pickle.loads(zlib.decompress(task.common))  # noqa: S301 - of the one who asks
    maker = common.maker()
    _OWN.maker, _OWN.token = maker, task.token
    _HERE.setdefault(task.token, []).append(maker.known)
    return maker


def _end() -> None:
    maker, token = _OWN.maker, _OWN.token
    _OWN.maker, _OWN.token = None, ""
    if maker is not None:
        left = [known for known in _HERE.pop(token, []) if known is not maker.known]
        if left:  # of other threads
            _HERE[token] = left
        maker.known.close()


def cards(executor: Executor, maker: Maker, names: Sequence[str]) -> Iterator[list[Chunk]]:
    """Yield the cards of posts, task by task, in their order; one that is broken ends it early."""
    waiting: deque[Future[list[Made]]] = deque()
    try:
        waiting.extend(executor.submit(make, task) for task in tasks(maker, names))
        while waiting:  # what was handed over is not held any longer
            yield _grouped(waiting.popleft().result(), maker)
    finally:
        for future in waiting:
            future.cancel()
        _leave(maker.job.token, waiting)


def _leave(token: str, waiting: Iterable[Future[list[Made]]]) -> None:
    """Clear what workers have made that are threads of this process, once they are done."""
    if token in _HERE:
        wait(waiting)
        for known in _HERE.pop(token):
            known.close()


def _grouped(made: Sequence[Made], maker: Maker) -> list[Chunk]:
    found = []
    for plain, item, episode in made:
        data, trace, piece = moved(plain, MARK, maker.known.home)
        card = unpacked(data)
        card.trace, card.piece_data = trace and Trace(*trace), piece
        card.item, card.episode = item, episode
        found.append(card)
    feeds = len(maker.job.feeds)
    return [tuple(found[start : start + feeds]) for start in range(0, len(found), feeds)]


def _other_version(task: Task) -> Problem:
    return Problem(
        rule="worker-other-version",
        severity="error",
        message=f"a worker has podfeed {__version__}, and was asked by podfeed {task.version}",
        hint="install the same version on all machines: feeds would differ",
    )
