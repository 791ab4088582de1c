"""The values that a post's front matter offers for a field, in the order to try them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from podfeed.build.aliases import ALIASES
from podfeed.build.keys import Keys, is_exact, lookup
from podfeed.posts import Post, fold

Own = Mapping[str, Sequence[str]]  # [fields] of the settings

# By field the top keys, folded, without any of which a post says nothing of it: most fields, for most posts.
_TOP = {
    field: frozenset(fold(key) for alias in aliases for key in (alias.key, alias.key.partition(".")[0]))
    for field, aliases in ALIASES.items()
}


@lru_cache(maxsize=4096)
def _offered(folded: frozenset[str]) -> frozenset[str]:
    """Return the fields of which posts with some top keys may say something: many posts have the same."""
    return frozenset(field for field, top in _TOP.items() if not top.isdisjoint(folded))


def candidates(post: Post, field: str, own: Own) -> Iterable[tuple[Keys, Any]]:
    """Return what the settings' keys lead to, then what the usual ones do.

    An empty list in the settings means that no key is read for the field.
    """
    if field not in own and field not in _offered(post.keys):
        return ()
    return _candidates(post, field, own)


def _candidates(post: Post, field: str, own: Own) -> Iterator[tuple[Keys, Any]]:
    if field in own and not own[field]:
        return
    yield from lookup(post, own.get(field, ()))
    for alias in ALIASES.get(field, ()):
        if alias.folded not in post.folded and "." not in alias.key:
            continue
        for keys, value in lookup(post, (alias.key,)):
            if alias.test is None or is_exact(value) or alias.test(value, post.meta):
                yield keys, f"{value}{alias.unit}" if alias.unit else value
