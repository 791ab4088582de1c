"""The media of an imported show: fetched into a folder, each under the name of its post."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from podfeed.files import read_text, write_whole
from podfeed.lazily import dataclass
from podfeed.mime import extension_of
from podfeed.model import Show
from podfeed.problems import Problem, ProblemsError
from podfeed.web import Client, Downloaded, download, sha256

_SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to fetch: where it is, how long the feed says it is, and the path to keep it under."""

    url: str
    length: int | None
    path: Path


def wanted(show: Show, posts: tuple[Path, ...], folder: Path) -> list[Wanted]:
    """Return the enclosures of a show, each once, by the names of the posts that were made of it."""
    found: dict[str, Wanted] = {}
    for episode, post in zip(show.episodes, posts, strict=True):
        enclosure = episode.enclosure
        if enclosure is not None and enclosure.url:
            name = f"{post.stem}.{extension_of(enclosure.url) or 'mp3'}"
            item = Wanted(url=enclosure.url, length=enclosure.length, path=folder / name)
            found.setdefault(enclosure.url, item)
    return list(found.values())


def fetch_media(
    files: list[Wanted],
    folder: Path,
    *,
    client: Client,
    progress: Callable[[Wanted, int, int | None], None],
) -> Iterator[Problem]:
    """Fetch what is not there yet, and keep the checksums of all in ``SHA256SUMS``.

    A file that is there and has its checksum is not fetched again. What cannot be fetched is a problem,
    and the others go on.
    """
    sums = _sums(folder / _SUMS)
    for item in files:
        name = item.path.name
        if item.path.is_file() and sums.get(name) == sha256(item.path):
            continue
        try:
            fetched = download(client, item.url, item.path, progress=partial(progress, item))
        except ProblemsError as error:
            yield from error.problems
            continue
        sums[name] = fetched.sha256
        lines = (f"{digest}  {each}\n" for each, digest in sorted(sums.items()))
        write_whole(folder / _SUMS, "".join(lines).encode())
        yield from _unlike(item, fetched)


def _unlike(item: Wanted, fetched: Downloaded) -> Iterator[Problem]:
    """Warn of a file that has another length than the feed says."""
    if item.length and item.length != fetched.length:
        yield Problem(
            rule="enclosure-length-mismatch",
            severity="warning",
            message=f"the file has {fetched.length} bytes, and the feed says {item.length}",
            place=None,
            hint=f"{item.url} may have been replaced since; the post keeps what the feed says",
        )


def _sums(path: Path) -> dict[str, str]:
    """Return the checksums by file that `sha256sum` would check."""
    if not path.is_file():
        return {}
    pairs = (line.split("  ", 1) for line in read_text(path).splitlines() if "  " in line)
    return {name: digest for digest, name in pairs}
