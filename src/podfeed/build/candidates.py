"""The values that a post's front matter offers for a field, in the order to try them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from podfeed.build.aliases import ALIASES, Alias
from podfeed.build.keys import Keys, is_exact, is_nothing, lookup
from podfeed.posts import Post, fold

Own = Mapping[str, Sequence[str]]  # [fields] of the settings


# Most posts of a site have the same keys, and say nothing of most fields.


@lru_cache(maxsize=4096)
def _aliases(field: str, keys: frozenset[str]) -> tuple[Alias, ...]:
    """Return the usual keys of a field that posts with some top keys may have, folded as these are."""
    return tuple(
        alias
        for alias in ALIASES.get(field, ())
        if alias.folded in keys or fold(alias.key.partition(".")[0]) in keys
    )


@lru_cache(maxsize=1024)
def _offered(keys: frozenset[str], own: tuple[str, ...]) -> frozenset[str]:
    return frozenset(own).union(field for field in ALIASES if _aliases(field, keys))


def offered(post: Post, own: Own) -> frozenset[str]:
    """Return the fields of which a post may say something: one object for all posts with the same keys."""
    return _offered(post.keys, tuple(own))


def candidates(post: Post, field: str, own: Own) -> Iterable[tuple[Keys, Any]]:
    """Return what the settings' keys lead to, then what the usual ones do.

    An empty list in the settings means that no key is read for the field.
    """
    aliases = _aliases(field, post.keys)
    if field in own:
        return _own_first(post, own[field], aliases)
    if len(aliases) == 1 and aliases[0].folded in post.keys:  # as most often: what follows, without a step
        alias, key = aliases[0], post.folded[aliases[0].folded]
        value = post.meta[key]
        if is_nothing(value) or not _is_meant(alias, value, post):
            return ()
        return (((key,), f"{value}{alias.unit}" if alias.unit else value),)
    return _each(post, aliases) if aliases else ()


def _own_first(post: Post, paths: Sequence[str], aliases: Iterable[Alias]) -> Iterator[tuple[Keys, Any]]:
    if paths:
        yield from lookup(post, paths)
        yield from _each(post, aliases)


def _each(post: Post, aliases: Iterable[Alias]) -> Iterator[tuple[Keys, Any]]:
    for alias in aliases:
        for keys, value in lookup(post, (alias.key,)):
            if _is_meant(alias, value, post):
                yield keys, f"{value}{alias.unit}" if alias.unit else value


def _is_meant(alias: Alias, value: Any, post: Post) -> bool:
    return alias.test is None or is_exact(value) or alias.test(value, post.meta)
