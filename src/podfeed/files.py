"""The one place where files are opened: read whole, and written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from podfeed.problems import Place, Problem, ProblemsError


def _failed(
    path: Path, rule: str, message: str, hint: str = "", place: Place | None = None
) -> ProblemsError:
    where = place or Place(file=str(path))
    return ProblemsError(
        [Problem(rule=rule, severity="error", message=message, place=where, hint=hint)]
    )


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; one that cannot be read is a `ProblemsError` that says why."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _failed(path, "file-unreadable", f"the file cannot be read: {reason}") from error


def read_text(path: Path) -> str:
    """Return a file's text, which must be UTF-8, with or without a byte order mark."""
    data = read_bytes(path)
    if b"\0" in data:
        raise _failed(
            path,
            "file-not-text",
            "this is no text file: it holds NUL bytes",
            "leave it out with [content] exclude",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        place = Place(
            file=str(path),
            line=good.count("\n") + 1,
            column=len(good) - (good.rfind("\n") + 1) + 1,
        )
        raise _failed(
            path,
            "file-not-utf8",
            f"byte 0x{data[error.start]:02x} is no UTF-8",
            "save the file as UTF-8",
            place,
        ) from error


def write_whole(path: Path, data: bytes) -> bool:
    """Replace a file by `data` whole, or leave it as it is; say whether it changed.

    The bytes go to a temporary file in the same folder, are flushed to disk and moved into place.
    The mode of an existing file stays, and a symbolic link is followed.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise _failed(
            path, "output-not-written", "this is a folder, not a file", "name a file in it"
        )
    try:
        if target.is_file() and target.read_bytes() == data:
            return False
        _replace(target, data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "make the folder first" if not target.parent.is_dir() else ""
        message = f"the file cannot be written: {reason}; what was there is as it was"
        raise _failed(path, "output-not-written", message, hint) from error
    return True


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the mode of the file that is there, or of a new one under the umask."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0o022)
    os.umask(umask)
    return 0o666 & ~umask
