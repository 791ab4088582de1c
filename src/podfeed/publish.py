"""A run over one show: its feeds are built, held to what is published, and written.

What `podfeed render` does for a show at a prompt, and `podfeed network` for each of many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from podfeed import put, storage
from podfeed.api import brief_of, feeds_of, lock_path
from podfeed.build import Feed
from podfeed.build.far import Progress
from podfeed.build.guards import Accepted, guard
from podfeed.build.known import Known
from podfeed.build.published import new_lock
from podfeed.build.work import Made, Workers
from podfeed.cache import Cache, default_folder
from podfeed.config import Config
from podfeed.files import Together, alone, read_bytes
from podfeed.lazily import dataclass
from podfeed.lock import Lock, check_still, keep_lock, read_lock
from podfeed.looking import Looked
from podfeed.problems import Place, Problem, has_errors
from podfeed.put import Before
from podfeed.stamps import Stamp, stamp_of
from podfeed.stopwatch import Stopwatch
from podfeed.whole import Pieces

if TYPE_CHECKING:
    from concurrent.futures import Executor

if TYPE_CHECKING:
    from podfeed.mirror import Mirror

STDOUT = "-"
_CACHE_CONTROL = "max-age=300"  # seconds; apps ask every hour or so, and a mistake is soon mended
_FEED = "application/rss+xml; charset=utf-8"
_LOCK = "application/json"
_CHAPTERS = "application/json+chapters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a show is to be rendered.

    ``outputs`` says where feeds are written, by their names (None is that of a show without several), in
    place of the settings; ``parents`` that their folders are made. ``against`` is the feed as it was
    published: a file or an address. ``cache_control`` is for feeds in object stores. ``jobs`` is the
    number of processes that read posts, None for as many as there are cores; with an ``executor`` its
    workers do. Where more than ``most`` posts are to be made, that is a `TooManyError`.
    """

    feed: str | None = None
    outputs: Mapping[str | None, str] = field(default_factory=dict)
    parents: bool = False
    now: datetime | None = None
    probe_remote: bool = False
    locked: bool = False
    no_lock: bool = False
    accepted: Accepted = field(default_factory=Accepted)
    against: str | None = None
    cache_dir: Path | None = None
    no_cache: bool = False
    cache: Cache | None = None  # that is open already
    cache_control: str | None = None
    jobs: int | None = None
    executor: Executor | None = None
    most: int | None = None
    made: Made | None = None
    looked: Looked = field(default_factory=Looked)
    stopwatch: Stopwatch = field(default_factory=Stopwatch)


def copied(url: str, order: Order) -> Mirror:
    """Return a folder of a store as a copy; texts that an earlier run has read come from the cache."""
    from podfeed.mirror import mirror  # noqa: PLC0415 - what lies in a store, alone

    return mirror(url, None if order.no_cache else Cache(order.cache_dir or default_folder()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What becomes of a feed at the end of the run: it is written, is there already, or is held back."""

    state: Literal["written", "unchanged", "refused"]
    target: str
    size: int = 0  # bytes


@dataclass(slots=True, kw_only=True)
class Run:
    """A show that was read and judged, and can be written: each feed, then `finish`.

    ``problems`` are those against the lock. One lock serves all feeds, so that with an error in one of them
    none is written.
    """

    settings: Config
    order: Order
    known: Known
    lock_file: Path
    feeds: list[Feed] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    lock: Lock | None = None
    _before: dict[str, Before] = field(default_factory=dict)
    _seen: Stamp | None = None  # the lock as it was when it was read
    _files: Together = field(default_factory=Together)
    _stamps: dict[str, Stamp | None] = field(default_factory=dict)  # of what was written
    _locked: bool = False

    @property
    def broken(self) -> bool:
        """Whether the lock, or an error in a feed, forbids to write any of the feeds."""
        return has_errors(self.problems) or any(has_errors(feed.problems) for feed in self.feeds)

    def target(self, feed: Feed) -> str:
        """Return where a feed is written: a path, an address in a store, or ``-``."""
        name = feed.settings.name if feed.settings is not None else None
        if name in self.order.outputs:
            return self.order.outputs[name]
        output = feed.settings.output if feed.settings is not None else None
        return self._address(output or self.settings.folder / "feed.xml")

    def write(self, feed: Feed) -> Written:
        """Make a feed and what goes with it, unless there are errors; what fails is a `ProblemsError`.

        Files take their place with `finish`, in stores at once. A feed for standard output is left to the
        caller, who prints it.
        """
        target = self.target(feed)
        if self.broken:
            return Written(state="refused", target=target)
        if target == STDOUT:
            return Written(state="written", target=target)
        self._put_lock()
        for path, chapters in feed.files().items():
            self._put(self._address(path), partial(_whole, chapters), _CHAPTERS, parents=True)
        size = feed.size()
        changed = self._put(target, feed.xml, _FEED, parents=self.order.parents, size=size)
        return Written(state="written" if changed else "unchanged", target=target, size=size)

    def _put_lock(self) -> None:
        """Write the lock before the first feed.

        A run that is killed in between may have written down an episode that no feed has yet, but never
        published one that is not written down.
        """
        if self.lock is not None and not self._locked and STDOUT not in self.order.outputs.values():
            self._locked = True
            self._put(self._address(self.lock_file), self.lock.pieces, _LOCK)

    def finish(self) -> bool:
        """Move lock, chapters and feeds into place, together; say whether there was no error."""
        path = self.lock_file
        with alone(path.parent):
            if self.lock is not None and self._locked and self.known.mirror is None:
                check_still(path, self._seen, self.lock)
            self._files.move()
            self._stamps = {target: self._files.stamp(Path(target)) for target in self.written()}
        return not self.broken

    def keep(self) -> None:
        """Keep what was made for the next run."""
        if self.known.cache is not None and self.lock is not None and self._locked:
            keep_lock(self._address(self.lock_file), self.lock, self.known.cache)
        for feed in () if self.broken else self.feeds:
            stamp = self._stamps.get(self.target(feed))
            feed.stock.save(feed.every_card, feed.wrote(self.target(feed), stamp) if stamp else None)

    def written(self) -> set[str]:
        """Return the files that the run writes, whether they changed or not."""
        paths = {self.target(feed) for feed in self.feeds} | {str(self.lock_file)}
        paths |= {str(path) for feed in self.feeds for path in feed.files()}
        return {path for path in paths if not storage.is_stored(path) and path != STDOUT}

    @property
    def repeats(self) -> bool:
        """Whether a run that looks at the same files does the same."""
        stored = any(storage.is_stored(self.target(feed)) for feed in self.feeds)
        remote = stored or self.settings.media.probe_remote or self.known.mirror is not None
        # What was told against the lock is not so against the one that was written.
        return not (remote or self.problems) and all(
            Path(path).is_file() or path == str(self.lock_file) for path in self.written()
        )

    def close(self) -> None:
        """Clear what was made and not moved into place, and let go of what is known."""
        self._files.close()
        for feed in self.feeds:
            feed.stock.close()
        self.known.close()

    def _address(self, path: Path | str) -> str:
        mirror = self.known.mirror
        return mirror.address(str(path)) if mirror is not None else str(path)

    def _put(
        self, target: str, data: Pieces, kind: str, *, parents: bool = False, size: int | None = None
    ) -> bool:
        if not storage.is_stored(target):
            return self._files.add_pieces(Path(target), data, parents=parents, size=size)
        before = self._before.get(target) or put.before(target)
        own = self.settings.storage.cache_control or self.order.cache_control or _CACHE_CONTROL
        return put.put(before, b"".join(data()), kind=kind, cache_control=own if kind == _FEED else None)


def begin(
    settings: Config, order: Order, *, mirror: Mirror | None = None, progress: Progress | None = None
) -> Run:
    """Build the feeds of a show and hold them to its lock; nothing is written yet.

    ``mirror`` is the copy that the settings were read from, where the show is in a store. What the show's
    posts are told of stands in each feed's problems; what cannot be read at all is a `ProblemsError`.
    """
    if order.probe_remote:
        settings = replace(settings, media=replace(settings.media, probe_remote=True))
    path = lock_path(settings)
    seen = stamp_of(path)
    name = mirror.address(str(path)) if mirror is not None else ""
    cache = None if order.no_cache else order.cache or Cache(order.cache_dir or default_folder())
    known = Known(
        cache=cache,
        lock=None if order.no_lock else read_lock(path, cache, name),
        locked=order.locked,
        mirror=mirror,
    )
    run = Run(settings=settings, order=order, known=known, lock_file=path, _seen=seen)
    try:
        _remember(run)
        _judge(run, progress)
    except BaseException:
        run.close()
        raise
    return run


def _remember(run: Run) -> None:
    """Note what stands in stores where the run will write, before anything is read."""
    targets = set(run.order.outputs.values()) | {
        run._address(each.output or run.settings.folder / "feed.xml")
        for each in run.settings.feeds
        if each.name not in run.order.outputs and run.order.feed in (None, each.name)
    }
    if not run.settings.feeds and None not in run.order.outputs:
        targets.add(run._address(run.settings.folder / "feed.xml"))
    for target in sorted(targets):
        if storage.is_stored(target):
            run._before[target] = put.before(target)
    if run.known.mirror is not None:  # the lock was copied: what stood there then
        url = run._address(run.lock_file)
        there = run.known.mirror.stored(run.lock_file)
        run._before[url] = (
            Before(url=url) if there is None else Before(url=url, mark=there.mark, size=there.size)
        )


def _judge(run: Run, progress: Progress | None) -> None:
    order, known = run.order, run.known
    old = None
    if order.against is not None:
        from podfeed.targets import whole_feed  # noqa: PLC0415 - only where it is asked for

        old = whole_feed(order.against, None, order.now, run.settings.limits)
    brief = brief_of(order.now, known)
    brief.progress, brief.keep = progress, False
    brief.workers = Workers(jobs=order.jobs, executor=order.executor, most=order.most, made=order.made)
    brief.looked, brief.stopwatch = order.looked, order.stopwatch
    run.feeds = list(feeds_of(run.settings, brief, feed=order.feed, old=old))
    unread = any(has_errors(feed.problems) for feed in run.feeds)
    before = None if order.no_lock or unread else known.lock
    guarded = guard(before, run.feeds, order.accepted, run.lock_file, partial=order.feed is not None)
    problems = guarded.problems
    if known.lock is None and not order.no_lock:
        problems += [each for feed in run.feeds for each in _unlocked(run, feed)]
    if not order.no_lock:
        guids = [feed.fields.values.get("guid") for feed in run.feeds]
        cards = (card for feed in run.feeds for card in feed.cards)
        run.lock = new_lock(known.lock, next(filter(None, guids), None), cards, guarded)
    if order.locked and run.lock is not None and not has_errors(problems) and _differs(run.lock, known.lock):
        problems.append(_stale(run.lock_file))
    mirror = known.mirror
    run.problems = tuple(mirror.told(problem) for problem in problems) if mirror else tuple(problems)


def _whole(data: bytes) -> tuple[bytes]:
    return (data,)


def _differs(lock: Lock, before: Lock | None) -> bool:
    return before is None or lock.digest() != before.digest()


def _unlocked(run: Run, feed: Feed) -> list[Problem]:
    """Return the error of a first render whose guids are not those of the feed that is there already."""
    target = run.target(feed)
    there = _there(run, target)
    if there is None:
        return []
    data = b"".join(feed.xml())
    if there == data:
        return []
    from podfeed.check import examine  # noqa: PLC0415 - for the first render alone
    from podfeed.check.history import pairs  # noqa: PLC0415

    old, new = examine(there).feed, examine(data).feed
    other = [
        (one.said("guid"), two.said("guid"))
        for one, two in pairs(old, new)
        if one.has("guid") and two.has("guid") and one.said("guid") != two.said("guid")
    ]
    if not other:
        return []
    message = (
        f"{len(other)} episodes of the feed that is there have other guids "
        f"({other[0][0]!r} would become {other[0][1]!r}), and there is no podfeed.lock"
    )
    hint = (
        f"podfeed adopt {target} takes the old guids over; "
        "with --no-lock every app announces the episodes again"
    )
    place = Place(file=target)
    return [Problem(rule="lock-missing", severity="error", message=message, place=place, hint=hint)]


def _there(run: Run, target: str) -> bytes | None:
    """Return the feed that stands where one will be written, or None."""
    if target == STDOUT:
        return None
    if storage.is_stored(target):
        before = run._before.get(target)
        return put.there(target) if before is not None and before.mark is not None else None
    return read_bytes(Path(target), run.settings.limits.of("feed")) if Path(target).is_file() else None


def _stale(path: Path) -> Problem:
    return Problem(
        rule="lock-outdated",
        severity="error",
        message="podfeed.lock would have to change, and --locked forbids it",
        place=Place(file=str(path)),
        hint="render without --locked, look at the difference, and commit podfeed.lock",
    )
