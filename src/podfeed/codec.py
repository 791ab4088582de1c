"""The only loops over the tables: an object of the model to elements, and elements to its fields.

An element is anything with ElementTree's interface, so this module needs no XML library of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from podfeed.problems import BadValueError
from podfeed.tags.spec import Attr, Tag

Make = Callable[[Any, str], Any]  # (parent, qualified name) -> a new last child of parent
Complain = Callable[[str, BadValueError, Any], None]  # (tag, what is wrong, element)


def write(owner: Any, tags: Iterable[Tag], parent: Any, make: Make) -> None:
    """Append to `parent` the elements of the fields of `owner` that the tags name."""
    for tag in tags:
        value = getattr(owner, tag.field)
        for one in value if tag.many else (value,):
            if one is not None and one not in tag.hidden:
                _write_one(one, owner, tag, parent, make)


def _write_one(value: Any, owner: Any, tag: Tag, parent: Any, make: Make) -> None:
    if tag.path:
        for step in value.split(" > "):
            parent = make(parent, tag.qname)
            parent.set(tag.attr, step)
        return
    element = make(parent, tag.qname)
    for name, constant in tag.fixed.items():
        element.set(name, constant)
    _write_attrs(value if tag.model else owner, tag.attrs, element)
    if tag.model is not None:
        write(value, tag.children, element, make)
        value = getattr(value, tag.text) if tag.text else None
    if value is not None and tag.attr:
        element.set(tag.attr, tag.kind.write(value))
    elif value is not None:
        element.text = tag.kind.write(value)


def _write_attrs(subject: Any, attrs: Iterable[Attr], element: Any) -> None:
    for attr in attrs:
        value = getattr(subject, attr.field)
        if value is not None or attr.kind.name == "size":
            element.set(attr.name, attr.kind.write(value))


def read(
    elements: Iterable[Any], tags: Mapping[str, tuple[Tag, ...]], complain: Complain
) -> dict[str, Any]:
    """Return the fields that the elements hold; the first of several wins unless the tag is `many`."""
    values: dict[str, Any] = {}
    for element in elements:
        for tag in tags.get(element.tag, ()):
            if not _matches(element, tag):
                continue
            for value in _read_one(element, tag, values, complain):
                if tag.many:
                    values.setdefault(tag.field, []).append(value)
                else:
                    values.setdefault(tag.field, value)
            break
    return values


def by_name(tags: Iterable[Tag]) -> dict[str, tuple[Tag, ...]]:
    """Index tags by their qualified names, as `read` wants them."""
    index: dict[str, tuple[Tag, ...]] = {}
    for tag in tags:
        index[tag.qname] = (*index.get(tag.qname, ()), tag)
    return index


def _matches(element: Any, tag: Tag) -> bool:
    """Say whether the element is the one that the row describes, told apart by ``rel``."""
    rel = tag.fixed.get("rel")
    return rel is None or element.get("rel", "alternate") == rel


def _read_one(element: Any, tag: Tag, values: dict[str, Any], complain: Complain) -> list[Any]:
    if tag.path:
        return _read_path(element, tag)
    inner: dict[str, Any] = {}
    for attr in tag.attrs:
        _keep(inner, attr.field, attr.kind.read, element.get(attr.name), tag, complain, element)
    if tag.model is None:
        for name, value in inner.items():
            values.setdefault(name, value)
        text = element.get(tag.attr) if tag.attr else element.text
        _keep(inner, tag.field, tag.kind.read, text, tag, complain, element)
        return [inner[tag.field]] if tag.field in inner else []
    if tag.text:
        _keep(inner, tag.text, tag.kind.read, element.text, tag, complain, element)
    inner |= read(element, by_name(tag.children), complain)
    return _make(tag, inner, complain, element)


def _make(tag: Tag, inner: dict[str, Any], complain: Complain, element: Any) -> list[Any]:
    """Return the object that the element holds, or complain of what it lacks."""
    assert tag.model is not None  # noqa: S101
    needed = {attr.field for attr in tag.attrs if attr.needed and attr.kind.name != "size"}
    needed |= {tag.text} if tag.text else set()
    lacking = sorted(name for name in needed if inner.get(name) is None)
    if lacking:
        complain(tag.prefixed, BadValueError(f"it has no {' and no '.join(lacking)}"), element)
        return []
    return [tag.model(**inner)]


def _read_path(element: Any, tag: Tag) -> list[str]:
    """Return the paths of an element and its children: with two children, two."""
    here = str(element.get(tag.attr) or "").strip()
    below = [str(child.get(tag.attr) or "").strip() for child in element if child.tag == tag.qname]
    if not here:
        return []
    return [f"{here} > {child}" for child in below if child] or [here]


def _keep(
    values: dict[str, Any],
    name: str,
    read_value: Callable[[Any], Any],
    text: str | None,
    tag: Tag,
    complain: Complain,
    element: Any,
) -> None:
    """Put what a text says into `values`; a text that says nothing leaves them alone."""
    if text is None or not text.strip():
        return
    try:
        value = read_value(text.strip())
    except BadValueError as error:
        complain(tag.prefixed, error, element)
    else:
        if value is not None:
            values[name] = value
