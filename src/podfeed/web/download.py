"""Downloads that go on where they broke off, and that are whole before they take their name."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from podfeed.files import move_into_place, opened, read_text, write_whole, written_to
from podfeed.lazily import dataclass, pattern
from podfeed.problems import ProblemsError
from podfeed.web.client import Client, failed

Progress = Callable[[int, int | None], None]  # bytes so far, and bytes in all where they are known

_CHUNK = 1 << 18
_RANGE = pattern(r"bytes (\d+)-\d+/(\d+|\*)")
_SUCCESS, _PARTIAL, _BEYOND = 200, 206, 416


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was fetched, its length in bytes and its SHA-256 in hexadecimal digits."""

    path: Path
    length: int
    sha256: str


def download(
    client: Client, url: str, path: Path, *, progress: Progress | None = None, tries: int = 4
) -> Downloaded:
    """Fetch a file. What came before a break is kept beside it, and the rest is asked for.

    The file takes its name when it is as long as the server said and, where the server sent a digest,
    has that digest. A `ProblemsError` says what went wrong in the last of ``tries``.
    """
    part = path.with_name(f"{path.name}.part")
    for number in range(tries):
        try:
            _fetch(client, url, part, progress)
            break
        except _BrokenError as error:
            if number + 1 == tries:
                raise error.problem from None
            time.sleep(client.pause * 2**number)
    length, digest = part.stat().st_size, sha256(part)
    move_into_place(part, path)
    _note(part).unlink(missing_ok=True)
    return Downloaded(path, length, digest)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    return _digest(path, "sha256").hex()


def _digest(path: Path, name: str) -> bytes:
    with opened(path) as file:
        digest: Any = hashlib.file_digest(file, name)  # type: ignore[arg-type]
        return bytes(digest.digest())


class _BrokenError(Exception):
    """A download that can go on with another request."""

    def __init__(self, problem: ProblemsError) -> None:
        self.problem = problem


def _fetch(client: Client, url: str, part: Path, progress: Progress | None) -> None:
    """Fetch what is missing of a file, or all of it."""
    state = _note(part)
    start, validator = _resumable(part, state)
    headers = {"Accept-Encoding": "identity"}
    if start:
        headers |= {"Range": f"bytes={start}-", "If-Range": validator}
    try:
        with client.opened(url, headers) as response:
            begins, total = _extent(response, start)
            if response.status == _BEYOND or begins not in (0, start):
                part.unlink(missing_ok=True)
                raise _BrokenError(failed(url, "the server sent another part than it was asked for"))
            received = _receive(response, part, begins, total, progress)
            wanted = _promised(response) if not begins else []
    except ProblemsError as error:
        if any("broke off" in problem.message for problem in error.problems):
            raise _BrokenError(error) from error
        raise
    if total is not None and received != total:
        raise _BrokenError(failed(url, f"the answer broke off after {received} of {total} bytes"))
    for name, digest in wanted:
        if _digest(part, name) != digest:
            part.unlink(missing_ok=True)
            raise _BrokenError(failed(url, f"what came has not the {name} that the server gave for it"))


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.of")


def _resumable(part: Path, state: Path) -> tuple[int, str]:
    """Return how much is there already, and what the server said to know the file again by."""
    if not (part.is_file() and state.is_file()):
        return 0, ""
    validator = read_text(state)
    return (part.stat().st_size, validator) if validator else (0, "")


def _validator(response: Any) -> str:
    """Return a strong ETag, else the time of the last change: what If-Range takes."""
    tag = response.headers.get("ETag", "")
    return str(tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", ""))


def _extent(response: Any, start: int) -> tuple[int, int | None]:
    """Return where an answer begins in the file, and how long the file is."""
    if response.status == _PARTIAL:
        match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if match is None:
            return -1, None
        return int(match[1]), None if match[2] == "*" else int(match[2])
    length = response.headers.get("Content-Length", "")
    return 0 if response.status == _SUCCESS else start, int(length) if length.isdecimal() else None


def _receive(response: Any, part: Path, begins: int, total: int | None, progress: Progress | None) -> int:
    """Write an answer behind what is there, and return how long the file is then."""
    received = begins
    with written_to(part, keep=begins) as file:
        write_whole(_note(part), _validator(response).encode())
        for chunk in response.stream(_CHUNK, decode_content=False):
            file.write(chunk)
            received += len(chunk)
            if progress is not None:
                progress(received, total)
        file.flush()
        os.fsync(file.fileno())
    return received


_DIGEST = pattern(r"(sha-256|sha-512)=:?([A-Za-z0-9+/=]+?):?(?:,|$)", re.IGNORECASE)


def _promised(response: Any) -> list[tuple[str, bytes]]:
    """Return the digests that a server gave for the whole file: RFC 9530's, its forerunner's, MD5."""
    found = []
    for header in ("Repr-Digest", "Content-Digest", "Digest"):
        for name, value in _DIGEST.findall(response.headers.get(header, "").replace(" ", "")):
            found.append((name.lower().replace("-", ""), value))
    if md5 := response.headers.get("Content-MD5"):
        found.append(("md5", md5.strip()))
    digests = []
    for name, value in found:
        try:
            digests.append((name, base64.b64decode(value, validate=True)))
        except binascii.Error:
            continue  # no digest that can be compared
    return digests
