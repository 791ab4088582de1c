"""The values that a post's front matter offers for a field, in the order to try them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from podfeed.build.aliases import ALIASES, Test
from podfeed.build.keys import Keys, is_exact, is_nothing, lookup
from podfeed.lazily import dataclass
from podfeed.posts import Post, Shape, fold

Own = Mapping[str, Sequence[str]]  # [fields] of the settings
Offer = tuple[Keys, Any]  # where a value stands, and the value
_Way = tuple[Keys, str, Test | None, str]  # the same as Keys, a key, and its test and unit


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What follows from the keys alone that a post has, which are those of most posts of a site.

    ``ways`` has the fields of which such a post may say something, with the one key that does, or None where
    it must be asked for each key in turn.
    """

    ways: Mapping[str, _Way | None]
    fields: frozenset[str]


@lru_cache(maxsize=256)
def _plan(shape: Shape, own: tuple[str, ...]) -> _Plan:
    ways = dict(_ways(shape)) | dict.fromkeys(own)
    return _Plan(ways, frozenset(ways))


def _ways(shape: Shape) -> Iterator[tuple[str, _Way | None]]:
    for field in {field for key in shape.folded for field in _SAYING.get(key, ())}:
        there = [alias for alias in ALIASES[field] if alias.folded in shape.folded]
        below = any("." in alias.key for alias in ALIASES[field])
        if len(there) == 1 and not below:
            key = shape.folded[there[0].folded]
            yield field, ((key,), key, there[0].test, there[0].unit)
        else:
            yield field, None


def _saying() -> dict[str, list[str]]:
    """Return by each key, folded, the fields of which it, or what stands below it, says something."""
    saying: dict[str, list[str]] = {}
    for field, aliases in ALIASES.items():
        for key in {fold(each) for alias in aliases for each in (alias.key, alias.key.partition(".")[0])}:
            saying.setdefault(key, []).append(field)
    return saying


_SAYING = _saying()


class Offers:
    """What a post offers for each field."""

    __slots__ = ("_own", "_plan", "_post")

    def __init__(self, post: Post, own: Own) -> None:
        self._post = post
        self._own = own
        self._plan = _plan(post.shape, tuple(own))

    @property
    def fields(self) -> frozenset[str]:
        """Those of which it may say something: one object for all posts that have the same keys."""
        return self._plan.fields

    def of(self, field: str) -> Iterable[Offer]:
        """Return what the settings' keys lead to, then what the usual ones do.

        An empty list in the settings means that no key is read for the field.
        """
        ways = self._plan.ways
        if field not in ways:
            return ()
        way = ways[field]
        if way is None:
            return self._in_turn(field)
        keys, key, test, unit = way
        meta = self._post.meta
        value = meta[key]
        if is_nothing(value) or not (test is None or is_exact(value) or test(value, meta)):
            return ()
        return ((keys, f"{value}{unit}" if unit else value),)

    def _in_turn(self, field: str) -> Iterator[Offer]:
        post, own = self._post, self._own
        if field in own:
            if not own[field]:
                return
            yield from lookup(post, own[field])
        for alias in ALIASES.get(field, ()):
            for keys, value in lookup(post, (alias.key,)):
                if alias.test is None or is_exact(value) or alias.test(value, post.meta):
                    yield keys, f"{value}{alias.unit}" if alias.unit else value
