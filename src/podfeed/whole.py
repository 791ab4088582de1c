"""Files written whole or not at all, alone or together; what killed runs left half-written is cleared."""

from __future__ import annotations

import errno
import os
import platform
import stat
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from podfeed.lazily import dataclass, pattern
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.stamps import Stamp, stamp_of

# What a file is made of; the pieces can be asked for more than once.
Pieces = Callable[[], Iterable[bytes]]
# What the system says, as a sentence and the way out. Anything else is told in its own words.
_WRITING = {
    errno.ENOENT: ("the folder does not exist", "make the folder first"),
    errno.ENOTDIR: ("part of the path is no folder", "mend the path"),
    errno.EISDIR: ("this is a folder, not a file", "name a file in it"),
    errno.EACCES: ("there is no permission", "choose another folder, or allow it (chmod u+w)"),
    errno.EROFS: ("the file system is read-only", "write to another folder"),
    errno.ENOSPC: ("the disk is full", "make room, then run again"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, then run again"),
    errno.EFBIG: ("the file is larger than the system allows", "raise the limit (ulimit -f)"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
}  # fmt: skip


def write_whole(path: Path, data: bytes, *, parents: bool = False) -> bool:
    """Replace a file by `data` whole, or leave it as it is; say whether it changed.

    The bytes go to a temporary file in the same folder, are flushed to disk and moved into place.
    The mode and owner of an existing file stay, a symbolic link is followed, and what is no regular file
    (a pipe, /dev/stdout) is written to directly. What a run that was killed left half-written is cleared.
    With ``parents`` its folders are made. A failure is a `ProblemsError` that says why.
    """
    with together() as files:
        changed = files.add(path, data, parents=parents)
        files.move()
    return changed


@dataclass(slots=True)
class _Change:
    """A file that waits to be moved into place; ``old`` is a second name of the one that is there."""

    path: Path
    target: Path
    temporary: Path
    existed: bool
    stamp: Stamp | None = None  # before it was moved
    old: Path | None = None
    moving: bool = False

    def moved(self) -> bool:
        return self.moving and not self.temporary.exists()


# The temporary files of this process: in a container every run may have the same number.
_OWN: set[Path] = set()


class Together:
    """Files that are replaced together, in the order in which they came."""

    def __init__(self) -> None:
        self._changes: dict[Path, _Change] = {}
        self._made: list[Path] = []
        self._folders: set[Path] = set()
        self._there: dict[Path, Stamp | None] = {}  # what is as it is to be, by its target
        self._began = False
        self._done: bool | None = None

    def add(self, path: Path, data: bytes, *, parents: bool = False) -> bool:
        """Make a file whole beside its target; say whether it changes. A failure is a `ProblemsError`."""
        return self.add_pieces(path, lambda: (data,), parents=parents)

    def add_pieces(self, path: Path, data: Pieces, *, parents: bool = False, size: int | None = None) -> bool:
        """Make a file whole of its pieces, which are asked for once or twice; ``size`` is that of all."""
        with _telling(path):
            if parents:
                self._make(path.parent)
            return self._add(path, data, size)

    def _make(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        self._made += missing[::-1]
        folder.mkdir(parents=True, exist_ok=True)
        if missing:
            _flush_folder(missing[-1].parent)

    def _add(self, path: Path, data: Pieces, size: int | None) -> bool:
        stream = _stream(path)
        mode = _mode(path) if stream is None else 0
        if stream is not None or (mode is not None and not stat.S_ISREG(mode)):
            with path.open("wb") if stream is None else os.fdopen(os.dup(stream), "wb") as file:
                file.writelines(data())
            return True
        target = Path(os.path.realpath(path))
        self._folders.add(target.parent)
        self._drop(self._changes.pop(target, None))
        if mode is not None:
            self._there[target] = stamp_of(target)
            if _holds(path, data, size):
                return False
            # Moving over a file needs no permission to write it: try, so that chmod a-w protects.
            path.open("ab").close()
        change = _Change(path, target, _temporary(target), existed=mode is not None)
        self._changes[target] = change
        with change.temporary.open("xb") as file:
            if mode is not None:
                keep_mode(change.temporary, target)
            file.writelines(data())
            file.flush()
            os.fsync(file.fileno())
            change.stamp = stamp_of(file.fileno())
        return True

    def move(self) -> None:
        """Move all files into place. Where one cannot be, all stay as they were: a `ProblemsError`."""
        changes = list(self._changes.values())
        self._began = True
        for number, change in enumerate(changes, 1):
            with _telling(change.path):
                if change.existed and number < len(changes):
                    self._keep(change)
                change.moving = True
                change.temporary.replace(change.target)
            if number == len(changes) or changes[number].target.parent != change.target.parent:
                _flush_folder(change.target.parent)

    def stamp(self, path: Path) -> Stamp | None:
        """Return the stamp of a file that was made, or was there, once all are moved, or None."""
        target = Path(os.path.realpath(path))
        change = self._changes.get(target)
        if change is None:
            return self._there.get(target)
        now = stamp_of(target)  # the name was changed: the other times are as they were
        return now if now and change.stamp and now[:3] == change.stamp[:3] else None

    def _keep(self, change: _Change) -> None:
        """Give the file that is there a second name, by which it comes back; not every system has links."""
        old = _temporary(change.target)
        with suppress(OSError):
            change.old = old
            os.link(change.target, old)

    def close(self) -> None:
        """Put back what was moved, unless all was; clear what is left over.

        Who stops the run in the middle of that stops it when it is done.
        """
        try:
            self._close()
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        changes = list(self._changes.values())
        if self._done is None:
            self._done = self._began and all(change.moved() for change in changes)
        for change in reversed(changes):
            if not self._done and change.moved():
                self._put_back(change)
            change.moving = False
            self._drop(change)
        for folder in () if self._done else reversed(self._made):
            with suppress(OSError):
                folder.rmdir()
        for folder in self._folders:
            _clear_litter(folder)

    def _put_back(self, change: _Change) -> None:
        with suppress(OSError):
            if change.old is not None:
                change.old.replace(change.target)
            elif not change.existed:
                change.target.unlink()

    def _drop(self, change: _Change | None) -> None:
        for path in (change.temporary, change.old) if change is not None else ():
            if path is not None:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
                _OWN.discard(path)


@contextmanager
def together() -> Iterator[Together]:
    """Replace files together: ``add`` makes each whole beside its target, ``move`` gives all their names.

    What fails or is interrupted before the last has its name leaves every file as it was. Only a kill in
    between can leave some new and some old, in the order in which they were added.
    """
    files = Together()
    try:
        yield files
    finally:
        files.close()


@contextmanager
def alone(folder: Path, patience: float = 30) -> Iterator[None]:
    """Wait until no other run of podfeed writes what a folder stands for, and keep others waiting.

    After ``patience`` seconds it is a `ProblemsError`. Where the system has no such locks nobody waits.
    """
    try:
        import fcntl  # noqa: PLC0415 - POSIX has it alone

        number = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        end = time.monotonic() + patience
        while not _locked(fcntl.flock, number, fcntl.LOCK_EX | fcntl.LOCK_NB):
            if time.monotonic() > end:
                message = "another run of podfeed is writing here, and does not come to an end"
                raise failed(folder, "output-not-written", message, hint="end it, then run again")
            time.sleep(0.02)
        yield
    finally:
        os.close(number)


def _locked(flock: Callable[[int, int], None], number: int, how: int) -> bool:
    try:
        flock(number, how)
    except BlockingIOError:
        return False
    except OSError:  # no locks in this file system
        return True
    return True


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give the name of a file to make beside another, with its suffix; it is removed unless it was moved."""
    target = Path(os.path.realpath(path))
    temporary = _temporary(target, target.suffix)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
        _OWN.discard(temporary)
        _clear_litter(target.parent)


@contextmanager
def written_to(path: Path, *, keep: int = 0) -> Iterator[BinaryIO]:
    """Open a file for writing behind its first ``keep`` bytes, in folders that are made where needed.

    A failure to write is a `ProblemsError` that says why.
    """
    with _telling(path, ""):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if keep else "wb") as file:
            file.seek(keep)
            file.truncate()
            yield file


def move_into_place(source: Path, path: Path) -> None:
    """Give a file that is complete its name."""
    with _telling(path, ""):
        source.replace(path)
        _flush_folder(path.parent)


_STREAM = pattern(r"/dev/std(?:in|(out)|(err))|/(?:dev|proc/self)/fd/(\d+)")


def _stream(path: Path) -> int | None:
    """Return the number of the open file that a path stands for: opened anew, it would be cut."""
    match = _STREAM.fullmatch(os.path.abspath(path))  # noqa: PTH100 - resolve() follows the link
    if match is None:
        return None
    return int(match[3]) if match[3] else 1 if match[1] else 2 if match[2] else 0


def _mode(path: Path) -> int | None:
    """Return type and permissions of what a path, or the link there, leads to; None for nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
    except ValueError as error:  # a NUL in the path
        raise OSError(errno.EINVAL, str(error)) from error


def _holds(path: Path, data: Pieces, size: int | None) -> bool:
    """Say whether a file has these bytes; one that may only be written is taken to differ."""
    try:
        if size is not None and path.stat().st_size != size:
            return False
        with path.open("rb", buffering=1 << 20) as file:
            return all(file.read(len(piece)) == piece for piece in data()) and not file.read(1)
    except PermissionError:
        return False


def _temporary(target: Path, suffix: str = "") -> Path:
    """Return a name of its own beside a file, not longer than the target's may be."""
    name = f"{_own_prefix()}{os.getpid()}-{os.urandom(4).hex()}.tmp{suffix}"
    _OWN.add(target.parent / name)
    return target.parent / name


def _own_prefix() -> str:
    """Return how the names of half-written files begin on this machine: another one may share the folder."""
    return f".podfeed-{zlib.crc32(platform.node().encode()):08x}-"


def keep_mode(temporary: Path, target: Path) -> None:
    """Give a file the mode of the one whose place it takes, and its owner where that is allowed."""
    there, now = target.stat(), temporary.stat()
    if hasattr(os, "chown") and (there.st_uid, there.st_gid) != (now.st_uid, now.st_gid):
        for owner in (there.st_uid, -1):  # the group alone, where the owner cannot be another
            with suppress(OSError):
                os.chown(temporary, owner, there.st_gid)
                break
    temporary.chmod(stat.S_IMODE(there.st_mode))


def _flush_folder(folder: Path) -> None:
    """Let the name of a file that was moved into place reach the disk, where folders can be flushed."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


_LITTER = pattern(r"\.podfeed-[0-9a-f]{8}-(\d+)-[0-9a-f]{8}\.tmp(\..*)?")
_OLD = 24 * 60 * 60  # seconds after which what another machine was writing is no longer being written


def _clear_litter(folder: Path) -> None:
    """Remove the half-written files of runs that were killed."""
    with suppress(OSError), os.scandir(folder) as found:
        for each in found:
            match = _LITTER.fullmatch(each.name) if each.name.startswith(".podfeed-") else None
            if match is not None and _is_litter(Path(each.path), int(match[1])):
                Path(each.path).unlink(missing_ok=True)


def _is_litter(path: Path, process: int) -> bool:
    if path in _OWN:
        return False
    if path.name.startswith(_own_prefix()) and (process == os.getpid() or not _runs(process)):
        return True
    return time.time() - path.stat().st_mtime > _OLD


def _runs(process: int) -> bool:
    """Say whether a process is alive; where that cannot be asked, it may be."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def _telling(path: Path, more: str = "; what was there is as it was") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason, hint = explained(error, _WRITING)
        message = f"the file cannot be written: {reason}{more}"
        raise failed(path, "output-not-written", message, hint=hint) from error


def explained(error: OSError, table: dict[int, tuple[str, str]]) -> tuple[str, str]:
    """Return the reason of a failure, and the way out where one is known."""
    return table.get(error.errno or 0, ((error.strerror or str(error)).lower(), ""))


def failed(
    path: Path, rule: str, message: str, *, hint: str = "", place: Place | None = None
) -> ProblemsError:
    """Return the error of a file."""
    where = place or Place(file=str(path))
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=where, hint=hint)])
