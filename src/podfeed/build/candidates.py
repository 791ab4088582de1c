"""The values that a post's front matter offers for a field, in the order to try them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from podfeed.build.aliases import ALIASES
from podfeed.build.keys import Keys, is_exact, lookup
from podfeed.posts import Post

Own = Mapping[str, Sequence[str]]  # [fields] of the settings


def candidates(post: Post, field: str, own: Own) -> Iterator[tuple[Keys, Any]]:
    """Yield what the settings' keys lead to, then what the usual ones do.

    An empty list in the settings means that no key is read for the field.
    """
    if field in own and not own[field]:
        return
    yield from lookup(post, own.get(field, ()))
    for alias in ALIASES.get(field, ()):
        for keys, value in lookup(post, (alias.key,)):
            if alias.test is None or is_exact(value) or alias.test(value, post.meta):
                yield keys, f"{value}{alias.unit}" if alias.unit else value
