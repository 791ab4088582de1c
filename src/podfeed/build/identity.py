"""Who an episode is: its guid, and the show's."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from uuid import UUID, uuid5

from podfeed.lazily import pattern

# https://podcasting2.org/docs/podcast-namespace/tags/guid
PODCAST_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_SCHEME = pattern(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DATE = pattern(r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{8})[-_ ]+(?=.)")
_SUFFIXES = ("md", "markdown", "mdx", "html", "htm", "rst")
_MARKUP = pattern(rf"(\.({'|'.join(_SUFFIXES)}))+$", re.IGNORECASE)
_NIL = pattern(r"0{8}-?0{4}-?0{4}-?0{4}-?0{12}")


def show_guid(feed_url: str) -> str:
    """Return the ``podcast:guid`` of a feed: a UUIDv5 of its URL without scheme and last slashes."""
    return _uuid5(PODCAST_NAMESPACE.bytes, _SCHEME.sub("", feed_url).rstrip("/"))


def episode_guid(guid: str, name: str) -> str:
    """Return the identity of a post: a UUIDv5 of its show's guid and its path.

    The path is that below the content folder, without date, extension and a last ``/index``, so
    that a new title, date or place of the audio changes nothing.
    """
    return guid_of_seed(guid, seed(name))


def guid_of_seed(guid: str, seed: str) -> str:
    """Return the same, of the part of the path that is the identity."""
    return _uuid5(_namespace(guid), seed)


@lru_cache(maxsize=64)
def _namespace(guid: str) -> bytes:
    try:
        return UUID(guid).bytes
    except ValueError:  # taken exactly from somewhere else: it is the identity all the same
        return uuid5(PODCAST_NAMESPACE, guid).bytes


def _uuid5(namespace: bytes, name: str) -> str:
    """Return what `uuid.uuid5` does, as a text, in a fifth of its time."""
    digest = hashlib.sha1(namespace + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def seed(name: str) -> str:
    """Return the part of a post's name that is its identity."""
    parts = [part for part in without_markup(name).split("/") if part not in ("", ".")]
    if len(parts) > 1 and parts[-1] == "index":
        parts.pop()
    if parts:
        parts[-1] = bare_name(parts[-1])
    return "/".join(parts)


def without_markup(name: str) -> str:
    """Return a file name without the extensions that say how it is written."""
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in _SUFFIXES and "\n" not in stem:  # as most are written
        return without_markup(stem)
    return _MARKUP.sub("", name) if "." in name else name


def bare_name(name: str) -> str:
    """Return a file name without these, and without the date that it begins with."""
    bare = without_markup(name)
    date = _DATE.match(bare)
    return bare[date.end() :] if date else bare


def is_nil(guid: str) -> bool:
    """Say whether a guid is the UUID of all zeros, which stands for none."""
    return bool(_NIL.fullmatch(guid))
