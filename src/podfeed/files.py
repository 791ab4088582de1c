"""The one place where files are opened: read whole, and written whole or not at all."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from podfeed import looking
from podfeed.lazily import pattern
from podfeed.limits import FIXED, Bound, sized, way_out
from podfeed.problems import Place, ProblemsError
from podfeed.whole import (
    Together,
    alone,
    beside,
    keep_mode,
    move_into_place,
    together,
    write_whole,
    written_to,
)
from podfeed.whole import explained as _explained
from podfeed.whole import failed as _failed

__all__ = [  # what `whole` does, by the name of this room
    "Together",
    "alone",
    "beside",
    "keep_mode",
    "move_into_place",
    "together",
    "write_whole",
    "written_to",
]

# What the system says, as a sentence and the way out. Anything else is told in its own words.
_READING = {
    errno.ENOENT: ("there is no such file", "mend the path"),
    errno.ENOTDIR: ("there is no such file: part of its path is no folder", "mend the path"),
    errno.EISDIR: ("this is a folder, not a file", "name a file in it"),
    errno.EACCES: ("there is no permission to read the file", "let yourself read it (chmod u+r)"),
    errno.ELOOP: ("the symbolic link leads to itself", "make the link anew"),
    errno.ENAMETOOLONG: ("no file can have a name this long", "mend the path"),
}
# UTF-16 holds a NUL in every other byte, but is text: Windows PowerShell's `>` writes it.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading bytes; one that cannot be read is a `ProblemsError`.

    Pipes and devices are refused, because reading them may never end.
    """
    looking.note(path)
    looking.at_hand(path)
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


# A link is not followed, and a pipe not waited for; not all systems can be told so.
_PLAINLY = (
    os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
    if sys.platform != "win32"
    else None
)


def read_bytes(path: Path, bound: Bound = FIXED, *, root: Path | None = None) -> bytes:
    """Return a file's bytes; one that cannot be read, or is too large, is a `ProblemsError` that says why.

    So is a symbolic link that leads out of a ``root``: content may come from a stranger.
    """
    plain = _plain_bytes(path, bound)
    if plain is not None:
        return plain
    if root is not None:
        refuse_outside(path, root)
    with opened(path) as file:
        check_size(path, size := os.fstat(file.fileno()).st_size, bound)
        data = file.read() if size else file.read(bound.most + 1)  # below /proc files say a size of 0
    check_size(path, len(data), bound)
    looking.note_content(path, data)
    return data


def _plain_bytes(path: Path, bound: Bound) -> bytes | None:
    """Return the bytes of a file in four calls to the system, as long as it is no link and nothing is odd.

    Whatever else it is, None sends it the other way, which says what is wrong.
    """
    if _PLAINLY is None or looking.is_far(path):
        return None
    try:
        number = os.open(path, _PLAINLY)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or not 0 < found.st_size <= bound.most:
            return None
        data = os.read(number, found.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(number)
    if len(data) != found.st_size:
        return None
    looking.note_read(path, found, data)
    return data


def check_size(path: Path, size: int, bound: Bound) -> None:
    """Refuse a file that is larger than its bound."""
    if size > bound.most:
        message = f"the file has {sized(size)}, and no more than {sized(bound.most)} are read"
        rule = "post-too-large" if bound.name == "post" else "file-too-large"
        raise _failed(path, rule, message, hint=way_out(bound.name))


def is_below(path: Path, root: Path) -> bool:
    """Say whether what a path leads to, links followed, lies in a folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def refuse_outside(path: Path, root: Path) -> None:
    """Refuse a symbolic link that leads out of a folder."""
    looking.note(path)
    if path.is_symlink() and not is_below(path, root):
        message = "the symbolic link leads out of the content folder"
        raise _failed(path, "file-outside", message, hint="put the file itself there")


def read_start(path: Path, count: int) -> bytes:
    """Read the first bytes of a file; one that cannot be read is a `ProblemsError`."""
    with opened(path) as file:
        return file.read(count)


def entries_of(folder: Path) -> list[os.DirEntry[str]]:
    """Return what lies in a folder, or nothing where there is none; else a `ProblemsError`."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        reason, hint = _explained(error, _READING)
        message = f"the folder cannot be read: {reason.replace('the file', 'the folder')}"
        raise _failed(folder, "file-unreadable", message, hint=hint) from error


def digest_of(path: Path, name: str) -> bytes:
    """Return the digest of a file, by the name of its algorithm: ``sha256``."""
    with opened(path) as file:
        return hashlib.file_digest(file, name).digest()  # type: ignore[arg-type]


def read_text(path: Path, bound: Bound = FIXED, *, root: Path | None = None) -> str:
    """Return a file's text, which must be UTF-8, with or without a byte order mark, and within a bound.

    Bytes that are none are a `ProblemsError` with the line and column of the first; so is a symbolic link
    that leads out of a ``root``.
    """
    data = read_bytes(path, bound, root=root)
    if data.startswith(_UTF16):
        raise _failed(path, "file-not-utf8", "the file is UTF-16, not UTF-8", hint="save it as UTF-8")
    if b"\0" in data:
        hint = "leave it out with [content] exclude"
        raise _failed(path, "file-not-text", "this is not a text file: it holds NUL bytes", hint=hint)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


_LINE_END = pattern(r"\r\n|\r|\n")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as editors count them: `str.splitlines` ends some at U+2028, too."""
    return _LINE_END.split(text)


def _not_utf8(path: Path, error: UnicodeDecodeError) -> ProblemsError:
    """Say where the first bad byte stands; the positions of `error` do not count the byte order mark."""
    before = error.object[: error.start].decode("utf-8")
    last_line = before.rpartition("\n")[2]
    place = Place(file=str(path), line=before.count("\n") + 1, column=len(last_line) + 1)
    message = f"byte 0x{error.object[error.start]:02x} is no UTF-8"
    return _failed(path, "file-not-utf8", message, hint="save the file as UTF-8", place=place)
