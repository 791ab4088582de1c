"""Object stores, and whatever else fsspec reads: single files, and folders that are worked on as a copy.

Of a folder the texts are copied; its media stay where they are, an empty file standing for each.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from podfeed.files import write_whole
from podfeed.mime import is_media_name
from podfeed.problems import Place, Problem, ProblemsError

_LARGEST = 10_000_000  # bytes of a file that is copied
_ABOVE = ("podfeed.toml", "pyproject.toml", "podfeed.lock")


def is_stored(target: str) -> bool:
    """Say whether a text is an address in a store, and neither a path nor a web address."""
    scheme, mark, _rest = target.partition("://")
    return bool(mark) and scheme.lower() not in ("http", "https")


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open a file in a store; one that cannot be read is a `ProblemsError`."""
    with _told(url):
        file: Any = _fsspec(url).open(url, "rb", block_size=1 << 16, cache_type="readahead").open()
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
    _root: Path
    _base: str
    _copy: TemporaryDirectory[str] = field(repr=False)

    def close(self) -> None:
        """Take the copy away."""
        self._copy.cleanup()

    def address(self, path: str) -> str:
        """Return the address of a file of the copy; another path stays as it is."""
        inside = Path(path).is_relative_to(self._root)
        return f"{self._base}/{Path(path).relative_to(self._root).as_posix()}" if inside else path

    def told(self, problem: Problem) -> Problem:
        """Return a problem with the address of its file in the store."""
        if problem.place is None:
            return problem
        return replace(problem, place=replace(problem.place, file=self.address(problem.place.file)))


def mirror(url: str) -> Mirror:
    """Copy a folder of a store; what cannot be read is a `ProblemsError`."""
    with ExitStack() as undo, _told(url):
        system, path = _fsspec(url).url_to_fs(url)
        copy = TemporaryDirectory(prefix="podfeed-")
        undo.callback(copy.cleanup)
        root, base = Path(copy.name).resolve(), f"{url.partition('://')[0]}:/"
        path = str(path).strip("/")
        media, stamps = {}, {}
        found = system.find(path, detail=True)
        if not found:
            raise _failed(url, "there is nothing in this folder, or no such folder", "mend the address")
        for name, detail in found.items():
            target = root / name.lstrip("/")
            size = int(detail.get("size") or 0)
            if not target.resolve().is_relative_to(root):
                continue
            if is_media_name(name):
                write_whole(target, b"", parents=True)
                media[target], stamps[target] = f"{base}/{name.lstrip('/')}", (size, _stamp(detail))
            elif size <= _LARGEST:
                write_whole(target, system.cat_file(name), parents=True)
        _copy_above(system, path, root)
        undo.pop_all()
        return Mirror(
            url=url, folder=root / path, media=media, stamps=stamps, _root=root, _base=base, _copy=copy
        )


def _copy_above(system: Any, path: str, root: Path) -> None:
    """Copy the settings and the lock that stand above the folder."""
    for folder in PurePosixPath(path).parents:
        for name in _ABOVE:
            above = str(folder / name)
            if system.exists(above):
                write_whole(root / above.lstrip("/"), system.cat_file(above), parents=True)


def _stamp(detail: Mapping[str, Any]) -> str:
    names = ("ETag", "etag", "md5Hash", "LastModified", "updated", "mtime", "created")
    return next((str(detail[name]) for name in names if detail.get(name)), "")


def _fsspec(url: str) -> Any:
    try:
        return importlib.import_module("fsspec")
    except ImportError:
        raise _failed(
            url, "reading from object stores needs fsspec", "pip install 'podfeed-rss[storage]'"
        ) from None


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Say of whatever a store's driver raises what it was about."""
    try:
        yield
    except ProblemsError:
        raise
    except ImportError as error:
        raise _failed(
            url, f"this store needs a driver: {error}", "install it, for example s3fs or gcsfs"
        ) from error
    except FileNotFoundError as error:
        raise _failed(url, "there is no such file or folder", "mend the address") from error
    except (OSError, ValueError) as error:
        raise _failed(url, f"the store refused: {error}", "check the address and your credentials") from error


def _failed(url: str, message: str, hint: str) -> ProblemsError:
    place = Place(file=url)
    return ProblemsError(
        [Problem(rule="storage-failed", severity="error", message=message, place=place, hint=hint)]
    )
