"""Object stores, and whatever else fsspec reads: what lies there, and what it holds."""

from __future__ import annotations

import base64
import hashlib
import importlib
import inspect
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO

from podfeed.problems import Place, Problem, ProblemsError

# Whose exceptions are those of a store: drivers raise what lies below them, too.
_DRIVERS = frozenset("adlfs aiobotocore aiohttp azure botocore gcsfs google paramiko requests".split())


def is_stored(target: str) -> bool:
    """Say whether a text is an address in a store, and neither a path nor a web address."""
    scheme, mark, _rest = target.partition("://")
    return bool(mark) and scheme.lower() not in ("http", "https")


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open a file in a store; one that cannot be read is a `ProblemsError`."""
    with told(url):
        system, path = located(url)
        file: Any = system.open(path, "rb", block_size=1 << 16, cache_type="readahead")
        try:
            yield file
        finally:
            file.close()


def md5_of(detail: Mapping[str, Any]) -> str | None:
    """Return the MD5 of a file, where a store says it: as S3's ETag of what was written in one piece."""
    etag = str(detail.get("ETag") or detail.get("etag") or "").strip('"')
    if re.fullmatch(r"[0-9a-f]{32}", etag):
        return etag
    with suppress(ValueError):  # Google's
        return base64.b64decode(detail.get("md5Hash") or "", validate=True).hex() or None
    return None


def read(system: Any, names: list[str], *, omit: bool = False) -> dict[str, bytes]:
    """Return the bytes of files, read together; ``omit`` those that cannot be read."""
    # A driver that fetches large files in several pieces at once asks for the size of each before.
    asked = inspect.signature(getattr(system, "_cat_file", system.cat_file)).parameters
    once = {"max_concurrency": 1} if "max_concurrency" in asked else {}
    found = system.cat_ranges(names, None, None, on_error="return", **once)
    failed = [data for data in found if isinstance(data, BaseException)]
    if failed and not omit:
        raise failed[0]
    return {name: data for name, data in zip(names, found, strict=True) if isinstance(data, bytes)}


def read_together(urls: list[str]) -> dict[str, bytes]:
    """Return the bytes of several files of a store, of those that can be read."""
    found: dict[str, bytes] = {}
    for base in dict.fromkeys(url.partition("://")[0] for url in urls):
        own = [url for url in urls if url.partition("://")[0] == base]
        with told(own[0]):
            system, _ = located(own[0])
            paths = {str(system._strip_protocol(url)): url for url in own}
            found |= {paths[path]: data for path, data in read(system, list(paths), omit=True).items()}
    return found


def located(url: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it; nothing is known there from before."""
    system, path = _fsspec(url).url_to_fs(url)
    system.invalidate_cache()  # a listing that an earlier run of this process has seen
    return system, str(path)


_MARKS = ("ETag", "etag", "generation", "md5Hash")
_TIMES = ("LastModified", "updated", "mtime", "created")


def mark_of(detail: Mapping[str, Any]) -> str:
    """Return what a store says of a file that changes with its content."""
    return next((str(detail[name]) for name in _MARKS + _TIMES if detail.get(name)), "")


def time_of(detail: Mapping[str, Any]) -> int | None:
    """Return the time that is all that a store says of a file, in nanoseconds; None where it says more."""
    if any(detail.get(name) for name in _MARKS):
        return None
    found = next((detail[name] for name in _TIMES if detail.get(name)), None)
    seconds = found.timestamp() if isinstance(found, datetime) else found
    return int(seconds * 1e9) if isinstance(seconds, (int, float)) else time.time_ns()


def md5(data: bytes) -> str:
    """Return the MD5 of some bytes, as stores write it."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _fsspec(url: str) -> Any:
    try:
        return importlib.import_module("fsspec")
    except ImportError:
        raise failed(
            url, "reading from object stores needs fsspec", "pip install 'podfeed-rss[storage]'"
        ) from None


@contextmanager
def told(url: str) -> Iterator[None]:
    """Say of whatever a store's driver raises what it was about."""
    try:
        yield
    except ProblemsError:
        raise
    except ImportError as error:
        raise failed(
            url, f"this store needs a driver: {error}", "install it, for example s3fs or gcsfs"
        ) from error
    except FileNotFoundError as error:
        raise failed(url, "there is no such file or folder", "mend the address") from error
    except Exception as error:
        own = type(error).__module__.partition(".")[0]
        if not isinstance(error, (OSError, ValueError)) and own not in _DRIVERS:
            raise
        said = " ".join(str(error).split()) or type(error).__name__
        raise failed(url, f"the store refused: {said}", "check the address and your credentials") from error


def failed(url: str, message: str, hint: str) -> ProblemsError:
    """Return the error of a file in a store."""
    place = Place(file=url)
    return ProblemsError(
        [Problem(rule="storage-failed", severity="error", message=message, place=place, hint=hint)]
    )
