"""A folder of an object store that is worked on as if it were here.

An empty file stands for each that is there, so that whatever finds files by name finds them; what one holds
is fetched when it is opened. What the store says of a file (its ETag or the like) is its signature.
"""

from __future__ import annotations

import os
import platform
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import field, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from podfeed import looking, storage
from podfeed.cache import Cache
from podfeed.files import written_to
from podfeed.lazily import dataclass, pattern
from podfeed.looking import Signature
from podfeed.mime import is_media_name
from podfeed.problems import Problem

_LARGEST = 10_000_000  # bytes of a file that is no medium and is there
_HERE = ("file", "local")  # the paths of the others begin with a host or a bucket
_AT_ONCE = 64  # files
_NEAR = 20  # files of a bundle, of which those that are small are fetched with its post
_SMALL = 500_000  # bytes
_SETTINGS = "podfeed.toml"
_LOCK = "podfeed.lock"
# What says the same of equal bytes; another mark is given once.
_OF_CONTENT = pattern(r"[0-9a-f]{32}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as a store lists it: its bytes, what changes with its content, its MD5 where that is said."""

    size: int
    mark: str
    md5: str | None = None
    time: int | None = None  # in nanoseconds, where the mark is no more than that


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder of a store, by its path there; with it the settings and the lock above."""

    url: str
    files: Mapping[str, Stored]


@dataclass(slots=True)
class Mirror:
    """A folder of a store as a copy on this machine; ``folder`` is that of the address."""

    url: str
    folder: Path
    listing: Listing
    root: str  # of the copy
    kept: Cache | None
    _system: Any
    _base: str  # addresses begin so
    _copy: TemporaryDirectory[str] = field(repr=False)
    _files: dict[str, str] = field(default_factory=dict)  # by path here: its path in the store
    _waiting: set[str] = field(default_factory=set)  # texts that are not here yet
    _odd: set[str] = field(default_factory=set)  # what held something else than the listing says

    def close(self) -> None:
        """Take the copy away."""
        looking.forget(self)
        if self.kept is not None:
            self.kept.close()
        self._copy.cleanup()

    def address(self, path: str) -> str:
        """Return the address of a file of the copy; another path stays as it is."""
        inside = path.startswith(self.root + os.sep)
        return f"{self._base}/{Path(path).relative_to(self.root).as_posix()}" if inside else path

    def told(self, problem: Problem) -> Problem:
        """Return a problem with the address of its file in the store."""
        if problem.place is None:
            return problem
        return replace(problem, place=replace(problem.place, file=self.address(problem.place.file)))

    def renamed(self, text: str) -> str:
        """Return a text with the address of the store in place of where the copy lies."""
        return text.replace(self.root, self._base)

    def stored(self, path: Path) -> Stored | None:
        """Return what the store lists of a file of the copy, or None."""
        return self.listing.files.get(self._files.get(str(path), ""))

    def medium(self, path: Path) -> str | None:
        """Return the address of a media file for which one stands here, or None."""
        here = str(path)
        return self.address(here) if here in self._files and is_media_name(here) else None

    # -- what `looking` asks

    def signature(self, path: str) -> Signature:
        """Return what changes when a file does."""
        here = self._here(path)
        if here not in self._files:
            return (0, 0, 0) if os.path.isdir(here) else None  # noqa: PTH112 - a text
        one = self.listing.files[self._files[here]]
        if here in self._odd:
            return looking.unsure(one.size)
        if one.time is not None:
            return (one.size, one.time, 0)
        mark = blake2b(one.mark.encode("utf-8", "replace"), digest_size=7).digest()
        return (one.size, -1 - int.from_bytes(mark, "big"), 0)

    def fetch(self, paths: Iterable[str]) -> None:
        """See to it that files are here: from the cache, else from the store, many at once."""
        wanted = [path for path in dict.fromkeys(map(self._here, paths)) if path in self._waiting]
        marks = {path: self.listing.files[self._files[path]].md5 for path in wanted}
        known = self.kept.texts([md5 for md5 in marks.values() if md5]) if self.kept is not None else {}
        for path, md5 in marks.items():
            if md5 in known:
                self._put(path, known[md5])
        for some in self._portions([path for path in wanted if path in self._waiting]):
            self._read(some)

    def _here(self, path: str) -> str:
        return path if path in self._files else os.path.normpath(path)

    def fetch_near(self, paths: Sequence[str], folders: looking.Folders) -> None:
        """Fetch posts, and what is most likely read for them: of their name, or in their bundle."""
        self.fetch(name for path in paths for name in (path, *self._near(path, folders)))

    def _near(self, path: str, folders: looking.Folders) -> Iterator[str]:
        folder, name = os.path.split(path)
        stem = name.partition(".")[0]
        found = folders.starting(folder, "" if stem == "index" else f"{stem}.")
        for each in found if len(found) <= _NEAR else ():
            here = f"{folder}{os.sep}{each}"
            if here in self._waiting and self.listing.files[self._files[here]].size <= _SMALL:
                yield here

    def _portions(self, paths: Sequence[str]) -> Iterator[list[str]]:
        some: list[str] = []
        size = 0
        for path in paths:
            some.append(path)
            size += self.listing.files[self._files[path]].size
            if len(some) == _AT_ONCE or size > _LARGEST:
                yield some
                some, size = [], 0
        if some:
            yield some

    def _read(self, paths: Sequence[str]) -> None:
        names = {self._files[path].strip("/"): path for path in paths}
        with storage.told(self.url if len(paths) > 1 else self.address(paths[0])):
            read = storage.read(self._system, [self._files[path] for path in paths])
        for name, data in read.items():
            path = names[name.strip("/")]
            one = self.listing.files[self._files[path]]
            if _OF_CONTENT.fullmatch(one.mark.strip('"')) and storage.md5(data) != one.md5:
                self._odd.add(path)  # it was written meanwhile, or the mark is of another kind
            self._put(path, data)
        if self.kept is not None:
            self.kept.keep_texts(read.values())

    def _put(self, path: str, data: bytes) -> None:
        with written_to(Path(path)) as file:
            file.write(data)
        self._waiting.discard(path)


def mirror(url: str, kept: Cache | None = None) -> Mirror:
    """Return a folder of a store as a copy; what cannot be read is a `ProblemsError`.

    ``kept``, which is closed with the copy, spares the reading of texts that an earlier run has read.
    """
    with storage.told(url):
        return mirror_of(_listing(url), kept)


def mirror_of(listing: Listing, kept: Cache | None = None) -> Mirror:
    """Return the copy of a folder of which it is known what lies in it."""
    with ExitStack() as undo, storage.told(listing.url):
        system, path = storage.located(listing.url)
        _clear_copies()
        copy = TemporaryDirectory(prefix=f"{_copies()}{os.getpid()}-")
        undo.callback(copy.cleanup)
        root = os.path.realpath(copy.name)
        scheme = listing.url.partition("://")[0]
        files = {os.path.join(root, *name.strip("/").split("/")): name for name in listing.files}  # noqa: PTH118
        _stand_in(root, files)
        made = Mirror(
            url=listing.url,
            folder=Path(root, path.strip("/")),
            listing=listing,
            root=root,
            kept=kept,
            _system=system,
            _base=f"{scheme}:/{'/' if scheme in _HERE else ''}",
            _copy=copy,
            _files=files,
            _waiting={here for here, name in files.items() if not is_media_name(name)},
        )
        undo.pop_all()
        looking.stand_in(made)
        return made


def _stand_in(root: str, files: Mapping[str, str]) -> None:
    """Make an empty file for each; where a folder has the name of one, that is none."""
    folders = {os.path.dirname(here) for here in files}  # noqa: PTH120 - of many texts
    for folder in sorted(folders):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for here in files:
        if here not in folders and not Path(here).is_dir():
            Path(here).touch()


def _listing(url: str) -> Listing:
    system, path = storage.located(url)
    path = path.rstrip("/")
    found = system.find(path, detail=True)
    if not found:
        message = "there is nothing in this folder, or no such folder"
        raise storage.failed(url, message, "mend the address")
    files = {
        name: _stored(system, name, detail)
        for name, detail in found.items()
        if _is_file(name, detail) and (is_media_name(name) or int(detail.get("size") or 0) <= _LARGEST)
    }
    if not any(name.strip("/") == f"{path}/{_SETTINGS}".strip("/") for name in files):
        files |= _above(system, path)
    return Listing(url, files)


def _is_file(name: str, detail: Mapping[str, Any]) -> bool:
    """Say whether a name can be that of a file here: some stores list folders, and take any text."""
    parts = name.strip("/").split("/")
    return detail.get("type") != "directory" and not name.endswith("/") and not {"", ".", ".."} & {*parts}


def _above(system: Any, path: str) -> dict[str, Stored]:
    """Return the settings and the lock that stand above the folder."""
    files = {}
    for folder in PurePosixPath(path).parents:
        for name in (_SETTINGS, "pyproject.toml", _LOCK):
            with suppress(FileNotFoundError):
                files[str(folder / name)] = _stored(
                    system, str(folder / name), system.info(str(folder / name))
                )
    return files


def _stored(system: Any, name: str, detail: Mapping[str, Any]) -> Stored:
    if name.endswith(_LOCK) and "ETag" not in detail:  # it will be compared with what is said of one file
        detail = system.info(name)
    size = int(detail.get("size") or 0)
    return Stored(size, storage.mark_of(detail), storage.md5_of(detail), storage.time_of(detail))


def _copies() -> str:
    """Return how the names of copies begin on this machine: the folder for them may be shared."""
    return f"podfeed-{zlib.crc32(platform.node().encode()):08x}-"


@cache
def _clear_copies() -> None:
    """Remove, once in each process, the copies of processes of this machine that were killed."""
    for left in Path(gettempdir()).glob(f"{_copies()}*"):
        number = left.name.removeprefix(_copies()).partition("-")[0]
        if number.isdecimal() and os.name == "posix" and not _lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True
