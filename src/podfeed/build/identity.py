"""Who an episode is: its guid, and the show's."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID, uuid5

from podfeed.lazily import pattern

# https://podcasting2.org/docs/podcast-namespace/tags/guid
PODCAST_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_SCHEME = pattern(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DATE = pattern(r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{8})[-_ ]+(?=.)")
_MARKUP = pattern(r"(\.(md|markdown|mdx|html|htm|rst))+$", re.IGNORECASE)
_NIL = pattern(r"0{8}-?0{4}-?0{4}-?0{4}-?0{12}")


def show_guid(feed_url: str) -> str:
    """Return the ``podcast:guid`` of a feed: a UUIDv5 of its URL without scheme and last slashes."""
    return str(uuid5(PODCAST_NAMESPACE, _SCHEME.sub("", feed_url).rstrip("/")))


def episode_guid(guid: str, name: str) -> str:
    """Return the identity of a post: a UUIDv5 of its show's guid and its path.

    The path is that below the content folder, without date, extension and a last ``/index``, so
    that a new title, date or place of the audio changes nothing.
    """
    return str(uuid5(_namespace(guid), seed(name)))


_namespace = lru_cache(maxsize=64)(UUID)


def seed(name: str) -> str:
    """Return the part of a post's name that is its identity."""
    parts = [part for part in without_markup(name).split("/") if part not in ("", ".")]
    if len(parts) > 1 and parts[-1] == "index":
        parts.pop()
    return "/".join([*parts[:-1], *map(bare_name, parts[-1:])])


def without_markup(name: str) -> str:
    """Return a file name without the extensions that say how it is written."""
    return _MARKUP.sub("", name)


def bare_name(name: str) -> str:
    """Return a file name without these, and without the date that it begins with."""
    return _DATE.sub("", without_markup(name))


def is_nil(guid: str) -> bool:
    """Say whether a guid is the UUID of all zeros, which stands for none."""
    return bool(_NIL.fullmatch(guid))
