"""YAML whose scalars are all text, each to be read later by the kind of its field.

With the usual loaders ``0012`` is 10, ``no`` is False and ``1:02:03`` is 3723, and nothing can undo it.
Only null and merge keys keep their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from contextlib import suppress
from typing import Any

import yaml

from podfeed.lazily import pattern
from podfeed.limits import DEFAULT, Limits
from podfeed.posts.yaml_error import Repeated, YamlError

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

_DEEPEST = 1000  # levels, beyond which no text was read
_TOLD = 100  # keys that stand twice
_NULL, _MERGE, _STR, _SEQ, _MAP = (
    f"tag:yaml.org,2002:{name}" for name in ("null", "merge", "str", "seq", "map")
)
# The plain scalars that mean something else than their text.
_IMPLICIT = dict.fromkeys(("", "~", "null", "Null", "NULL"), _NULL) | {"<<": _MERGE}


class _Loader(_Base):
    """A safe loader that leaves scalars as they were written."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.text = stream
        self.repeated: list[Repeated] = []

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Return the tag of a value that has none written; PyYAML tries patterns on each."""
        if kind is yaml.ScalarNode:
            return _IMPLICIT.get(value, _STR) if implicit[0] else _STR
        return _SEQ if kind is yaml.SequenceNode else _MAP

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Do nothing: tags by path, which PyYAML looks for here, are not used."""

    def ascend_resolver(self) -> None:
        """Do nothing, as above."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        self._note_repeated(node)
        mapping = super().construct_mapping(node, deep=True)
        return {_key(key): value for key, value in mapping.items()}

    def _note_repeated(self, node: Any) -> None:
        seen: set[str] = set()
        for key, _value in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in seen and len(self.repeated) < _TOLD:
                    self.repeated.append(Repeated(key.value, *position(self.text, key.start_mark)))
                seen.add(key.value)


def _key(key: Hashable) -> str:
    return "null" if key is None else str(key)


def _as_written(loader: Any, _suffix: str, node: Any) -> Any:
    """Construct a value with a tag of its own (`!!timestamp`, `!ruby/…`) as what it is without."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


_Loader.yaml_constructors = {
    tag: constructor
    for tag, constructor in _Base.yaml_constructors.items()
    if tag in (_NULL, _STR, _SEQ, _MAP)
}
_Loader.add_multi_constructor("", _as_written)


def load_yaml(text: str, limits: Limits = DEFAULT) -> tuple[Any, list[Repeated]]:
    """Return the value of a YAML text, and the keys that stand in it twice."""
    _check_depth(text, limits.nesting)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, []
        if "*" in text or len(text) > limits.values:
            _expanded(text, node, {}, limits.values)
        if "*" not in text:
            with suppress(_NotPlainError):
                return _plain(node), []
        return loader.construct_document(node), loader.repeated
    except yaml.YAMLError as error:
        raise _error(text, error) from error
    except (RecursionError, TypeError, ValueError) as error:
        raise YamlError(f"this cannot be read as YAML: {error}") from error
    finally:
        loader.dispose()


class _NotPlainError(Exception):
    """A document holds what PyYAML itself must construct."""


def _plain(node: Any) -> Any:
    """Return the value of a node that holds no tags, and no key that is null, merged or there twice."""
    kind, tag = type(node), node.tag
    if kind is yaml.ScalarNode and tag == _STR:
        return node.value
    if kind is yaml.MappingNode and tag == _MAP:
        values = {_plain_key(key): _plain(value) for key, value in node.value}
        if len(values) == len(node.value):
            return values
    elif kind is yaml.SequenceNode and tag == _SEQ:
        return [_plain(item) for item in node.value]
    elif kind is yaml.ScalarNode and tag == _NULL:
        return None
    raise _NotPlainError


def _plain_key(key: Any) -> str:
    if type(key) is yaml.ScalarNode and key.tag == _STR:
        return str(key.value)
    raise _NotPlainError


def compose(text: str) -> Any:
    """Return the tree of nodes of a YAML text, which know their places."""
    _check_depth(text, _DEEPEST)
    return yaml.compose(text, Loader=_Loader)


def offset(text: str, mark: Any) -> int:
    """Return where in a text a mark of PyYAML's stands."""
    # Its lines end at U+0085 and U+2028 too, and it does not count a byte order mark.
    return int(mark.index) + text.startswith("\ufeff")


def position(text: str, mark: Any) -> tuple[int, int]:
    """Return the line and column of a mark as editors count them, from 0; the end is a line of its own."""
    at = offset(text, mark)
    if at >= len(text):
        return text.count("\n") + (not text.endswith("\n")), 0
    return text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1


def _error(text: str, error: yaml.YAMLError) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = getattr(error, "problem", None) or str(error).splitlines()[0]
    return YamlError(str(message), *(position(text, mark) if mark else (0, 0)))


_INDENTED = pattern(r"^[ ]*(?:[-?][ ]+)*", re.MULTILINE)


def _check_depth(text: str, most: int) -> None:
    """Refuse nesting that would exhaust libyaml's stack; the events are asked where it could be."""
    possible = text.count("[") + text.count("{")
    possible += max((len(match[0]) for match in _INDENTED.finditer(text)), default=0)
    if possible <= most:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > most:
                    message = f"more than {most} levels ([limits] nesting)"
                    raise YamlError(message, *position(text, event.start_mark))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError as error:
        raise _error(text, error) from error


def _expanded(text: str, node: Any, known: dict[int, int], most: int) -> int:
    """Count the values below a node, and refuse aliases that multiply, or that contain themselves."""
    key = id(node)
    if key in known:
        if known[key] < 0:
            raise YamlError("an alias contains itself", *position(text, node.start_mark))
        return known[key]
    known[key] = -1
    size = 1
    if isinstance(node, yaml.SequenceNode):
        size += sum(_expanded(text, item, known, most) for item in node.value)
    elif isinstance(node, yaml.MappingNode):
        size += sum(_expanded(text, item, known, most) for pair in node.value for item in pair)
    if size > most:
        message = f"more than {most} values, aliases counted as what they stand for ([limits] values)"
        raise YamlError(message, *position(text, node.start_mark))
    known[key] = size
    return size
