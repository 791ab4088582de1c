"""Writing to object stores: whole, only what changed, and only if nobody else wrote meanwhile."""

from __future__ import annotations

import hashlib
import inspect
from contextlib import suppress
from typing import Any

from podfeed.lazily import dataclass
from podfeed.problems import Place, Problem, ProblemsError
from podfeed.storage import located, mark_of, read, told

_S3 = frozenset({"s3", "s3a"})
_GOOGLE = frozenset({"gs", "gcs"})
_AZURE = frozenset({"abfs", "abfss", "az"})
_PIECE = 1 << 32  # bytes of one request: a feed in several would be written without a condition
# What S3 answers where a condition does not hold, or two requests met.
_MISSED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "412", "409"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What stood at an address when a run began: its ETag or the like, and its bytes; None is nothing."""

    url: str
    mark: str | None = None
    size: int | None = None


class _MissedError(Exception):
    """Somebody else wrote."""


def before(url: str) -> Before:
    """Look at what stands at an address in a store; a store that refuses is a `ProblemsError`."""
    with told(url):
        system, path = located(url)
        mark, size = _look(system, path)
        return Before(url=url, mark=mark, size=size)


def there(url: str) -> bytes | None:
    """Return the bytes of a file in a store, or None where there is none."""
    with told(url):
        system, path = located(url)
        with suppress(FileNotFoundError):
            return read(system, [path])[path]
        return None


def put(old: Before, data: bytes, *, kind: str, cache_control: str | None = None) -> bool:
    """Write a file whole unless it holds these bytes; say whether it changed.

    ``kind`` is its Content-Type. Where something else stands there than ``old`` saw, nothing is written, and
    that is a `ProblemsError`.
    """
    with told(old.url):
        system, path = located(old.url)
        if old.mark is not None and _holds(system, path, old, data):
            return False
        try:
            _write(system, path, old, data, _headers(_scheme(old.url), kind, cache_control))
        except _MissedError:
            if there(old.url) == data:  # another run, of the same content
                return False
            raise _overtaken(old.url) from None
        return True


def _look(system: Any, path: str) -> tuple[str | None, int | None]:
    """Return what changes with the content of a file, and its size; None where there is none."""
    try:
        detail = system.info(path)
    except FileNotFoundError:
        return None, None
    return (None, None) if detail.get("type") == "directory" else (mark_of(detail), detail.get("size"))


def _holds(system: Any, path: str, old: Before, data: bytes) -> bool:
    """Say whether a file has these bytes: S3 tells by the ETag, which is most often their MD5."""
    if old.size != len(data):
        return False
    if _bare(old.mark) == hashlib.md5(data, usedforsecurity=False).hexdigest():
        return True
    with suppress(FileNotFoundError):
        return read(system, [path])[path] == data
    return False


def _write(system: Any, path: str, old: Before, data: bytes, headers: dict[str, Any]) -> None:
    # Stores that take a condition hold to it themselves; the others, and old drivers of S3 that drop it in
    # silence, leave the moment between this look and the writing.
    if _bare(_look(system, path)[0]) != _bare(old.mark):
        raise _MissedError
    condition = _condition(system, old)
    try:
        system.pipe_file(path, data, **headers, **condition)
    except OSError as error:
        if condition and (_code(error) in _MISSED or isinstance(error, FileExistsError)):
            raise _MissedError from error
        if not condition or _code(error) != "NotImplemented":
            raise
        system.pipe_file(path, data, **headers)


def _condition(system: Any, old: Before) -> dict[str, str]:
    """Return what a store itself holds to: S3 to any condition, others to that nothing is there yet."""
    if _scheme(old.url) in _S3:
        return {"IfMatch": old.mark} if old.mark else {"IfNoneMatch": "*"}
    known = inspect.signature(getattr(system, "_pipe_file", system.pipe_file)).parameters
    return {"mode": "create"} if old.mark is None and "mode" in known else {}


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _bare(mark: str | None) -> str | None:
    return mark.strip('"') if mark is not None else None


def _code(error: BaseException) -> str:
    """Return the code of an answer of S3, which stands in the exception that s3fs has translated."""
    response = getattr(error.__cause__, "response", None)
    return (
        str(response["Error"].get("Code", "")) if isinstance(response, dict) and "Error" in response else ""
    )


def _headers(scheme: str, kind: str, cache_control: str | None) -> dict[str, Any]:
    """Return what a file is served with, in the words of each driver."""
    if scheme in _S3:
        control = {"CacheControl": cache_control} if cache_control else {}
        return {"ContentType": kind, "chunksize": _PIECE, **control}
    if scheme in _GOOGLE:
        fixed = {"fixed_key_metadata": {"cache_control": cache_control}} if cache_control else {}
        return {"content_type": kind, **fixed}
    if scheme in _AZURE:
        control = {"cache_control": cache_control} if cache_control else {}
        return {"content_settings": {"content_type": kind, **control}}
    return {}


def _overtaken(url: str) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                rule="output-changed-meanwhile",
                severity="error",
                message="somebody else wrote this file while it was rendered; theirs stays",
                place=Place(file=url),
                hint="run again, so that what they wrote is taken into account",
            )
        ]
    )
