"""What a run looks at, so that the next one can tell whether it would see the same.

While a `Looked` is active, whatever reads files, asks for them or lists folders notes here what it saw.
Within a run a folder is listed once.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from podfeed.lazily import dataclass

# Size, time of change and time of change of the name, in nanoseconds; None: there is nothing.
Signature = tuple[int, int, int] | None
_TICK = 2_000_000_000  # nanoseconds: no file system's times are coarser
_LAST = "\U0010ffff"
# Where a file may be there under a name in other letters than its folder says.
ANY_CASE = sys.platform in ("darwin", "win32", "cygwin")


class Far(Protocol):
    """A folder that looks as if it were here, and whose files are elsewhere."""

    root: str

    def signature(self, path: str) -> Signature:
        """Return what changes when a file does."""

    def fetch(self, paths: Iterable[str]) -> None:
        """See to it that files can be opened."""


_FAR: list[Far] = []


def stand_in(far: Far) -> None:
    """Ask of what lies below a folder him whose it is."""
    _FAR.append(far)


def forget(far: Far) -> None:
    """Ask him no more."""
    if far in _FAR:
        _FAR.remove(far)


def _far(path: str) -> Far | None:
    return next((each for each in _FAR if path.startswith(each.root)), None)


def signature(path: str | Path) -> Signature:
    """Return what changes when a file does."""
    if _FAR and (far := _far(os.fspath(path))) is not None:
        return far.signature(os.fspath(path))
    try:
        found = os.stat(path)  # noqa: PTH116 - of ten thousand files
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


@dataclass(slots=True)
class Folders:
    """The folders of a run, each listed once, and the files that were asked for before all else."""

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)

    def list(self, folder: str) -> tuple[str, ...]:
        """Return the names of all that lies in a folder, sorted; where there is none, nothing."""
        found = self.names.get(folder)
        if found is None:
            try:
                found = tuple(sorted(os.listdir(folder)))  # noqa: PTH208 - names, not paths
            except (FileNotFoundError, NotADirectoryError, ValueError):
                found = ()
            except OSError as error:
                if error.errno != errno.ENAMETOOLONG:
                    raise
                found = ()
            self.names[folder] = found
        return found

    def starting(self, folder: str, prefix: str) -> tuple[str, ...]:
        """Return the names in a folder that begin with a text."""
        names = self.list(folder)
        first = bisect_left(names, prefix)
        return names[first : bisect_left(names, prefix + _LAST, lo=first)]

    def still(self, folder: str, prefix: str, before: tuple[str, ...]) -> bool:
        """Say whether these names, and no others, begin with a text."""
        names = self.list(folder)
        first = bisect_left(names, prefix)
        last = first + len(before)
        return names[first:last] == before and not (last < len(names) and names[last].startswith(prefix))

    def digest(self, folder: str) -> bytes:
        """Return what changes when a name in a folder comes or goes."""
        found = self.digests.get(folder)
        if found is None:
            linked = "/" if os.path.islink(folder) else ""  # noqa: PTH114 - which is not followed everywhere
            names = "\0".join((*self.list(folder), linked))
            found = digest_of(names.encode("utf-8", "surrogateescape"))
            self.digests[folder] = found
        return found


@dataclass(slots=True)
class Looked:
    """What was looked at: files with their signatures, and what was asked of folders with the answers."""

    folders: Folders = field(default_factory=Folders)
    files: dict[str, Signature] = field(default_factory=dict)
    asked: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)  # of the files that were read whole

    def join(self, trace: Trace) -> None:
        """Note what was looked at for something that was made elsewhere, or before."""
        self.files.update((path, found) for path, found, _ in trace.files)
        for (folder, _), _ in trace.asked:
            self.folders.list(folder)

    def trace(self) -> Trace:
        """Return what was looked at in little room."""
        files = tuple((path, found, self.digests.get(path)) for path, found in self.files.items())
        return Trace(files, tuple(self.asked.items()))


@dataclass(slots=True)
class Trace:
    """What something was made of: files with signature and content, and what was asked of folders."""

    files: tuple[tuple[str, Signature, bytes | None], ...] = ()
    asked: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = ()
    renewed: bool = False  # a file was touched, and is the same

    def holds(self, folders: Folders) -> bool:
        """Say whether all of it is as it was: by the signature of each file, else by its content."""
        for (folder, prefix), answer in self.asked:
            if not folders.still(folder, prefix, answer):
                return False
        touched: dict[str, Signature] = {}
        for path, before, digest in self.files:
            if path in folders.signatures and folders.signatures[path] == before:
                continue
            now = signature(path)
            if now != before:
                if not _same(path, before, now, digest):
                    return False
                touched[path] = trusted(now) if signature(path) == now else _unsure(now)
        if touched:  # signed as it was before it was read again
            self.files = tuple((path, touched.get(path, found), digest) for path, found, digest in self.files)
            self.renewed = True
        return True


def _same(path: str, before: Signature, now: Signature, digest: bytes | None) -> bool:
    """Say whether a file that was touched holds what it held."""
    if digest is None or now is None or before is None or now[0] != before[0]:
        return False
    if os.path.islink(path):  # noqa: PTH114 - where it leads may be another matter
        return False
    return digest_of_file(path) == digest


def digest_of_file(path: str | Path) -> bytes | None:
    """Return what tells the content of a file apart from others', or None where it cannot be read."""
    at_hand(path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - of ten thousand files
            return digest_of(file.read())
    except OSError:
        return None


def unsure(size: int) -> Signature:
    """Return a signature of a file of which it is not known what it holds next time."""
    return size, time.time_ns(), 0


def trusted(found: Signature) -> Signature:
    """Return a signature that can be relied on: a file that changed just now may change again unseen."""
    if found is None or time.time_ns() - max(found[1:]) > _TICK:
        return found
    return _unsure(found)


def _unsure(found: Signature) -> Signature:
    return None if found is None else (found[0], -1, -1)


def digest_of(data: bytes) -> bytes:
    """Return what tells the content of files apart; processors have instructions for this digest."""
    return sha256(data).digest()[:16]


def digest_of_pieces(pieces: Iterable[bytes]) -> bytes:
    """Return the same of content that comes in pieces."""
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()[:16]


_ACTIVE: ContextVar[Looked | None] = ContextVar("looked", default=None)


class looking:  # noqa: N801 - used as a function, several times for each post
    """Note in ``looked`` what is looked at in a block."""

    __slots__ = ("_looked", "_token")

    def __init__(self, looked: Looked) -> None:
        self._looked = looked

    def __enter__(self) -> Looked:
        self._token = _ACTIVE.set(self._looked)
        return self._looked

    def __exit__(self, *_error: object) -> None:
        _ACTIVE.reset(self._token)


def note(path: str | Path) -> None:
    """Note that a file is looked at, before it is."""
    looked = _ACTIVE.get()
    if looked is not None:
        name = os.fspath(path)
        if name not in looked.files:
            looked.files[name] = trusted(signature(name))


def note_read(path: str | Path, found: os.stat_result, data: bytes) -> None:
    """Note a file that was read whole, with what the system said of it before, once it was open."""
    looked = _ACTIVE.get()
    if looked is not None:
        name = os.fspath(path)
        if name not in looked.files:
            looked.files[name] = trusted((found.st_size, found.st_mtime_ns, found.st_ctime_ns))
        looked.digests[name] = digest_of(data)


def is_far(path: str | Path) -> bool:
    """Say whether a file only looks as if it were here."""
    return bool(_FAR) and _far(os.fspath(path)) is not None


def at_hand(path: str | Path) -> None:
    """See to it that a file can be opened: one that is far away is fetched."""
    name = os.fspath(path)
    far = _far(name) if _FAR else None
    if far is None:
        return
    far.fetch([name])
    looked = _ACTIVE.get()
    if looked is not None and name in looked.files:
        looked.files[name] = trusted(far.signature(name))  # which may have been found out to be another


def note_content(path: str | Path, data: bytes) -> None:
    """Note what a file holds that is looked at, so that it may be touched and be the same."""
    looked = _ACTIVE.get()
    if looked is not None:
        looked.digests[os.fspath(path)] = digest_of(data)


def is_there(path: Path) -> bool:
    """Say whether a path is that of a file; a name that no system takes is that of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Say whether there is a file, and note the question."""
    note(path)
    return is_there(path)


def is_listed(path: Path) -> bool:
    """Say whether there is a file by what its folder lists; the question is which names begin as its does.

    For questions that thousands of posts ask of a few folders.
    """
    looked = _ACTIVE.get()
    if looked is None:
        return is_there(path)
    folder, name = os.path.split(os.fspath(path))
    stem, dot, _ = name.partition(".")
    if name not in names_starting(folder or ".", stem + dot) and not ANY_CASE:
        return False
    note(path)
    return is_there(path)


def names_starting(folder: str | Path, prefix: str) -> tuple[str, ...]:
    """Return the names in a folder that begin with a text, and note the question."""
    looked = _ACTIVE.get()
    where = os.fspath(folder)
    if looked is None:
        return Folders().starting(where, prefix)
    question = (where, prefix)
    answer = looked.asked.get(question)
    if answer is None:
        answer = looked.asked[question] = looked.folders.starting(where, prefix)
    return answer


def listed(folder: str | Path, names: Iterable[str]) -> None:
    """Note the names of all that lies in a folder, which was listed for another reason."""
    looked = _ACTIVE.get()
    if looked is not None:
        looked.folders.names.setdefault(os.fspath(folder), tuple(sorted(names)))
