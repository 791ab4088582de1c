"""Media files on servers: what is needed of them, and no more."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any

from podfeed.audio.reading import Audio, read
from podfeed.mime import normalise, type_of
from podfeed.problems import Place, Problem, TooMuchError
from podfeed.web import Client, RemoteFile

# Headers are below one megabyte; a cover, or a table of many chapters, can be larger.
_MOST = 8_000_000


@lru_cache(maxsize=2)
def _client(*, private: bool) -> Client:
    return Client(private=private)


def probe_url(url: str, *, private: bool = False) -> Audio:
    """Return what is known of the file at an address; what the server does wrong is a `ProblemsError`."""
    file: Any = RemoteFile(_client(private=private), url, limit=_MOST)
    if file.length is None:
        unknown = _problem(
            url, "enclosure-length-unknown", "the server does not say how many bytes the file has"
        )
        return Audio(length=None, type=_type(url, file), problems=(unknown,))
    with suppress(TooMuchError):
        return read(file, url, far=True)
    # Where the end cannot be read, the beginning may say all; of Ogg it is the end that does.
    if not file.take_head().startswith(b"OggS"):
        with suppress(TooMuchError):
            return read(file, url, far=True)
    unknown = _problem(
        url, "duration-unknown", "what the server gives of the file does not say how long it is"
    )
    return Audio(length=file.length, type=_type(url, file), problems=(unknown,))


def _type(url: str, file: Any) -> str:
    said = normalise(file.type)
    return type_of(url) or (said if said.startswith(("audio/", "video/")) else "audio/mpeg")


def _problem(url: str, rule: str, message: str) -> Problem:
    hint = "write the duration and the length in the front matter"
    return Problem(rule=rule, severity="warning", message=message, place=Place(file=url), hint=hint)
