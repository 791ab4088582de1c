"""Object stores, and whatever else fsspec reads: single files, and folders that are worked on as a copy.

Of a folder the texts are copied; its media stay where they are, an empty file standing for each.
"""

from __future__ import annotations

import base64
import importlib
import os
import platform
import re
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field, replace
from functools import cache
from glob import has_magic
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, BinaryIO

from podfeed.cache import Cache
from podfeed.files import written_to
from podfeed.lazily import dataclass
from podfeed.mime import is_media_name
from podfeed.problems import Place, Problem, ProblemsError

_LARGEST = 10_000_000  # bytes of a file that is copied
_HERE = ("file", "local")  # the paths of the others begin with a host or a bucket
_AT_ONCE = 64  # files
# Whose exceptions are those of a store: drivers raise what lies below them, too.
_DRIVERS = frozenset("adlfs aiobotocore aiohttp azure botocore gcsfs google paramiko requests".split())
_SETTINGS = "podfeed.toml"
_LOCK = "podfeed.lock"


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


@dataclass(slots=True)
class Mirror:
    """A folder of a store, as a copy on this machine, and where the media are for which files stand."""

    url: str
    folder: Path
    media: Mapping[Path, str]
    stamps: Mapping[Path, tuple[int, str]]  # bytes, and what changes with the content
    locks: Mapping[Path, str]  # what changes with the content of podfeed.lock, when it was copied
    _root: Path
    _base: str
    _kept: TemporaryDirectory[str] = field(repr=False)

    def close(self) -> None:
        """Take the copy away."""
        self._kept.cleanup()

    def address(self, path: str) -> str:
        """Return the address of a file of the copy; another path stays as it is."""
        inside = Path(path).is_relative_to(self._root)
        return f"{self._base}/{Path(path).relative_to(self._root).as_posix()}" if inside else path

    def told(self, problem: Problem) -> Problem:
        """Return a problem with the address of its file in the store."""
        if problem.place is None:
            return problem
        return replace(problem, place=replace(problem.place, file=self.address(problem.place.file)))


def mirror(url: str, kept: Cache | None = None) -> Mirror:
    """Copy a folder of a store; what cannot be read is a `ProblemsError`.

    ``kept`` spares the reading of texts that an earlier run has read.
    """
    with ExitStack() as undo, told(url):
        system, path = located(url)
        _clear_copies()
        copy = TemporaryDirectory(prefix=f"{_copies()}{os.getpid()}-")
        undo.callback(copy.cleanup)
        scheme = url.partition("://")[0]
        root, base = Path(copy.name).resolve(), f"{scheme}:/{'/' if scheme in _HERE else ''}"
        path = str(path).strip("/")
        media, stamps, texts = {}, {}, {}
        found = system.find(path, detail=True)
        if not found:
            raise failed(url, "there is nothing in this folder, or no such folder", "mend the address")
        for name, detail in found.items():
            target = root / name.lstrip("/")
            size = int(detail.get("size") or 0)
            if not target.resolve().is_relative_to(root):
                continue
            if is_media_name(name):
                _write(root, name, b"")
                media[target], stamps[target] = f"{base}/{name.lstrip('/')}", (size, mark_of(detail))
            elif size <= _LARGEST:
                texts[name] = detail
        locks = {
            root / name.lstrip("/"): mark_of(found[name] if "ETag" in found[name] else system.info(name))
            for name in texts
            if name.endswith(_LOCK)
        }
        _copy(system, texts, root, kept)
        if not any(name.strip("/") == f"{path}/{_SETTINGS}" for name in texts):
            locks |= _copy_above(system, path, root)
        undo.pop_all()
        return Mirror(
            url=url,
            folder=root / path,
            media=media,
            stamps=stamps,
            locks=locks,
            _root=root,
            _base=base,
            _kept=copy,
        )


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


def _copy(system: Any, texts: Mapping[str, Mapping[str, Any]], root: Path, kept: Cache | None) -> None:
    """Copy files, as many at once as a store that is far away makes worth it; what is kept is not read."""
    marks = {name: _md5_of(detail) for name, detail in texts.items()}
    known = kept.texts([mark for mark in marks.values() if mark]) if kept is not None else {}
    waiting: list[str] = []
    size = 0
    for name, mark in marks.items():
        if mark in known:
            _write(root, name, known[mark])
            continue
        waiting.append(name)
        size += int(texts[name].get("size") or 0)
        if len(waiting) == _AT_ONCE or size > _LARGEST:
            _copy_together(system, waiting, root, kept)
            waiting, size = [], 0
    _copy_together(system, waiting, root, kept)


def _copy_together(system: Any, names: list[str], root: Path, kept: Cache | None) -> None:
    read = _read(system, names, "raise")
    for name, data in read.items():
        _write(root, name, data)
    if kept is not None:
        kept.keep_texts(read.values())


def _write(root: Path, name: str, data: bytes) -> None:
    with written_to(root / name.lstrip("/")) as file:
        file.write(data)


def _md5_of(detail: Mapping[str, Any]) -> str | None:
    """Return the MD5 of a file, where a store says it: as S3's ETag of what was written in one piece."""
    etag = str(detail.get("ETag") or detail.get("etag") or "").strip('"')
    if re.fullmatch(r"[0-9a-f]{32}", etag):
        return etag
    with suppress(ValueError):  # Google's
        return base64.b64decode(detail.get("md5Hash") or "", validate=True).hex() or None
    return None


def _read(system: Any, names: list[str], on_error: str) -> dict[str, bytes]:
    """Return the bytes of files, read together; a name that fsspec would take for a glob is read alone."""
    plain = [name for name in names if not has_magic(name)]
    found: dict[str, bytes] = system.cat(plain, on_error=on_error) if plain else {}
    for name in names:
        if has_magic(name):
            with suppress(*(() if on_error == "raise" else (OSError,))):
                found[name] = system.cat_file(name)
    return found


def _copy_above(system: Any, path: str, root: Path) -> dict[Path, str]:
    """Copy the settings and the lock that stand above the folder; return the marks of locks."""
    locks = {}
    for folder in PurePosixPath(path).parents:
        for name in (_SETTINGS, "pyproject.toml", _LOCK):
            above = str(folder / name)
            with suppress(FileNotFoundError):
                mark = mark_of(system.info(above))
                _write(root, above, system.cat_file(above))
                if name == _LOCK:
                    locks[root / above.lstrip("/")] = mark
    return locks


def read_together(urls: list[str]) -> dict[str, bytes]:
    """Return the bytes of several files of a store, of those that can be read."""
    found: dict[str, bytes] = {}
    for base in dict.fromkeys(url.partition("://")[0] for url in urls):
        own = [url for url in urls if url.partition("://")[0] == base]
        with told(own[0]):
            system, _ = located(own[0])
            paths = {str(system._strip_protocol(url)): url for url in own}
            found |= {paths[path]: data for path, data in _read(system, list(paths), "omit").items()}
    return found


def located(url: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it; nothing is known there from before."""
    system, path = _fsspec(url).url_to_fs(url)
    system.invalidate_cache()  # a listing that an earlier run of this process has seen
    return system, str(path)


def mark_of(detail: Mapping[str, Any]) -> str:
    """Return what a store says of a file that changes with its content."""
    names = ("ETag", "etag", "generation", "md5Hash", "LastModified", "updated", "mtime", "created")
    return next((str(detail[name]) for name in names if detail.get(name)), "")


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
