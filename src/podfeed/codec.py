"""The only loops over the tables: an object of the model to elements, and elements to its fields.

An element is anything with ElementTree's interface, so this module needs no XML library of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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


def read(elements: Iterable[Any], tags: Mapping[str, tuple[Tag, ...]], complain: Complain) -> dict[str, Any]:
    """Return the fields that the elements hold; the first of several wins unless the tag is `many`."""
    values: dict[str, Any] = {}
    for element in elements:
        tag = next((tag for tag in tags.get(element.tag, ()) if _matches(element, tag)), None)
        if tag is None:
            continue
        for value in _Element(element, tag, complain).values(values):
            if tag.many:
                values.setdefault(tag.field, []).append(value)
            else:
                values.setdefault(tag.field, value)
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


@dataclass(slots=True)
class _Element:
    """Reads one element by its row."""

    element: Any
    tag: Tag
    complain: Complain
    fields: dict[str, Any] = field(default_factory=dict)

    def values(self, beside: dict[str, Any]) -> list[Any]:
        """Return the values of the row's field, none or several; what else it holds goes `beside`."""
        tag = self.tag
        if tag.path:
            return self._path()
        for attr in tag.attrs:
            self._keep(attr.field, attr.kind.read, self.element.get(attr.name))
        if tag.model is not None:
            return self._object(tag.model)
        for name, value in self.fields.items():
            beside.setdefault(name, value)
        self._keep(tag.field, tag.kind.read, self.element.get(tag.attr) if tag.attr else self.element.text)
        return [self.fields[tag.field]] if tag.field in self.fields else []

    def _object(self, model: type) -> list[Any]:
        """Return the object that the element holds, or complain of what it lacks."""
        tag = self.tag
        if tag.text:
            self._keep(tag.text, tag.kind.read, self.element.text)
        self.fields |= read(self.element, by_name(tag.children), self.complain)
        needed = {attr.field for attr in tag.attrs if attr.needed and attr.kind.name != "size"}
        needed |= {tag.text} if tag.text else set()
        lacking = sorted(name for name in needed if self.fields.get(name) is None)
        if lacking:
            error = BadValueError(f"it has no {' and no '.join(lacking)}")
            self.complain(tag.prefixed, error, self.element)
            return []
        return [model(**self.fields)]

    def _path(self) -> list[str]:
        """Return the paths of an element and its children: with two children, two."""
        name, qname = self.tag.attr, self.tag.qname
        here = str(self.element.get(name) or "").strip()
        below = [str(child.get(name) or "").strip() for child in self.element if child.tag == qname]
        return [f"{here} > {child}" for child in below if child] or [here] if here else []

    def _keep(self, name: str, read_value: Callable[[Any], Any], text: str | None) -> None:
        """Keep what a text says as a field; a text that says nothing leaves it alone."""
        if text is None or not text.strip():
            return
        try:
            value = read_value(text.strip())
        except BadValueError as error:
            self.complain(self.tag.prefixed, error, self.element)
        else:
            if value is not None:
                self.fields[name] = value
