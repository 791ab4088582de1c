"""The one place where files are opened: read whole, and written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import secrets
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from podfeed import looking
from podfeed.problems import Place, Problem, ProblemsError

# What the system says, as a sentence and the way out. Anything else is told in its own words.
_READING = {
    errno.ENOENT: ("there is no such file", "mend the path"),
    errno.ENOTDIR: ("there is no such file: part of its path is no folder", "mend the path"),
    errno.EISDIR: ("this is a folder, not a file", "name a file in it"),
    errno.EACCES: ("there is no permission to read the file", "let yourself read it (chmod u+r)"),
    errno.ELOOP: ("the symbolic link leads to itself", "make the link anew"),
    errno.ENAMETOOLONG: ("no file can have a name this long", "mend the path"),
}
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
# UTF-16 holds a NUL in every other byte, but is text: Windows PowerShell's `>` writes it.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading bytes; one that cannot be read is a `ProblemsError`.

    Pipes and devices are refused, because reading them may never end.
    """
    looking.note(path)
    try:
        with _regular(path) as file:
            yield file
    except OSError as error:
        reason, hint = _explained(error, _READING)
        if error.errno == errno.ENOENT and path.is_symlink():
            reason, hint = "the symbolic link leads to nothing", "fetch what it stands for, or mend the link"
        raise _failed(path, "file-unreadable", f"the file cannot be read: {reason}", hint=hint) from error


def _regular(path: Path) -> BinaryIO:
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a NUL in the path
        raise OSError(errno.ENOENT, str(error)) from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "this is a pipe, a socket or a device")
    return path.open("rb")


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; one that cannot be read is a `ProblemsError` that says why."""
    with opened(path) as file:
        return file.read()


def refuse_outside(path: Path, root: Path) -> None:
    """Refuse a symbolic link that leads out of a folder: content may come from a stranger."""
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        message = "the symbolic link leads out of the content folder"
        raise _failed(path, "file-outside", message, hint="put the file itself there")


def read_limited(path: Path, most: int, *, first: int | None = None) -> bytes:
    """Read a file of at most so many bytes, or its first ones; a larger one is a `ProblemsError`."""
    with opened(path) as file:
        data = file.read(most + 1 if first is None else first)
    if first is None and len(data) > most:
        message = f"the file has more than {most >> 20} MB"
        raise _failed(path, "file-too-large", message, hint="is it what you meant?")
    return data


def digest_of(path: Path, name: str) -> bytes:
    """Return the digest of a file, by the name of its algorithm: ``sha256``."""
    with opened(path) as file:
        return hashlib.file_digest(file, name).digest()  # type: ignore[arg-type]


def read_text(path: Path) -> str:
    """Return a file's text, which must be UTF-8, with or without a byte order mark.

    Bytes that are none are a `ProblemsError` with the line and column of the first.
    """
    data = read_bytes(path)
    if data.startswith(_UTF16):
        raise _failed(path, "file-not-utf8", "the file is UTF-16, not UTF-8", hint="save it as UTF-8")
    if b"\0" in data:
        hint = "leave it out with [content] exclude"
        raise _failed(path, "file-not-text", "this is not a text file: it holds NUL bytes", hint=hint)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


def _not_utf8(path: Path, error: UnicodeDecodeError) -> ProblemsError:
    """Say where the first bad byte stands; the positions of `error` do not count the byte order mark."""
    before = error.object[: error.start].decode("utf-8")
    last_line = before.rpartition("\n")[2]
    place = Place(file=str(path), line=before.count("\n") + 1, column=len(last_line) + 1)
    message = f"byte 0x{error.object[error.start]:02x} is no UTF-8"
    return _failed(path, "file-not-utf8", message, hint="save the file as UTF-8", place=place)


def write_whole(path: Path, data: bytes, *, parents: bool = False) -> bool:
    """Replace a file by `data` whole, or leave it as it is; say whether it changed.

    The bytes go to a temporary file in the same folder, are flushed to disk and moved into place.
    The mode and owner of an existing file stay, a symbolic link is followed, and what is no regular file
    (a pipe, /dev/stdout) is written to directly. What a run that was killed left half-written is cleared.
    With ``parents`` its folders are made. A failure is a `ProblemsError` that says why.
    """
    try:
        if parents:
            path.parent.mkdir(parents=True, exist_ok=True)
        changed = _written(path, data)
        _clear_litter(Path(os.path.realpath(path)).parent)
    except OSError as error:
        raise _not_written(path, error, "; what was there is as it was") from error
    return changed


@contextmanager
def written_to(path: Path, *, keep: int = 0) -> Iterator[BinaryIO]:
    """Open a file for writing behind its first ``keep`` bytes, in folders that are made where needed.

    A failure to write is a `ProblemsError` that says why.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if keep else "wb") as file:
            file.seek(keep)
            file.truncate()
            yield file
    except OSError as error:
        reason, hint = _explained(error, _WRITING)
        raise _failed(
            path, "output-not-written", f"the file cannot be written: {reason}", hint=hint
        ) from error


def move_into_place(source: Path, path: Path) -> None:
    """Give a file that is complete its name."""
    try:
        source.replace(path)
    except OSError as error:
        reason, hint = _explained(error, _WRITING)
        raise _failed(
            path, "output-not-written", f"the file cannot be written: {reason}", hint=hint
        ) from error


def _written(path: Path, data: bytes) -> bool:
    mode = _mode(path)
    if mode is None:
        _replace(Path(os.path.realpath(path)), data, mode=None)
        return True
    if not stat.S_ISREG(mode):
        path.write_bytes(data)
        return True
    if _holds(path, data):
        return False
    # Moving over a file needs no permission to write it: try, so that chmod a-w protects.
    path.open("ab").close()
    _replace(Path(os.path.realpath(path)), data, mode=stat.S_IMODE(mode))
    return True


def _mode(path: Path) -> int | None:
    """Return type and permissions of what a path, or the link there, leads to; None for nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
    except ValueError as error:  # a NUL in the path
        raise OSError(errno.EINVAL, str(error)) from error


def _holds(path: Path, data: bytes) -> bool:
    """Say whether a file has these bytes; one that may only be written is taken to differ."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except PermissionError:
        return False


def _replace(target: Path, data: bytes, *, mode: int | None) -> None:
    # A name of its own, not longer than the target's may be; a new file gets its mode by the umask.
    temporary = target.parent / f"{_own_prefix()}{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        with temporary.open("xb") as file:
            if mode is not None:
                _keep_owner(temporary, target)
                temporary.chmod(mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _flush_folder(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _own_prefix() -> str:
    """Return how the names of half-written files begin on this machine: another one may share the folder."""
    return f".podfeed-{zlib.crc32(platform.node().encode()):08x}-"


def _keep_owner(temporary: Path, target: Path) -> None:
    """Give a file the owner of the one whose place it takes, where that is allowed."""
    there, now = target.stat(), temporary.stat()
    if hasattr(os, "chown") and (there.st_uid, there.st_gid) != (now.st_uid, now.st_gid):
        with suppress(OSError):
            os.chown(temporary, there.st_uid, there.st_gid)


def _flush_folder(folder: Path) -> None:
    """Let the name of a file that was moved into place reach the disk, where folders can be flushed."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _clear_litter(folder: Path) -> None:
    """Remove the half-written files of runs of this machine that were killed."""
    with suppress(OSError):
        for path in folder.glob(f"{_own_prefix()}*.tmp"):
            number = path.name.removeprefix(_own_prefix()).partition("-")[0]
            if number.isdecimal() and not _runs(int(number)):
                path.unlink(missing_ok=True)


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


def _not_written(path: Path, error: OSError, more: str = "") -> ProblemsError:
    reason, hint = _explained(error, _WRITING)
    return _failed(path, "output-not-written", f"the file cannot be written: {reason}{more}", hint=hint)


def _explained(error: OSError, table: dict[int, tuple[str, str]]) -> tuple[str, str]:
    """Return the reason of a failure, and the way out where one is known."""
    return table.get(error.errno or 0, ((error.strerror or str(error)).lower(), ""))


def _failed(
    path: Path, rule: str, message: str, *, hint: str = "", place: Place | None = None
) -> ProblemsError:
    where = place or Place(file=str(path))
    return ProblemsError([Problem(rule=rule, severity="error", message=message, place=where, hint=hint)])
