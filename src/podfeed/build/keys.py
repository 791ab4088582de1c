"""Looking into front matter: keys without case, `-` and `_`, dotted paths into tables and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from podfeed.posts import Post, fold

Keys = tuple[str | int, ...]

# What people and templates write where there is no value.
_NOTHING = frozenset({"", "none", "null", "nil", "undefined", "~"})


def is_nothing(value: Any) -> bool:
    """Say whether a value says nothing: null, blank, or an empty list or mapping."""
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    return value is None or value == [] or value == {}


def is_exact(value: Any) -> bool:
    """Say whether a value asks to be taken letter by letter: ``{ exact: … }``."""
    return not isinstance(value, str) and isinstance(value, Mapping) and set(value) == {"exact"}


def lookup(post: Post, paths: Iterable[str]) -> Iterator[tuple[Keys, Any]]:
    """Yield the keys and values that the paths lead to, in the order of the paths."""
    for path in paths:
        key = post.shape.folded.get(fold(path))
        if key is not None:
            if not is_nothing(post.meta[key]):
                yield (key,), post.meta[key]
        elif "." in path:
            yield from _walk(post.meta, path.split("."), ())


def _walk(value: Any, steps: list[str], done: Keys) -> Iterator[tuple[Keys, Any]]:
    if not steps:
        if not is_nothing(value):
            yield done, value
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, list) and not step.isdecimal():  # without an index, each item in turn
        for index, item in enumerate(value):
            yield from _walk(item, steps, (*done, index))
        return
    for key, item in _under(value, step):
        yield from _walk(item, rest, (*done, key))


def _under(value: Any, step: str) -> list[tuple[str | int, Any]]:
    """Return what a step leads to, if anything: a key of a mapping, an index of a list."""
    if isinstance(value, Mapping):
        return [(key, value[key]) for key in value if fold(str(key)) == fold(step)][:1]
    if isinstance(value, list):
        return [(index, value[index]) for index in range(len(value)) if index == int(step)]
    return []


def leaves(value: Any) -> Iterator[str]:
    """Yield the texts in a value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, str):
        yield value
